// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <string_view>

#include "api/assets.hpp"
#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
#include "api/http/web_origin.hpp"

namespace xray::api {
namespace {

// By which the reader has reached it: nothing but letters, digits and what belongs into an address.
std::string own_address(const HttpRequest& request) {
    const std::optional<HostAndPort> host = parse_host(request.header("Host"));
    if (!host) return "http://127.0.0.1:2000";
    const bool is_ipv6 = host->name.find(':') != std::string::npos;
    const std::string name = is_ipv6 ? "[" + host->name + "]" : host->name;
    return (request.is_tls ? "https://" : "http://") + name + (host->port.empty() ? "" : ":" + host->port);
}

// The region is whatever --region says.
std::string html_text(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        const std::string_view special = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "";
        special.empty() ? escaped.push_back(c) : static_cast<void>(escaped.append(special));
    }
    return escaped;
}

// What a binary without the console shows: what it is and where to look.
HttpResponse write_plain_page(const Context& context, const HttpRequest& request) {
    HttpResponse response;
    response.content_type = "text/html; charset=utf-8";
    const std::string address = own_address(request);
    std::string& page = response.body;
    page = R"(<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>xray-emulator</title><link rel="stylesheet" href="/assets/start.css"></head>
<body>
<h1>xray-emulator )";
    page += context.version;
    page += R"(</h1>
<p>A local AWS X-Ray for tests, at <code>)" +
            address + R"(</code>. Applications send segments to this port over UDP
or with <code>PutTraceSegments</code>, and OpenTelemetry to <code>/v1/traces</code>.</p>
<p>The newest traces, with curl alone, and one of them by its <code>Id</code>:</p>
<pre>curl -s )" +
            address + R"(/_emulator/wait -d '{"TimeoutSeconds": 0, "Partial": true}'
curl -s )" + address +
            R"(/Traces -d '{"TraceIds": ["1-58406520-a006649127e371903a2de979"]}'</pre>
<p>Who called whom in the last five minutes, with the AWS CLI:</p>
<pre>export AWS_ENDPOINT_URL_XRAY=)" +
            address + R"(
export AWS_DEFAULT_REGION=)" +
            html_text(context.region) + R"( AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
aws xray get-service-graph --start-time $(($(date +%s) - 300)) --end-time $(date +%s)</pre>
<ul>
<li><a href="/_emulator/health">/_emulator/health</a>: whether the emulator is running, and how much it stores</li>
<li><a href="/_emulator/stats">/_emulator/stats</a>: what was received, and what was refused and why</li>
<li><a href="/_emulator/events">/_emulator/events</a>: new and changed traces as they arrive, as server-sent events</li>
<li><a href="/metrics">/metrics</a>: the same counters for Prometheus</li>
</ul>
</body>
</html>
)";
    return response;
}

}  // namespace

// GET of every page: the console, which shows what the path names; without it (console/dist was not there
// when the binary was built) a small page.
HttpResponse read_start_page(Context& context, const HttpRequest& request) {
    const Asset* const console = asset_at("index.html");
    return console == nullptr ? write_plain_page(context, request) : serve_asset(*console, request);
}

}  // namespace xray::api
