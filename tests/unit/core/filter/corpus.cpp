// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/filter/corpus.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace xray::filter::testing {
namespace {

constexpr Micros kMillisecond = 1000;
constexpr Micros kEpoch = 1'700'000'000 * kMicrosPerSecond;

std::uint32_t add_node(TraceDigest& digest, std::string_view name, std::string_view type) {
    DigestService service;
    service.name = name;
    service.type = type;
    service.client = type == "client";
    digest.services.push_back(service);
    return static_cast<std::uint32_t>(digest.services.size() - 1);
}

std::uint32_t add_inferred(TraceDigest& digest, std::string_view name, std::string_view type) {
    const std::uint32_t service = add_node(digest, name, type);
    digest.services[service].inferred = true;
    return service;
}

// A finished request of `milliseconds`, all within its own times.
Visit visit(std::uint32_t service, Micros milliseconds, Flags flags = {}) {
    Visit visit;
    visit.service = service;
    visit.start = kEpoch;
    visit.end = kEpoch + milliseconds * kMillisecond;
    visit.last_end = visit.end;
    visit.flags = flags;
    return visit;
}

std::uint32_t add_visit(TraceDigest& digest, const Visit& visit) {
    digest.visits.push_back(visit);
    return static_cast<std::uint32_t>(digest.visits.size() - 1);
}

// The root's visit, its client node, the call between them, and what the trace takes over from the root.
std::uint32_t add_root(TraceDigest& digest, std::string_view name, std::string_view type, Visit root) {
    root.service = add_node(digest, name, type);
    root.root = true;
    digest.services[root.service].root = true;
    digest.entry_point = root.service;
    digest.http = root.http;
    digest.flags = root.flags;
    if (digest.flags.throttle) digest.flags.error = false;
    if (root.end) digest.response_time = *root.end - root.start;
    digest.duration = digest.response_time;
    digest.start = root.start;
    Call call;
    call.from = add_node(digest, name, "client");
    call.to = root.service;
    call.to_visit = add_visit(digest, root);
    call.start = root.start;
    call.end = root.end;
    call.flags = root.flags;
    call.http = root.http;
    digest.calls.push_back(call);
    return call.to_visit;
}

// A call from one visit to another, as the caller saw it.
Call call(const TraceDigest& digest, std::uint32_t from_visit, std::uint32_t to_visit, Micros milliseconds,
          Flags flags = {}) {
    Call call;
    call.from = digest.visits[from_visit].service;
    call.to = digest.visits[to_visit].service;
    call.from_visit = from_visit;
    call.to_visit = to_visit;
    call.start = kEpoch;
    call.end = kEpoch + milliseconds * kMillisecond;
    call.flags = flags;
    return call;
}

constexpr Flags kFault{true, false, false};
constexpr Flags kError{false, true, false};
constexpr Flags kThrottledError{false, true, true};

TraceDigest shop() {
    TraceDigest digest;
    Visit front = visit(0, 2000);
    front.last_end = kEpoch + 7000 * kMillisecond;
    front.http = {"http://shop.example.com/cart/42?x=\"1\"", "GET", "curl/8.0 odd-verify", "203.0.113.7",
                  200};
    front.user = "alice";
    front.instance_id = "i-0aaa";
    front.availability_zone = "eu-west-1a";
    front.resource_arn = "arn:aws:elasticbeanstalk:eu-west-1:000000000000:environment/shop";
    const auto root = add_root(digest, "shop-web", "AWS::ElasticBeanstalk::Environment", front);
    digest.duration = 7000 * kMillisecond;

    Visit cart = visit(add_node(digest, "cart", "AWS::EC2::Instance"), 1050);
    digest.services.back().account_id = "111122223333";
    cart.http.status = 201;
    cart.user = "alice@cart";
    const auto cart_visit = add_visit(digest, cart);
    digest.calls.push_back(call(digest, root, cart_visit, 1150));
    digest.calls.back().http = {"http://cart.internal/items", "POST", "", "", 201};

    const auto table = add_visit(digest, visit(add_inferred(digest, "orders", "AWS::DynamoDB::Table"), 12));
    digest.calls.push_back(call(digest, cart_visit, table, 12));

    digest.annotations = {
        {"owner", "team-a", root},        {"rank", 20.0, root},     {"rank", 35.5, cart_visit},
        {"enabled", false, root},         {"premium", true, root},  {"code", "12", root},
        {"aws.local.env", "k8s:d", root}, {"mixed", "seven", root}, {"mixed", 7.0, cart_visit},
        {"order_id", "A-1", cart_visit},  {"empty", "", root},      {"Größe", "L", root},
    };
    return digest;
}

RootCause gateway_to_function(std::uint32_t gateway, std::uint32_t function) {
    RootCause cause;
    cause.client_impacting = true;
    cause.services = {
        {gateway, false, {{"gateway", false, 0, {}}, {"billing call", true, 0, {}}}},
        {function,
         false,
         {{"billing", false, 0, {}},
          {"charge", false, 0, {{"CardError", "card declined downstream"}, {"RuntimeError", "giving up"}}}}},
    };
    return cause;
}

TraceDigest broken() {
    TraceDigest digest;
    Visit front = visit(0, 803, kFault);
    front.http = {"https://api.example.com/v2/checkout", "POST", "okhttp/4", "198.51.100.1", 500};
    front.user = "bob";
    const auto root = add_root(digest, "gateway", "AWS::ApiGateway::Stage", front);
    Visit facade = visit(add_node(digest, "billing", "AWS::Lambda"), 700);
    const auto facade_visit = add_visit(digest, facade);
    Visit function = visit(add_node(digest, "billing", "AWS::Lambda::Function"), 650, kFault);
    function.user = "carol";
    function.resource_arn = "arn:aws:lambda:eu-west-1:000000000000:function:billing";
    function.availability_zone = "eu-west-1b";
    const auto function_visit = add_visit(digest, function);
    const auto database =
        add_visit(digest, visit(add_inferred(digest, "db@sql.internal", "Database::SQL"), 300, kFault));
    digest.calls.push_back(call(digest, root, facade_visit, 750));
    digest.calls.push_back(call(digest, facade_visit, function_visit, 660, kFault));
    digest.calls.push_back(call(digest, function_visit, database, 300, kFault));
    digest.calls.back().http.status = 503;
    digest.annotations = {{"owner", "team-b", root}, {"attempt", 3.0, function_visit}};
    digest.fault_root_causes = {gateway_to_function(digest.entry_point, function.service)};
    digest.error_root_causes = {
        {true, {{digest.entry_point, false, {{"gateway", false, 0, {{"", "no name given"}}}}}}}};
    return digest;
}

TraceDigest slow() {
    TraceDigest digest;
    Visit front = visit(0, 12000, kError);
    front.last_end = kEpoch + 12500 * kMillisecond;
    front.http = {"http://weather.example.com/", "GET", "", "2001:db8::1", 404};
    const auto root = add_root(digest, "weather", "", front);
    digest.duration = 12500 * kMillisecond;
    const auto api = add_visit(digest, visit(add_node(digest, "weather-api", ""), 9600));
    const std::string_view queue = "https://sqs.eu-west-1.amazonaws.com/000000000000/jobs";
    const auto cache = add_visit(digest, visit(add_inferred(digest, queue, "AWS::SQS::Queue"), 8400));
    digest.calls.push_back(call(digest, root, api, 9700));
    digest.calls.back().alias = "api.weather";
    digest.calls.push_back(call(digest, api, cache, 8400));
    RootCause cause;
    cause.client_impacting = true;
    cause.services = {
        {digest.entry_point, false, {{"weather", false, 1.0, {}}, {"get_temperature", true, 0.808, {}}}},
        {digest.visits[api].service, false, {{"weather-api", false, 0.8, {}}, {"enqueue", true, 0.7, {}}}},
        {digest.visits[cache].service, true, {{queue, false, 0.7, {}}}},
    };
    digest.response_time_root_causes = {cause};
    return digest;
}

TraceDigest limited() {
    TraceDigest digest;
    Visit front = visit(0, 1, kThrottledError);
    front.http.status = 429;
    add_root(digest, "shop-web", "AWS::ElasticBeanstalk::Environment", front);
    return digest;
}

TraceDigest running() {
    TraceDigest digest;
    Visit front;
    front.start = kEpoch;
    front.user = "dora";
    const auto root = add_root(digest, "batch", "AWS::ECS::Container", front);
    digest.in_progress = true;
    digest.annotations = {{"owner", "team-a", root}, {"rank", 1.0, root}};
    return digest;
}

TraceDigest orphan() {
    TraceDigest digest;
    const auto worker =
        add_visit(digest, visit(add_node(digest, "worker", "AWS::EC2::Instance"), 40, kFault));
    digest.visits[worker].http.status = 500;
    digest.duration = 40 * kMillisecond;
    digest.partial = true;
    digest.fault_root_causes = {
        {false, {{0, false, {{"worker", false, 0, {{"TimeoutError", "no answer"}}}}}}}};
    digest.annotations = {{"lost", true, Call::kNoVisit}};
    return digest;
}

TraceDigest handled() {
    TraceDigest digest;
    Visit front = visit(0, 250);
    front.http = {"http://front.example.com/api/game/7", "GET", "", "", 200};
    const auto root = add_root(digest, "front", "AWS::ECS::Fargate", front);
    const auto back = add_visit(digest, visit(add_node(digest, "back", "AWS::ECS::Fargate"), 100, kFault));
    digest.visits[back].http.status = 503;
    const auto topic =
        add_visit(digest, visit(add_inferred(digest, "topic", "AWS::SNS"), 30, kThrottledError));
    digest.calls.push_back(call(digest, root, back, 115, kError));
    digest.calls.push_back(call(digest, root, topic, 30, kThrottledError));
    digest.annotations = {{"flavour", "mild", root}, {"flavour", "hot", back}};
    return digest;
}

}  // namespace

const std::vector<Specimen>& corpus() {
    static const std::vector<Specimen> specimens{
        {"shop", shop()},       {"broken", broken()}, {"slow", slow()},       {"limited", limited()},
        {"running", running()}, {"orphan", orphan()}, {"handled", handled()},
    };
    return specimens;
}

const TraceDigest& specimen(std::string_view name) {
    const auto& all = corpus();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Specimen& one) { return one.name == name; });
    if (found == all.end()) throw std::logic_error("no specimen " + std::string(name));
    return found->digest;
}

}  // namespace xray::filter::testing
