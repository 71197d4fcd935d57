// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// GET /_emulator/clock: `{"now":…,"mode":"frozen|offset|system"}`, epoch seconds.
[[nodiscard]] HttpResponse read_clock(Context& context, const HttpRequest& request);

// POST /_emulator/clock: `{"action":"freeze"}` (optional "at": epoch seconds),
// `{"action":"advance","seconds":N}`, `{"action":"follow"}`; answers as read_clock(). 400 for anything else.
// When it answers, what the new time brings about has happened: old traces are gone, held back ones are
// there.
[[nodiscard]] HttpResponse set_clock(Context& context, const HttpRequest& request);

}  // namespace xray::api
