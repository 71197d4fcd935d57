// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace xray::api {

enum class GraphForm {
    kText,     // a line for each node and edge
    kDot,      // for Graphviz
    kMermaid,  // for Markdown
};

// A service graph as GetServiceGraph answers it, for people. What is no such answer is an empty graph. Names
// are escaped for the form.
[[nodiscard]] std::string graph_text(std::string_view answer, GraphForm form);

}  // namespace xray::api
