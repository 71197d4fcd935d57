// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "api/route.hpp"

namespace xray::api {

// The 38 operations of the X-Ray API of 2016-04-12, in alphabetical order.
[[nodiscard]] std::span<const Route> operation_routes();

// Everything there is, these operations first.
[[nodiscard]] std::span<const Route> all_routes();

struct RouteMatch {
    // Null if nothing at the path is to be had by the method.
    const Route* route = nullptr;
    // The first route at the path, whatever its method; null if there is nothing at the path.
    const Route* at_path = nullptr;
};

// Looks a request up. `method` in upper case; HEAD asks for what GET has. `path` as path_of() gives it.
// Nothing is allocated.
[[nodiscard]] RouteMatch find_route(std::string_view method, std::string_view path);

// The methods that are there for a path, as an Allow header has them: "GET, POST".
[[nodiscard]] std::string allowed_methods(std::string_view path);

// What a server must know of a request before it reads the body.
struct RequestTerms {
    Lane lane = Lane::kControl;
    // Before and after its content coding is undone.
    std::size_t most_body_bytes = kMaxBody;
};

// `method` and `target` as in HttpRequest.
[[nodiscard]] RequestTerms terms_of(std::string_view method, std::string_view target);

}  // namespace xray::api
