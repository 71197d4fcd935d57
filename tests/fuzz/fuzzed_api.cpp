// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzzed_api.hpp"

#include <future>
#include <stdexcept>

#include "api/dispatch.hpp"
#include "storage/control/control_store.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::size_t kMostPieces = 1000;

std::unique_ptr<storage::TraceStore> open_store(const storage::StoreOptions& options, const Clock& clock,
                                                Counters& counters) {
    auto opened = storage::TraceStore::open(options, clock, counters, [](std::string_view) {});
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

template <class T>
T wait_for(api::Deferred<T>& late) {
    auto given = std::make_shared<std::promise<T>>();
    std::future<T> answer = given->get_future();
    late.start([given](T value) { given->set_value(std::move(value)); });
    if (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready) late.expire();
    require(answer.wait_for(std::chrono::seconds(300)) == std::future_status::ready,
            "a deferred answer does not come");
    return answer.get();
}

constexpr std::string_view kSamples = R"({"TraceSegmentDocuments":[
"{\"trace_id\":\"1-65f00000-000000000000000000000001\",\"id\":\"00000000000000a1\",\"name\":\"front\",\"start_time\":1789999990,\"end_time\":1789999991.5,\"fault\":true,\"origin\":\"AWS::EC2::Instance\",\"user\":\"u1\",\"annotations\":{\"n\":1,\"t\":\"text\"},\"http\":{\"request\":{\"url\":\"http://shop.example/a\",\"method\":\"GET\"},\"response\":{\"status\":500}},\"subsegments\":[{\"id\":\"00000000000000b1\",\"name\":\"back\",\"namespace\":\"remote\",\"start_time\":1789999990.1,\"end_time\":1789999991,\"fault\":true,\"cause\":{\"exceptions\":[{\"id\":\"00000000000000c1\",\"type\":\"E\",\"message\":\"m\"}]}}]}",
"{\"trace_id\":\"1-65f00000-000000000000000000000001\",\"id\":\"00000000000000a2\",\"parent_id\":\"00000000000000b1\",\"name\":\"back\",\"start_time\":1789999990.2,\"end_time\":1789999990.9,\"fault\":true,\"subsegments\":[{\"id\":\"00000000000000b2\",\"name\":\"DynamoDB\",\"namespace\":\"aws\",\"start_time\":1789999990.3,\"end_time\":1789999990.4,\"aws\":{\"operation\":\"GetItem\",\"table_name\":\"t\"}}]}",
"{\"trace_id\":\"1-65f00000-000000000000000000000002\",\"id\":\"00000000000000a1\",\"name\":\"front\",\"start_time\":1789999995,\"in_progress\":true}",
"{\"trace_id\":\"1-65f00000-000000000000000000000003\",\"id\":\"00000000000000a1\",\"name\":\"back\",\"start_time\":1789999000,\"end_time\":1789999001,\"links\":[{\"trace_id\":\"1-65f00000-000000000000000000000001\",\"id\":\"00000000000000a2\",\"attributes\":{\"aws.xray.reserved.reference_type\":\"parent\"}}]}"]})";

}  // namespace

FuzzedApi::FuzzedApi(const storage::StoreOptions& options, bool strict)
    : store(open_store(options, clock, counters)),
      ingest(*store, counters, clock, strict),
      context{*store, ingest, clock, counters} {
    context.version = "1.2.3";
    context.started = system_clock.now();
    context.strict = strict;
    context.log = [this](std::string_view text) { last_failure = text; };
}

void FuzzedApi::begin() {
    send("POST", "/_emulator/clock", R"({"action":"follow"})");
    send("POST", "/_emulator/reset", R"({"all":true})");
}

void FuzzedApi::put_samples() {
    post("/TraceSegments", kSamples);
    post("/CreateGroup",
         R"({"GroupName":"g","FilterExpression":"fault","InsightsConfiguration":{"InsightsEnabled":true}})");
    post(
        "/CreateSamplingRule",
        R"({"SamplingRule":{"RuleName":"r","ResourceARN":"*","Priority":1,"FixedRate":0.5,"ReservoirSize":10,"ServiceName":"f*","ServiceType":"*","Host":"*","HTTPMethod":"*","URLPath":"/a?","Version":1,"Attributes":{"k":"v*"}}})");
}

api::HttpResponse FuzzedApi::send(std::string_view method, std::string_view target, std::string_view body,
                                  std::vector<std::pair<std::string, std::string>> headers) {
    api::HttpResponse response = try_send(method, target, body, std::move(headers));
    // Some requests the service itself was seen to answer so; a failure of ours is logged.
    const bool is_as_seen = last_failure.empty() && response.body == R"({"message":null})";
    if (response.status < 500 || is_as_seen) return response;
    require(false, std::string(target) + " failed: " + last_failure + " " + response.body);
    return response;
}

api::HttpResponse FuzzedApi::try_send(std::string_view method, std::string_view target, std::string_view body,
                                      std::vector<std::pair<std::string, std::string>> headers) {
    last_failure.clear();
    const api::HttpRequest request{std::string(method), std::string(target), std::move(headers),
                                   std::string(body)};
    api::HttpResponse response = complete_response(api::dispatch(context, request));
    require(response.status >= 200 && response.status < 600, "no status of HTTP");
    if (response.content_type == "application/json" && !response.body.empty()) require_json(response.body);
    return response;
}

void FuzzedApi::check_books() {
    store->settle();
    require(counters.documents_received == counters.documents_stored + counters.documents_duplicate +
                                               counters.documents_rejected + counters.documents_dropped,
            "the books do not balance");
}

api::HttpResponse complete_response(api::HttpResponse response) {
    if (response.later) response = wait_for(*response.later);
    // Its time is not up yet, as it turned out: the client leaves.
    if (response.later) {
        response.later->cancel();
        response = {};
        response.status = 202;
    }
    for (std::size_t i = 0; response.stream && i < kMostPieces; ++i) {
        api::BodyPiece piece = wait_for<api::BodyPiece>(*response.stream);
        require(!response.stream->has_failed(), "a streamed body fails");
        response.body += piece.text;
        if (piece.last) response.stream.reset();
    }
    if (response.stream) response.stream->cancel();
    return response;
}

}  // namespace xray::fuzz
