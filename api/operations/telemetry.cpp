// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "api/context/context.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"

namespace xray::api::operations {

// The daemon reports its own counts every minute. The service shows them to nobody, so they are checked and
// counted.
Result<std::string> put_telemetry_records(Context& context, const RequestReader& request) {
    const std::vector<RequestReader> records = request.structures("TelemetryRecords");
    if (records.empty()) return fail(errors::no_telemetry_records());
    const bool any_null = std::any_of(records.begin(), records.end(),
                                      [](const RequestReader& record) { return record.empty(); });
    if (any_null) return fail(errors::internal_failure());  // the service's answer to a null record
    context.counters.telemetry_records += records.size();
    return std::string("{}");
}

}  // namespace xray::api::operations
