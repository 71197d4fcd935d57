// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/queue.hpp"

#include <catch2/catch.hpp>

using namespace xray;
using namespace xray::emulator;

namespace {

const auto kHeader = std::make_shared<const std::string>("a");
const auto kOtherHeader = std::make_shared<const std::string>("a, b");

Outgoing document(std::uint64_t id, std::size_t bytes = 100,
                  const std::shared_ptr<const std::string>& header = kHeader) {
    api::AcceptedDocument document;
    document.id = SegmentId(id);
    document.text = std::make_shared<const std::string>(bytes, 'x');
    return {std::move(document), header};
}

std::vector<std::uint64_t> ids_of(const OutgoingBatch& batch) {
    std::vector<std::uint64_t> ids;
    for (const Outgoing& outgoing : batch) ids.push_back(outgoing.document.id.value());
    return ids;
}

using Ids = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("forward queue: the oldest go first, and what is put back goes before them", "[forward]") {
    ForwardQueue queue({10, 1U << 20U});
    for (std::uint64_t id = 1; id <= 5; ++id) REQUIRE(queue.push(document(id)));
    OutgoingBatch batch = queue.take({2, 1U << 20U});
    CHECK(ids_of(batch) == Ids{1, 2});
    CHECK(ids_of(queue.take({1, 1U << 20U})) == Ids{3});
    queue.put_back(std::move(batch));
    CHECK(ids_of(queue.take({10, 1U << 20U})) == Ids{1, 2, 4, 5});
    CHECK(queue.take({10, 1U << 20U}).empty());
}

TEST_CASE("forward queue: what is under way takes room until it is settled", "[forward]") {
    ForwardQueue queue({2, 1U << 20U});
    REQUIRE(queue.push(document(1)));
    REQUIRE(queue.push(document(2)));
    CHECK_FALSE(queue.push(document(3)));
    const OutgoingBatch batch = queue.take({10, 1U << 20U});
    CHECK_FALSE(queue.push(document(3)));
    CHECK(queue.waiting().documents == 0);
    CHECK(queue.backlog().documents == 2);
    queue.settle(batch);
    CHECK(queue.backlog().bytes == 0);
    CHECK(queue.push(document(3)));
}

TEST_CASE("forward queue: bytes are bounded too", "[forward]") {
    ForwardQueue queue({100, 2 * size_of(document(1, 1000))});
    REQUIRE(queue.push(document(1, 1000)));
    REQUIRE(queue.push(document(2, 1000)));
    CHECK_FALSE(queue.push(document(3, 1)));
    CHECK(queue.drain() == 2);
    CHECK(queue.backlog().bytes == 0);
    CHECK(queue.push(document(3, 1)));
}

TEST_CASE("forward queue: a batch has one header and ends where it has enough bytes", "[forward]") {
    ForwardQueue queue({100, 1U << 20U});
    for (std::uint64_t id = 1; id <= 2; ++id) REQUIRE(queue.push(document(id)));
    REQUIRE(queue.push(document(3, 100, kOtherHeader)));
    REQUIRE(queue.push(document(4, 100'000)));
    REQUIRE(queue.push(document(5)));
    CHECK(ids_of(queue.take({10, 10'000})) == Ids{1, 2});
    CHECK(ids_of(queue.take({10, 10'000})) == Ids{3});
    // One that has more by itself goes alone.
    CHECK(ids_of(queue.take({10, 10'000})) == Ids{4});
    CHECK(ids_of(queue.take({10, 10'000})) == Ids{5});
}
