// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "api/operations/operations.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"

namespace xray::api::operations {

// The daemon reports its own counts every minute. The service shows them to nobody, so they are checked and
// counted.
Result<std::string> put_telemetry_records(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("PutTelemetryRecords", body);
    if (!request) return tl::unexpected(request.error());
    const std::vector<RequestReader> records = request->structures("TelemetryRecords");
    if (records.empty()) return tl::unexpected(errors::no_telemetry_records());
    const bool any_null = std::any_of(records.begin(), records.end(),
                                      [](const RequestReader& record) { return record.empty(); });
    if (any_null) return tl::unexpected(errors::internal_failure());  // the service's answer to a null record
    context.counters.telemetry_records += records.size();
    return std::string("{}");
}

}  // namespace xray::api::operations
