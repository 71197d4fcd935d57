// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "api/context/context.hpp"
#include "api/emulator_api/json_response.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/request/request_reader.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

// A finite number of seconds; nothing for any other value.
std::optional<Micros> seconds_of(const json& value) {
    if (!value.is_number()) return std::nullopt;
    return micros_from_seconds(value.get<double>());
}

Result<void> freeze(AdjustableClock& clock, const json& body) {
    const auto at = body.find("at");
    if (at == body.end() || at->is_null()) return clock.freeze(std::nullopt);
    const std::optional<Micros> time = seconds_of(*at);
    if (!time) return fail(ErrorCode::kInvalidRequest, "\"at\" must be epoch seconds");
    return clock.freeze(time);
}

Result<void> advance(AdjustableClock& clock, const json& body) {
    const auto seconds = body.find("seconds");
    const std::optional<Micros> length = seconds == body.end() ? std::nullopt : seconds_of(*seconds);
    if (!length) return fail(ErrorCode::kInvalidRequest, "\"seconds\" must be a number of seconds");
    return clock.advance(*length);
}

Result<void> move_clock(AdjustableClock& clock, const json& body) {
    const auto action = body.find("action");
    if (action != body.end() && *action == "freeze") return freeze(clock, body);
    if (action != body.end() && *action == "advance") return advance(clock, body);
    if (action != body.end() && *action == "follow") {
        clock.follow();
        return {};
    }
    return fail(ErrorCode::kInvalidRequest, R"("action" must be "freeze", "advance" or "follow")");
}

}  // namespace

// GET /_emulator/clock: `{"now":…,"mode":"frozen|offset|system"}`, epoch seconds.
HttpResponse read_clock(Context& context, const HttpRequest& /*request*/) {
    const AdjustableClock::Reading reading = context.clock.read();
    return json_response({{"mode", to_string(reading.mode)}, {"now", seconds_from_micros(reading.now)}});
}

// POST /_emulator/clock: `{"action":"freeze"}` (optional "at": epoch seconds),
// `{"action":"advance","seconds":N}`, `{"action":"follow"}`; answers as read_clock(). 400 for anything else.
// When it answers, what the new time brings about has happened: old traces are gone, held back ones are
// there.
HttpResponse set_clock(Context& context, const HttpRequest& request) {
    const Result<json> body = parse_body(request.body);
    if (!body) return plain_error(400, body.error().message);
    if (const Result<void> moved = move_clock(context.clock, *body); !moved) {
        return plain_error(400, moved.error().message);
    }
    // The writer sleeps by the system's time until held back traces are due; this has it look at the clock
    // again, and then deletes what has become too old.
    (void)context.store.apply_retention();
    return read_clock(context, request);
}

}  // namespace xray::api
