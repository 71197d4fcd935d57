// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/emulator_api/metrics_text.hpp"
#include "api/ingest/forwarding.hpp"

namespace xray::api {

// What /metrics tells of `serve --forward`, each destination under its URL.
void append_forwarding(MetricsText& out, const Forwarding& forwarding);

}  // namespace xray::api
