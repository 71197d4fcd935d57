// SPDX-License-Identifier: Apache-2.0
#include "api/request/trace_ids.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "api/request/api_errors.hpp"

namespace xray::api {

Result<std::vector<TraceId>> read_trace_ids(const RequestReader& request, Repeated repeated) {
    std::vector<TraceId> ids;
    for (const std::string& text : request.texts("TraceIds")) {
        const std::optional<TraceId> id = TraceId::parse(text);
        if (!id) return tl::unexpected(errors::invalid_trace_id(text));
        const bool is_new = std::find(ids.begin(), ids.end(), *id) == ids.end();
        if (!is_new && repeated == Repeated::kRefused) return tl::unexpected(errors::duplicate_trace_ids());
        if (is_new) ids.push_back(*id);
    }
    return ids;
}

}  // namespace xray::api
