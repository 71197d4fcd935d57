// SPDX-License-Identifier: Apache-2.0
#include "api/kit/doctor.hpp"

#include <string>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
#include "core/json/json_writer.hpp"

namespace xray::api {
namespace {

void write_finding(JsonWriter& writer, const Finding& finding) {
    writer.begin_object();
    writer.key("code");
    writer.text(finding.code);
    writer.key("count");
    writer.integer(static_cast<std::int64_t>(finding.count));
    writer.key("fix");
    writer.text(finding.fix);
    writer.key("lastSeen");
    if (finding.last_seen) {
        writer.real(seconds_from_micros(*finding.last_seen));
    } else {
        writer.null();
    }
    writer.key("message");
    writer.text(finding.message);
    writer.key("severity");
    writer.text(finding.severity);
    writer.key("traceId");
    writer.text_or_null(finding.trace ? finding.trace->to_string() : std::string());
    writer.end_object();
}

}  // namespace

// GET /_emulator/doctor: {"findings":[{code, count, fix, lastSeen, message, severity, traceId}]} (examine()).
HttpResponse read_findings(Context& context, const HttpRequest& /*request*/) {
    HttpResponse response;
    JsonWriter writer(response.body);
    writer.begin_object();
    writer.key("findings");
    writer.begin_array();
    for (const Finding& finding : examine(context)) write_finding(writer, finding);
    writer.end_array();
    writer.end_object();
    return response;
}

}  // namespace xray::api
