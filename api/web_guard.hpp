// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/context/web_access.hpp"
#include "api/http/http_message.hpp"

// What a web page may make a browser send here. A browser on this machine reaches the emulator for any page
// that it shows, so a request that a browser marks must come from the emulator's own pages, and to a name
// that no stranger can point at this machine (DNS rebinding). Requests without such marks, those of SDKs,
// command lines and probes, are none of this file's business.
namespace xray::api {

// What web pages may ask for at a path, and under which circumstances.
enum class WebReach {
    // The emulator's own pages alone.
    kOwnPages,
    // Also whoever follows a link on another page: what is there only shows something.
    kFollowedLinks,
    // Also pages of the origins that --cors-origin names.
    kCorsOrigins,
};

// What the guard says of a request. At most one of the two is set; with neither, the request goes on.
struct WebVerdict {
    std::string refusal = {};  // why it is answered 403, and how to allow it
    // The foreign origin that --cors-origin lets in: the answer must name it.
    std::string cors_origin = {};
};

// Judges a request by its headers, its method, and what may be done at its path.
//
// A browser's marks are `Origin`, `Referer`, `Sec-Fetch-*` and a User-Agent that begins with `Mozilla/`. A
// marked request is refused when its Host is not allowed, when its origin (Origin, else that of Referer) is
// not the one it is sent to, when Sec-Fetch-Site says that it comes from another one, and when one of these
// headers is there twice. Two are let through all the same, where `reach` says so: an origin of
// `cors_origins`, and a link on a foreign page that somebody follows.
[[nodiscard]] WebVerdict judge_web_request(const WebAccess& access, const HttpRequest& request,
                                           WebReach reach);

// Whether the request is a browser's question, ahead of the real one, if it may send it (CORS preflight).
[[nodiscard]] bool is_preflight(const HttpRequest& request);
[[nodiscard]] HttpResponse preflight_response(const HttpRequest& request);

// Lets the page read the answer.
void add_cors_headers(HttpResponse& response, const std::string& origin);

}  // namespace xray::api
