// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/context/context.hpp"
#include "api/groups/trace_filter.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/http/query_string.hpp"
#include "api/transfer/trace_export.hpp"
#include "core/base/ids.hpp"
#include "core/base/try.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

struct Selection {
    std::string expression;
    std::vector<TraceId> ids;
    std::optional<RunSlice> run;
};

Result<Selection> read_selection(Context& context, const HttpRequest& request) {
    XRAY_TRY(const auto parameters, parse_query(request.query()));
    Selection selection;
    for (const auto& [name, value] : parameters) {
        if (name == "filter") {
            selection.expression = value;
        } else if (name == "trace") {
            const std::optional<TraceId> id = TraceId::parse(value);
            if (!id) return fail(ErrorCode::kInvalidRequest, "\"" + value + "\" is no trace id");
            selection.ids.push_back(*id);
        } else if (name == "run") {
            selection.run = context.runs.find(value);
            if (!selection.run) return fail(ErrorCode::kInvalidRequest, "There is no run \"" + value + "\"");
        } else {
            return fail(ErrorCode::kInvalidRequest,
                        "There is no parameter \"" + name + "\"; there are filter, run and trace");
        }
    }
    return selection;
}

}  // namespace

// GET /_emulator/export: whole traces, one in a line (write_kept_trace()), from the oldest to the newest.
// `?filter=EXPR` for those that match, `?run=NAME` for those of a run, `?trace=ID`, repeatable, for those of
// these ids, in their order. Answered with 400 for other parameters, an unknown run and an expression that is
// not understood.
HttpResponse export_kept_traces(Context& context, const HttpRequest& request) {
    Result<Selection> selection = read_selection(context, request);
    if (!selection) return plain_error(400, selection.error().message);
    const Result<TraceFilter> filter = TraceFilter::compile(context, selection->expression);
    if (!filter) return error_response(filter.error());
    context.store.settle();
    std::vector<TraceId> ids;
    const auto take = [&](const TraceDigest& digest) {
        if (filter->passes(digest) && (!selection->run || selection->run->has(digest.last_receipt)))
            ids.push_back(digest.id);
        return true;
    };
    if (selection->ids.empty()) {
        storage::TraceScan scan;
        filter->narrow(scan);
        context.store.scan(scan, take);
        std::reverse(ids.begin(), ids.end());
    } else {
        context.store.visit_digests(selection->ids, take);
    }
    HttpResponse response;
    response.content_type = "application/x-ndjson";
    response.stream = std::make_shared<TraceExport>(context, std::move(ids));
    return response;
}

}  // namespace xray::api
