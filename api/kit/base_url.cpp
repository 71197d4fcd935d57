// SPDX-License-Identifier: Apache-2.0
#include "api/kit/base_url.hpp"

#include <string_view>

#include "api/http/web_origin.hpp"

namespace xray::api {

std::string base_url(const Context& context, const HttpRequest& request) {
    const std::string_view host = request.header("Host");
    const std::string scheme = request.is_tls ? "https://" : "http://";
    return scheme + (parse_host(host) ? std::string(host) : context.udp_address);
}

}  // namespace xray::api
