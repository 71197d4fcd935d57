// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "core/otlp/to_segment/span_attributes.hpp"

namespace xray::otlp {

// The `sql` member of a span's document; nothing unless db.system is a SQL database that AWS's exporter
// knows. Consumes db.system, db.name, db.user, db.statement and db.connection_string if there is a result.
[[nodiscard]] std::optional<boost::json::object> make_sql(const Span& span, SpanAttributes& attributes);

}  // namespace xray::otlp
