// SPDX-License-Identifier: Apache-2.0
// Datagrams between zero bytes, as one delivery into a store in memory: the books must balance, and what was
// stored must be there for readers.

#include <string>
#include <string_view>
#include <vector>

#include "core/segment/datagram.hpp"
#include "storage/trace_store.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

// As many as the socket hands over at a time.
constexpr std::size_t kMostDatagrams = 64;

void check_split(std::string_view datagram) {
    if (const auto document = split_datagram(datagram)) {
        require(datagram.ends_with(*document) && document->size() < datagram.size(),
                "the document is no end of it");
    } else {
        require(!document.error().reason.empty() && !document.error().message.empty(),
                "refused without a reason");
    }
}

std::size_t read_all(storage::TraceStore& store) {
    std::vector<TraceId> ids;
    store.scan({}, [&](const TraceDigest& digest) {
        ids.push_back(digest.id);
        return true;
    });
    std::size_t documents = 0;
    for (const TraceId& id : ids) {
        const auto trace = store.load_trace(id);
        require(trace.has_value(), "a trace of the index is not there");
        documents += trace->documents.size();
    }
    return documents;
}

}  // namespace

void test_input(std::string_view input) {
    static FuzzedApi api;
    api.begin();
    std::vector<std::string_view> datagrams;
    for_each_part(input, '\0', kMostDatagrams, [&](std::string_view part) { datagrams.push_back(part); });
    for (const std::string_view datagram : datagrams) check_split(datagram);
    const std::uint64_t stored = api.counters.documents_stored;
    api.ingest.accept_datagrams(datagrams);
    api.check_books();
    const storage::StoreTotals totals = api.store->totals();
    require(totals.segments <= api.counters.documents_stored - stored, "more is stored than came");
    require(read_all(*api.store) == totals.segments, "not all that is stored can be read");
}

}  // namespace xray::fuzz
