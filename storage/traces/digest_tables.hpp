// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace xray::storage {

// Empties every table that is worked out from documents.
inline constexpr std::string_view kDeleteDigests =
    "DELETE FROM trace; DELETE FROM trace_term; DELETE FROM graph_fold";

}  // namespace xray::storage
