// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/graph/service_graph.hpp"
#include "core/json/json_writer.hpp"
#include "core/trace/trace.hpp"

namespace xray::api {

// Which traces the segments of a service link to: a consumer's to those of the messages it took, for example
// (X-Ray developer guide, "Tracing event-driven applications").
class TraceLinks {
public:
    // Notes the links of a trace's segments; those of a subsegment count for its segment's service.
    // `own_account`: the emulator's account, of which nodes have no account id.
    void add(const Trace& trace, std::string_view own_account);

    // Writes the list `Links` of a node: one entry for each linking trace and reference type, in the order of
    // the traces, at most 100 (the model's bound).
    void write(JsonWriter& writer, const GraphNode& node) const;

private:
    struct Link {
        TraceId source;
        // "parent", "child"; empty where the document does not tell.
        std::string reference_type;
        std::vector<TraceId> destinations;
    };
    using Service = std::tuple<std::string, std::string, std::string>;  // name, type, account id

    void note(const Service& service, const TraceId& source, const boost::json::object& link);

    std::map<Service, std::vector<Link>> links_;
};

}  // namespace xray::api
