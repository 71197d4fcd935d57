// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// GET /: a small HTML page for whoever opens the emulator's address in a browser: what it is and where to
// look.
HttpResponse read_start_page(Context& context, const HttpRequest& /*request*/) {
    HttpResponse response;
    response.content_type = "text/html; charset=utf-8";
    std::string& page = response.body;
    page = R"(<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>xray-emulator</title><link rel="stylesheet" href="/assets/start.css"></head>
<body>
<h1>xray-emulator )";
    page += context.version;
    page += R"(</h1>
<p>A local AWS X-Ray for tests. Send segments to this port over UDP or with <code>PutTraceSegments</code>,
and read them back with the X-Ray API at this address:</p>
<pre>aws xray get-service-graph --endpoint-url http://127.0.0.1:2000 --start-time ... --end-time ...</pre>
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

}  // namespace xray::api
