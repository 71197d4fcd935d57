// SPDX-License-Identifier: Apache-2.0
// A good small database file, damaged as the input says: opening it must give a reason or a store, and
// whatever is asked of that store must end, with an answer or an error.

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/temporary_folder.hpp"

namespace xray::fuzz {
namespace {

// Of the database, in bytes.
constexpr std::size_t kPage = 16384;
constexpr std::size_t kMostEdits = 64;

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string make_good_database(const TemporaryFolder& folder) {
    const std::string path = folder.file("good.db");
    storage::StoreOptions options;
    options.path = path;
    {
        FuzzedApi api(options);
        api.put_samples();
        api.check_books();
    }
    std::string bytes = read_file(path);
    require(bytes.size() > kPage, "the good database is empty");
    folder.clear();
    return bytes;
}

std::size_t position(ByteFeed& feed, const std::string& bytes) {
    const std::size_t page = feed.byte();
    return bytes.empty() ? 0 : (page * kPage + feed.wide() % kPage) % bytes.size();
}

void overwrite(std::string& bytes, std::size_t at, std::string_view with) {
    with = with.substr(0, bytes.size() - std::min(at, bytes.size()));
    bytes.replace(at, with.size(), with);
}

void edit(ByteFeed& feed, std::string& bytes) {
    const std::size_t kind = feed.below(6);
    const std::size_t at = position(feed, bytes);
    if (bytes.empty()) return;
    if (kind == 0) return overwrite(bytes, at, feed.take(1 + feed.below(16)));
    if (kind == 1) return overwrite(bytes, at, std::string(feed.wide(), static_cast<char>(feed.byte())));
    if (kind == 2) {
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << feed.below(8)));
        return;
    }
    // A page in place of another.
    if (kind == 3)
        return overwrite(bytes, at / kPage * kPage,
                         bytes.substr(position(feed, bytes) / kPage * kPage, kPage));
    if (kind == 4) return bytes.resize(at);
    // A number of two bytes that is a little off.
    const auto byte = static_cast<unsigned char>(bytes[at]);
    bytes[at] = static_cast<char>(byte + feed.below(2) * 2 - 1);
}

void ask_everything(FuzzedApi& api) {
    static constexpr std::array<std::array<std::string_view, 2>, 16> kRequests{{
        {"/TraceSummaries", R"({"StartTime":1789990000,"EndTime":1790000300})"},
        {"/TraceSummaries",
         R"({"StartTime":1789990000,"EndTime":1790000300,"FilterExpression":"service(\"front\") AND fault"})"},
        {"/Traces", R"({"TraceIds":["1-65f00000-000000000000000000000001"]})"},
        {"/TraceGraph", R"({"TraceIds":["1-65f00000-000000000000000000000001"]})"},
        {"/ServiceGraph", R"({"StartTime":1789990000,"EndTime":1790000300})"},
        {"/ServiceGraph", R"({"StartTime":1789990001,"EndTime":1790000299,"GroupName":"g"})"},
        {"/TimeSeriesServiceStatistics", R"({"StartTime":1789990000,"EndTime":1790000300})"},
        {"/InsightSummaries", R"({"StartTime":1789990000,"EndTime":1790000300,"GroupName":"g"})"},
        {"/Groups", "{}"},
        {"/GetSamplingRules", "{}"},
        {"/ListResourcePolicies", "{}"},
        {"/EncryptionConfig", "{}"},
        {"/GetIndexingRules", "{}"},
        {"/UpdateGroup", R"({"GroupName":"g","FilterExpression":"error"})"},
        {"/TraceSegments",
         R"({"TraceSegmentDocuments":["{\"trace_id\":\"1-65f00000-000000000000000000000001\",\"id\":\"00000000000000a9\",\"name\":\"late\",\"start_time\":1789999990,\"end_time\":1789999991}"]})"},
        {"/_emulator/reset", R"({"all":true})"},
    }};
    for (const auto& [path, body] : kRequests) api.try_send("POST", path, body);
    api.try_send("GET", "/_emulator/health", {});
}

}  // namespace

void test_input(std::string_view input) {
    static const TemporaryFolder folder;
    static const std::string good = make_good_database(folder);
    std::string bytes = good;
    ByteFeed feed(input);
    for (std::size_t i = 0; i < kMostEdits && !feed.empty(); ++i) edit(feed, bytes);
    storage::StoreOptions options;
    options.path = folder.file("damaged.db");
    write_file(options.path, bytes);
    std::optional<FuzzedApi> api;
    try {
        api.emplace(options);
    } catch (const std::exception& refused) {
        require(std::string_view(refused.what()).size() > 10, "refused without a reason");
    }
    if (api) ask_everything(*api);
    api.reset();
    folder.clear();
}

}  // namespace xray::fuzz
