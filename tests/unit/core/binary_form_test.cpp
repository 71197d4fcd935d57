// SPDX-License-Identifier: Apache-2.0
#include "core/base/binary_form.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <limits>

#include "api/answers/service_graph_json.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/graph/service_graph.hpp"
#include "tests/unit/support/traces.hpp"

using xray::binary::BinaryReader;
using xray::binary::BinaryWriter;

namespace {

std::string encoded_digest(const xray::test::TraceFixture& fixture) {
    std::string bytes;
    encode_digest(make_digest(fixture.trace, {}, ""), bytes);
    return bytes;
}

xray::test::TraceFixture rich_trace() {
    return xray::test::TraceFixture({xray::test::document(R"({
        "id":"00000000000000a1","name":"front","start_time":10,"end_time":20,"fault":true,
        "annotations":{"a":1,"b":"two","c":true},"user":"u",
        "links":[{"trace_id":"1-65f00000-0123456789abcdef01234568","id":"00000000000000b1"}],
        "cause":{"exceptions":[{"id":"00000000000000e1","type":"T","message":"m"}]},
        "subsegments":[{"id":"00000000000000a2","name":"db","namespace":"aws","fault":true,"start_time":11,
                        "end_time":12}]})")});
}

// Bytes of all that a decoded digest holds in lists.
std::size_t memory_of(const xray::TraceDigest& digest) {
    std::size_t bytes = digest.services.capacity() * sizeof(xray::DigestService) +
                        digest.visits.capacity() * sizeof(xray::Visit) +
                        digest.calls.capacity() * sizeof(xray::Call) +
                        digest.links.capacity() * sizeof(xray::TraceLink) +
                        digest.annotations.capacity() * sizeof(xray::DigestAnnotation);
    for (const auto* causes :
         {&digest.fault_root_causes, &digest.error_root_causes, &digest.response_time_root_causes}) {
        bytes += causes->capacity() * sizeof(xray::RootCause);
        for (const xray::RootCause& cause : *causes) {
            bytes += cause.services.capacity() * sizeof(xray::RootCauseService);
            for (const xray::RootCauseService& service : cause.services) {
                bytes += service.entity_path.capacity() * sizeof(xray::RootCauseEntity);
                for (const xray::RootCauseEntity& entity : service.entity_path) {
                    bytes += entity.exceptions.capacity() * sizeof(xray::RootCauseException);
                }
            }
        }
    }
    return bytes;
}

// One byte changed, bytes cut off, or bytes of no meaning put in.
std::string damaged(std::string bytes) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    switch (*rc::gen::inRange(0, 3)) {
        case 0:
            bytes[at] = *rc::gen::arbitrary<char>();
            break;
        case 1:
            bytes.resize(at);
            break;
        default:
            bytes.insert(at, *rc::gen::element<std::string>("\xff\xff\xff\xff\x0f", "\x80", "\xff", "\x01"));
    }
    return bytes;
}

}  // namespace

TEST_CASE("binary form: numbers of any size come back", "[binary]") {
    CHECK(rc::check([](std::uint64_t number, std::int64_t with_sign, double real, const std::string& text) {
        BinaryWriter writer;
        writer.number(number);
        writer.signed_number(with_sign);
        writer.signed_number(std::numeric_limits<std::int64_t>::min());
        writer.real(real);
        writer.text(text);
        std::string bytes;
        writer.finish(bytes);
        BinaryReader reader(bytes);
        RC_ASSERT(reader.number() == number);
        RC_ASSERT(reader.signed_number() == with_sign);
        RC_ASSERT(reader.signed_number() == std::numeric_limits<std::int64_t>::min());
        RC_ASSERT(reader.real() == real);
        RC_ASSERT(reader.text() == text);
        RC_ASSERT(reader.good() && reader.at_end());
    }));
}

TEST_CASE("binary form: a damaged digest is refused or sound, and takes no more than a multiple of its bytes",
          "[binary]") {
    const std::string sound = encoded_digest(rich_trace());
    CHECK(rc::check([&sound] {
        const std::string bytes = damaged(damaged(sound));
        xray::TraceDigest digest;
        if (decode_digest(bytes, digest)) {
            std::string again;
            encode_digest(digest, again);
            xray::ServiceGraphBuilder builder;
            builder.add(digest);
            (void)builder.finish();
        }
        RC_ASSERT(memory_of(digest) <= 64 * bytes.size());
    }));
}

TEST_CASE("binary form: a list that says it is longer than its bytes is not believed", "[binary]") {
    for (const std::uint64_t size : {std::uint64_t{100}, std::uint64_t{1} << 32U, ~std::uint64_t{0}}) {
        BinaryWriter writer;
        writer.number(size);
        std::string bytes;
        writer.finish(bytes);
        bytes.append(50, '\1');
        BinaryReader reader(bytes);
        CHECK(reader.list_size() == 0);
        CHECK_FALSE(reader.good());
        CHECK(reader.number() == 0);
    }
}

TEST_CASE("binary form: a damaged fold is refused or can be used", "[binary]") {
    const xray::test::TraceFixture fixture = rich_trace();
    xray::ServiceGraphBuilder builder;
    builder.add(make_digest(fixture.trace, {}, ""));
    std::string sound;
    builder.encode(sound);
    CHECK(rc::check([&sound] {
        xray::ServiceGraphBuilder reader;
        if (!reader.merge(damaged(damaged(sound)))) return;
        std::string text;
        xray::JsonWriter writer(text);
        xray::api::write_services(writer, reader.finish(), xray::api::GraphTimes::kInclude);
        // A name may have lost its UTF-8, so the text need not be JSON; it is whole.
        RC_ASSERT(text.front() == '[' && text.back() == ']');
    }));
}
