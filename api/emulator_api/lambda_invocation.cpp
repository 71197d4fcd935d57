// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.hpp"
#include "api/emulator_api/json_response.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/ids.hpp"
#include "core/base/try.hpp"
#include "core/text/ascii.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

// Keep what Lambda adds to one invocation apart; stored ids hang on them.
constexpr std::uint64_t kServiceSalt = 0x4c61'6d62'6461'0001;
constexpr std::uint64_t kFunctionSalt = 0x4c61'6d62'6461'0002;
constexpr std::uint64_t kInitializationSalt = 0x4c61'6d62'6461'0003;
constexpr std::uint64_t kOverheadSalt = 0x4c61'6d62'6461'0004;
constexpr std::uint64_t kExceptionSalt = 0x4c61'6d62'6461'0005;

constexpr std::size_t kMostNameBytes = 64;
constexpr std::size_t kMostTextBytes = 4096;
constexpr std::size_t kAccountDigits = 12;

// In epoch seconds, as they were sent.
struct Span {
    double start = 0;
    double end = 0;
};

struct FunctionError {
    std::string type;
    std::string message;
};

// The header that Lambda gives to a function: Root and Parent, and whether it is sampled.
struct TraceHeader {
    TraceId root;
    SegmentId parent;
    bool sampled = false;
};

struct LambdaInvocation {
    std::string function_name;
    TraceHeader header;
    Span whole;                          // as the caller saw it
    std::optional<Span> initialization;  // of a cold start
    std::optional<Span> handler;         // how long the function's own code ran
    std::optional<SegmentId> caller;     // null: the invocation begins the trace
    std::int64_t status = 200;           // of Lambda's answer
    std::optional<FunctionError> error;  // what the function has failed with
    std::string request_id;
    std::string account_id;
    std::string region;
};

tl::unexpected<Error> misuse(std::string message) {
    return fail(ErrorCode::kInvalidRequest, std::move(message));
}

Result<std::string> read_text(std::string_view name, const json& value, std::size_t most = kMostTextBytes) {
    const auto* const text = value.get_ptr<const std::string*>();
    if (text == nullptr || text->empty() || text->size() > most) {
        return misuse(std::string(name) + " must be a text of 1 to " + std::to_string(most) + " bytes");
    }
    return *text;
}

Result<std::string> read_function_name(const json& value) {
    XRAY_TRY(std::string name, read_text("FunctionName", value, kMostNameBytes));
    const bool is_name = std::all_of(name.begin(), name.end(),
                                     [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
    if (!is_name) return misuse("FunctionName may have letters, digits, - and _");
    return name;
}

// One field of a header, and what is still to be read of it.
std::string_view next_field(std::string_view& rest) {
    const std::size_t end = rest.find(';');
    std::string_view field = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    while (field.starts_with(' ')) field.remove_prefix(1);
    return field;
}

// Other fields than these (Self, Lineage) are passed over.
Result<TraceHeader> read_trace_header(const json& value) {
    XRAY_TRY(const std::string text, read_text("TraceHeader", value));
    constexpr std::string_view kRoot = "Root=";
    constexpr std::string_view kParent = "Parent=";
    std::optional<TraceId> root;
    std::optional<SegmentId> parent;
    std::optional<bool> sampled;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view field = next_field(rest);
        if (field.starts_with(kRoot)) root = TraceId::parse(field.substr(kRoot.size()));
        if (field.starts_with(kParent)) parent = SegmentId::parse(field.substr(kParent.size()));
        if (field == "Sampled=0" || field == "Sampled=1") sampled = field.ends_with('1');
    }
    if (!root || !parent || !sampled) {
        return misuse(
            "TraceHeader must be what the function got: Root=1-8 digits-24 digits;Parent=16 digits;Sampled=1 "
            "(or 0)");
    }
    return TraceHeader{*root, *parent, *sampled};
}

Result<double> read_time(const std::string& name, const json& holder, const char* member) {
    const auto found = holder.find(member);
    if (found == holder.end() || !found->is_number() || !std::isfinite(found->get<double>())) {
        return misuse(name + " must be epoch seconds");
    }
    return found->get<double>();
}

// {"StartTime":…,"EndTime":…}; `path` is what goes before the members' names in messages.
Result<Span> read_span(const std::string& path, const json& holder) {
    if (!holder.is_object()) return misuse(path + " must have StartTime and EndTime");
    const std::string prefix = path.empty() ? path : path + ".";
    Span span;
    XRAY_TRY(span.start, read_time(prefix + "StartTime", holder, "StartTime"));
    XRAY_TRY(span.end, read_time(prefix + "EndTime", holder, "EndTime"));
    if (span.end < span.start) return misuse(prefix + "EndTime must not be before its StartTime");
    if (!path.empty() && holder.size() != 2)
        return misuse(path + " has StartTime and EndTime, no other members");
    return span;
}

Result<FunctionError> read_function_error(const json& value) {
    if (!value.is_object()) return misuse("FunctionError must be an object with Type and Message");
    FunctionError error;
    for (const auto& [name, given] : value.items()) {
        if (name != "Type" && name != "Message") return misuse("There is no member FunctionError." + name);
        XRAY_TRY((name == "Type" ? error.type : error.message), read_text("FunctionError." + name, given));
    }
    return error;
}

Result<SegmentId> read_caller(const json& value) {
    const auto* const text = value.get_ptr<const std::string*>();
    const std::optional<SegmentId> id = text == nullptr ? std::nullopt : SegmentId::parse(*text);
    if (!id)
        return misuse(
            "CallerId must be the id of the subsegment that has invoked the function, 16 hex digits");
    return *id;
}

Result<std::int64_t> read_status(const json& value) {
    constexpr std::int64_t kLeast = 100;
    constexpr std::int64_t kMost = 599;
    const bool fits =
        value.is_number_integer() && value.get<double>() >= kLeast && value.get<double>() <= kMost;
    if (!fits) return misuse("Status must be a status code of HTTP");
    return value.get<std::int64_t>();
}

Result<std::string> read_account(const json& value) {
    const auto* const text = value.get_ptr<const std::string*>();
    if (text == nullptr || text->size() != kAccountDigits ||
        text->find_first_not_of("0123456789") != std::string::npos) {
        return misuse("AccountId must be a text of 12 digits");
    }
    return *text;
}

// Reads one member that may be left out.
Result<void> read_member(const std::string& name, const json& value, LambdaInvocation& into) {
    if (name == "Initialization") {
        XRAY_TRY(into.initialization, read_span(name, value));
    } else if (name == "Invocation") {
        XRAY_TRY(into.handler, read_span(name, value));
    } else if (name == "CallerId") {
        XRAY_TRY(into.caller, read_caller(value));
    } else if (name == "Status") {
        XRAY_TRY(into.status, read_status(value));
    } else if (name == "FunctionError") {
        XRAY_TRY(into.error, read_function_error(value));
    } else if (name == "RequestId") {
        XRAY_TRY(into.request_id, read_text(name, value));
    } else if (name == "AccountId") {
        XRAY_TRY(into.account_id, read_account(value));
    } else if (name == "Region") {
        XRAY_TRY(into.region, read_text(name, value, kMostNameBytes));
    } else {
        return misuse("There is no member " + name);
    }
    return {};
}

bool is_required(std::string_view name) {
    return name == "FunctionName" || name == "TraceHeader" || name == "StartTime" || name == "EndTime";
}

Result<LambdaInvocation> read_invocation(const Context& context, const json& body) {
    LambdaInvocation invocation;
    invocation.account_id = context.account_id;
    invocation.region = context.region;
    XRAY_TRY(invocation.function_name, read_function_name(body.value("FunctionName", json())));
    XRAY_TRY(invocation.header, read_trace_header(body.value("TraceHeader", json())));
    XRAY_TRY(invocation.whole, read_span({}, body));
    for (const auto& [name, value] : body.items()) {
        if (value.is_null() || is_required(name)) continue;
        XRAY_CHECK(read_member(name, value, invocation));
    }
    if (invocation.caller == invocation.header.parent) {
        return misuse(
            "CallerId must be another id than TraceHeader's Parent: Lambda gives each function a new one");
    }
    return invocation;
}

// The two documents of an invocation. Their ids hang on the trace and the header's parent alone, so that a
// call that is made again sends the same documents, of which the first count.
class LambdaDocuments {
public:
    explicit LambdaDocuments(const LambdaInvocation& invocation)
        : invocation_(invocation),
          arn_("arn:aws:lambda:" + invocation.region + ":" + invocation.account_id +
               ":function:" + invocation.function_name) {}

    // Of the origin AWS::Lambda: the service, which takes the call and answers it.
    [[nodiscard]] json service() const {
        json document = segment(kServiceSalt, "AWS::Lambda", invocation_.whole);
        if (invocation_.caller) document["parent_id"] = invocation_.caller->to_string();
        document["http"] = {{"response", {{"status", invocation_.status}}}};
        document["resource_arn"] = arn_;
        if (!invocation_.request_id.empty()) document["aws"] = {{"request_id", invocation_.request_id}};
        return document;
    }

    // Of the origin AWS::Lambda::Function: its work, below which hangs what the function sends.
    [[nodiscard]] json function() const {
        const Span handler = invocation_.handler.value_or(running());
        json document = segment(kFunctionSalt, "AWS::Lambda::Function",
                                {handler.start, std::max(handler.end, invocation_.whole.end)});
        document["parent_id"] = id(kServiceSalt).to_string();
        document["aws"] = {{"account_id", invocation_.account_id},
                           {"function_arn", arn_},
                           {"resource_names", {invocation_.function_name}}};
        if (invocation_.error) document["cause"] = cause();
        json& parts = document["subsegments"] = json::array();
        if (invocation_.initialization) {
            parts.push_back(part("Initialization", id(kInitializationSalt), *invocation_.initialization));
        }
        parts.push_back(part("Invocation", invocation_.header.parent, handler));
        if (invocation_.error) parts.back()["fault"] = true;
        const Span overhead{handler.end, document["end_time"].get<double>()};
        parts.push_back(part("Overhead", id(kOverheadSalt), overhead));
        return document;
    }

private:
    [[nodiscard]] SegmentId id(std::uint64_t salt) const {
        return derived_segment_id(invocation_.header.root, invocation_.header.parent, salt);
    }

    // Where it is not told: all of the call, without the start of the runtime.
    [[nodiscard]] Span running() const {
        Span span = invocation_.whole;
        if (invocation_.initialization && invocation_.initialization->end < span.end) {
            span.start = std::max(span.start, invocation_.initialization->end);
        }
        return span;
    }

    [[nodiscard]] json segment(std::uint64_t salt, std::string_view origin, const Span& span) const {
        json document{{"name", invocation_.function_name},
                      {"id", id(salt).to_string()},
                      {"trace_id", invocation_.header.root.to_string()},
                      {"origin", origin},
                      {"start_time", span.start},
                      {"end_time", span.end}};
        // As the service flags the segments of what it refuses, by the status.
        constexpr std::int64_t kFirstFault = 500;
        constexpr std::int64_t kFirstError = 400;
        constexpr std::int64_t kThrottle = 429;
        if (invocation_.error || invocation_.status >= kFirstFault) {
            document["fault"] = true;
        } else if (invocation_.status >= kFirstError) {
            document["error"] = true;
            if (invocation_.status == kThrottle) document["throttle"] = true;
        }
        return document;
    }

    [[nodiscard]] json part(std::string_view name, SegmentId part_id, const Span& span) const {
        return {{"name", name},
                {"id", part_id.to_string()},
                {"start_time", span.start},
                {"end_time", span.end},
                {"aws", {{"function_arn", arn_}}}};
    }

    [[nodiscard]] json cause() const {
        json exception{{"id", id(kExceptionSalt).to_string()}};
        if (!invocation_.error->type.empty()) exception["type"] = invocation_.error->type;
        if (!invocation_.error->message.empty()) exception["message"] = invocation_.error->message;
        return {{"exceptions", json::array({std::move(exception)})}};
    }

    const LambdaInvocation& invocation_;
    std::string arn_;
};

// Puts the documents through the one door.
Result<void> store_documents(Context& context, const std::vector<std::string>& documents) {
    const std::vector<std::string_view> views(documents.begin(), documents.end());
    XRAY_TRY(const std::vector<UnprocessedSegment> refused,
             context.ingest.put_documents(views, "lambda-invocation"));
    if (!refused.empty()) return misuse(refused.front().message);
    return {};
}

}  // namespace

// POST /_emulator/lambda-invocation: the two segments that Lambda sends for an invocation, where no Lambda
// does. Required: FunctionName; TraceHeader, the one that the function has got; StartTime, EndTime, epoch
// seconds. Optional: Initialization and Invocation, {StartTime, EndTime} each; CallerId, Status (200),
// FunctionError {Type, Message}, RequestId, AccountId, Region. 400 for anything else.
//
// The Invocation has the id of the header's Parent, under which the function's SDK sends its subsegments:
// they hang below it. Answers {Segments: [{Id, Origin}], TraceId}, without segments where the header says
// Sampled=0: then the function's SDK sends nothing either. The form of the segments is the service's (seen
// 2023-04); what a failed function does to them is ours (docs/fidelity.md).
HttpResponse record_lambda_invocation(Context& context, const HttpRequest& request) {
    const Result<json> body = parse_body(request.body);
    if (!body) return plain_error(400, body.error().message);
    const Result<LambdaInvocation> invocation = read_invocation(context, *body);
    if (!invocation) return plain_error(400, invocation.error().message);
    json segments = json::array();
    if (invocation->header.sampled) {
        const LambdaDocuments made(*invocation);
        std::vector<std::string> documents;
        for (const json& document : {made.service(), made.function()}) {
            segments.push_back({{"Id", document["id"]}, {"Origin", document["origin"]}});
            documents.push_back(document.dump());
        }
        if (const Result<void> stored = store_documents(context, documents); !stored)
            return own_error(stored.error());
    }
    return json_response(
        {{"Segments", std::move(segments)}, {"TraceId", invocation->header.root.to_string()}});
}

}  // namespace xray::api
