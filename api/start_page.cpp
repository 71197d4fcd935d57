// SPDX-License-Identifier: Apache-2.0
#include "api/start_page.hpp"

namespace xray::api {

std::string start_page(std::string_view version) {
    std::string page = R"(<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>xray-emulator</title></head>
<body>
<h1>xray-emulator )";
    page += version;
    page += R"(</h1>
<p>A local AWS X-Ray for tests. Send segments to this port over UDP or with <code>PutTraceSegments</code>,
and read them back with the X-Ray API at this address:</p>
<pre>aws xray get-service-graph --endpoint-url http://127.0.0.1:2000 --start-time ... --end-time ...</pre>
<ul>
<li><a href="/_emulator/health">/_emulator/health</a>: whether it runs, and how much it holds</li>
<li><a href="/_emulator/stats">/_emulator/stats</a>: what came in, and what was refused and why</li>
<li><a href="/metrics">/metrics</a>: the same for Prometheus</li>
</ul>
</body>
</html>
)";
    return page;
}

}  // namespace xray::api
