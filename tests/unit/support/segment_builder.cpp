// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/support/segment_builder.hpp"

#include "core/base/ids.hpp"
#include "tests/unit/support/traces.hpp"

namespace xray::test {
namespace {

// FNV-1a.
std::string hashed_id(std::string_view kind, std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const std::string_view text : {kind, name}) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return SegmentId(hash).to_string();
}

}  // namespace

std::string id_of(SegmentBuilder::Kind kind, std::string_view name) {
    return hashed_id(kind == SegmentBuilder::Kind::kSegment ? "segment " : "subsegment ", name);
}

SegmentBuilder::SegmentBuilder(Kind kind, std::string_view name)
    : kind_(kind), document_{{"name", name}, {"id", id_of(kind, name)}, {"trace_id", kTraceId}} {
    at(100, 1);
}

SegmentBuilder::operator std::string() const {
    return document_.dump();
}

SegmentBuilder& SegmentBuilder::id(std::uint64_t id) {
    return member("id", SegmentId(id).to_string());
}

SegmentBuilder& SegmentBuilder::trace(std::string_view id) {
    return member("trace_id", id);
}

SegmentBuilder& SegmentBuilder::at(double start, double length) {
    member("start_time", start);
    return member("end_time", start + length);
}

SegmentBuilder& SegmentBuilder::in_progress() {
    document_.erase("end_time");
    return member("in_progress", true);
}

SegmentBuilder& SegmentBuilder::called_by(std::string_view call) {
    return member("parent_id", id_of(Kind::kSubsegment, call));
}

SegmentBuilder& SegmentBuilder::called_by_segment(std::string_view segment) {
    return member("parent_id", id_of(Kind::kSegment, segment));
}

SegmentBuilder& SegmentBuilder::sent_below_segment(std::string_view segment) {
    member("type", "subsegment");
    return member("parent_id", id_of(Kind::kSegment, segment));
}

SegmentBuilder& SegmentBuilder::sent_below(std::string_view subsegment) {
    member("type", "subsegment");
    return member("parent_id", id_of(Kind::kSubsegment, subsegment));
}

SegmentBuilder& SegmentBuilder::parent(std::uint64_t id) {
    if (kind_ == Kind::kSubsegment) member("type", "subsegment");
    return member("parent_id", SegmentId(id).to_string());
}

SegmentBuilder& SegmentBuilder::calls(std::string_view name) {
    SegmentBuilder call = remote_call(name);
    for (const char* time : {"start_time", "end_time"}) {
        if (document_.contains(time)) call.member(time, document_[time]);
    }
    return with(call);
}

SegmentBuilder& SegmentBuilder::annotation(std::string_view key, const nlohmann::json& value) {
    document_["annotations"][std::string(key)] = value;
    return *this;
}

SegmentBuilder& SegmentBuilder::exception(std::string_view name, std::string_view type,
                                          std::string_view message) {
    document_["cause"]["exceptions"].push_back(
        {{"id", hashed_id("exception ", name)}, {"type", type}, {"message", message}});
    return *this;
}

SegmentBuilder& SegmentBuilder::cause(std::string_view exception) {
    return member("cause", hashed_id("exception ", exception));
}

SegmentBuilder& SegmentBuilder::member(std::string_view name, const nlohmann::json& value) {
    document_[std::string(name)] = value;
    return *this;
}

void SegmentBuilder::embed(const SegmentBuilder& child) {
    nlohmann::json part = child.document_;
    part.erase("trace_id");
    document_["subsegments"].push_back(std::move(part));
}

SegmentBuilder segment(std::string_view name) {
    return {SegmentBuilder::Kind::kSegment, name};
}

SegmentBuilder subsegment(std::string_view name) {
    return {SegmentBuilder::Kind::kSubsegment, name};
}

SegmentBuilder remote_call(std::string_view name) {
    return subsegment(name).member("namespace", "remote");
}

SegmentBuilder aws_call(std::string_view name) {
    return subsegment(name).member("namespace", "aws");
}

}  // namespace xray::test
