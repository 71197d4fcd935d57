// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>

#include "api/answers/service_graph_json.hpp"
#include "api/answers/trace_summary_json.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/graph/service_graph.hpp"
#include "tests/unit/support/traces.hpp"

namespace {

const std::vector<std::string>& documents() {
    static const std::vector<std::string> texts = {
        xray::test::document(
            R"({"id":"00000000000000a1","name":"front","origin":"O","start_time":1790000000.5,"end_time":1790000002,
            "user":"u","resource_arn":"arn","aws":{"account_id":"123456789012","ec2":{"instance_id":"i","availability_zone":"z"}},
            "http":{"request":{"url":"u","method":"GET","user_agent":"a","client_ip":"c"},"response":{"status":500}},"fault":true,
            "annotations":{"n":-1.5,"b":true,"s":"日本","e":""},"subsegments":[
              {"id":"00000000000000b1","name":"call","namespace":"remote","start_time":1790000000.6,"end_time":1790000001.9,
               "fault":true,"cause":{"exceptions":[{"id":"00000000000000e1","message":"m","type":"T"}]}}]})"),
        xray::test::document(
            R"({"id":"00000000000000a2","name":"back","parent_id":"00000000000000b1","start_time":1790000000.7,
            "in_progress":true})"),
        xray::test::document(
            R"({"id":"00000000000000a3","name":"old","parent_id":"00000000000000ff","start_time":-5,"end_time":0.5})")};
    return texts;
}

std::string text_of(const xray::TraceDigest& digest) {
    std::string out;
    xray::JsonWriter writer(out);
    writer.begin_array();
    xray::api::write_trace_summary(writer, digest, digest.updated);
    xray::ServiceGraphBuilder builder;
    builder.add(digest);
    xray::api::write_services(writer, builder.finish(), xray::api::GraphTimes::kInclude);
    writer.end_array();
    return out;
}

}  // namespace

TEST_CASE("digest: what was written reads back as the same, also into used memory", "[digest]") {
    const xray::test::TraceFixture fixture(documents());
    const xray::TraceDigest digest =
        make_digest(fixture.trace, {7, 1790000003000000, 600 * 1024}, "000000000000");
    std::string bytes;
    encode_digest(digest, bytes);

    xray::TraceDigest read;
    for (int round = 0; round < 2; ++round) {
        REQUIRE(decode_digest(bytes, read));
        CHECK(text_of(read) == text_of(digest));
        CHECK(read.limit_exceeded);
        CHECK(read.updated == digest.updated);
        CHECK(read.segment_count == 3);
        std::string again;
        encode_digest(read, again);
        CHECK(again == bytes);
        std::string other;
        encode_digest(make_digest(xray::test::TraceFixture({documents()[2]}).trace, {}, ""), other);
        REQUIRE(decode_digest(other, read));
        CHECK(read.services.size() == 1);
    }
}

TEST_CASE("digest: damaged bytes are refused or read as something sound, never worse", "[digest]") {
    const xray::test::TraceFixture fixture(documents());
    std::string bytes;
    encode_digest(make_digest(fixture.trace, {}, ""), bytes);
    xray::TraceDigest read;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        CHECK_FALSE(decode_digest(std::string_view(bytes).substr(0, length), read));
    }
    std::mt19937 random(11);
    std::size_t sound = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string damaged = bytes;
        damaged[random() % damaged.size()] = static_cast<char>(random());
        if (!decode_digest(damaged, read)) continue;
        ++sound;
        CHECK_FALSE(text_of(read).empty());
    }
    CHECK(sound > 0);
}
