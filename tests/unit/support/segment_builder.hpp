// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace xray::test {

// Writes a segment document, or a part of one, as the sentence that a test is about:
//
//   segment("front").at(100, 1.25).fault().with(remote_call("back").at(100.05, 1.15))
//   segment("back").called_by("back").at(100.1, 1.05)
//
// A builder turns into the text of its document by itself. Ids are made of the name, so that the same
// sentence gives the same document, and parents are named, not numbered. Without at() everything begins at
// second 100 and takes a second.
class SegmentBuilder {
public:
    enum class Kind { kSegment, kSubsegment };

    SegmentBuilder(Kind kind, std::string_view name);

    // The document as JSON text.
    operator std::string() const;  // NOLINT(google-explicit-constructor)
    [[nodiscard]] const nlohmann::json& json() const { return document_; }

    // For tests that look at ids, or have two of one name.
    SegmentBuilder& id(std::uint64_t id);
    SegmentBuilder& trace(std::string_view id);

    // Epoch seconds, and a length in seconds.
    SegmentBuilder& at(double start, double length);
    SegmentBuilder& in_progress();

    // A segment whose caller is the call (subsegment) of that name, or the segment of that name.
    SegmentBuilder& called_by(std::string_view call);
    SegmentBuilder& called_by_segment(std::string_view segment);
    // A subsegment that was sent by itself, below the segment or the subsegment of that name.
    SegmentBuilder& sent_below_segment(std::string_view segment);
    SegmentBuilder& sent_below(std::string_view subsegment);
    // The same for an id that is no name's.
    SegmentBuilder& parent(std::uint64_t id);

    // Subsegments within this document.
    template <class... Children>
    SegmentBuilder& with(const Children&... children) {
        (embed(children), ...);
        return *this;
    }
    // A remote call of that name, for as long as this takes.
    SegmentBuilder& calls(std::string_view name);

    SegmentBuilder& error() { return member("error", true); }
    SegmentBuilder& fault() { return member("fault", true); }
    SegmentBuilder& throttle() { return member("throttle", true); }
    SegmentBuilder& annotation(std::string_view key, const nlohmann::json& value);
    // An exception of its own, or a cause that only refers to one of that name.
    SegmentBuilder& exception(std::string_view name, std::string_view type = "T",
                              std::string_view message = "m");
    SegmentBuilder& cause(std::string_view exception);
    SegmentBuilder& origin(std::string_view type) { return member("origin", type); }
    SegmentBuilder& user(std::string_view name) { return member("user", name); }
    // Any other member of the document.
    SegmentBuilder& member(std::string_view name, const nlohmann::json& value);

private:
    void embed(const SegmentBuilder& child);

    Kind kind_;
    nlohmann::json document_;
};

[[nodiscard]] SegmentBuilder segment(std::string_view name);
[[nodiscard]] SegmentBuilder subsegment(std::string_view name);
// Subsegments of namespace `remote` and `aws`.
[[nodiscard]] SegmentBuilder remote_call(std::string_view name);
[[nodiscard]] SegmentBuilder aws_call(std::string_view name);

// The id that the builder gives to a segment or subsegment of that name, as 16 hex digits.
[[nodiscard]] std::string id_of(SegmentBuilder::Kind kind, std::string_view name);

}  // namespace xray::test
