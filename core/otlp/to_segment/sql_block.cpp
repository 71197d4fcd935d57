// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/sql_block.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace xray::otlp {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 11> kSqlSystems{
    "db2",    "derby",      "hive",   "mariadb",  "mssql",     "mysql",
    "oracle", "postgresql", "sqlite", "teradata", "other_sql",
};

}  // namespace

std::optional<json::object> make_sql(const Span& span, SpanAttributes& attributes) {
    const Attributes& all = span.attributes;
    const std::string system = attribute_text(all, "db.system");
    if (std::find(kSqlSystems.begin(), kSqlSystems.end(), system) == kSqlSystems.end()) return std::nullopt;
    attributes.consume({"db.connection_string", "db.name", "db.system", "db.statement", "db.user"});
    std::string connection = attribute_text(all, "db.connection_string");
    if (connection.empty()) connection = "localhost";
    json::object sql;
    set_text(sql, "url", span.name);
    set_text(sql, "connection_string", connection + "/" + attribute_text(all, "db.name"));
    set_text(sql, "database_type", system);
    set_text(sql, "user", attribute_text(all, "db.user"));
    set_text(sql, "sanitized_query", attribute_text(all, "db.statement"));
    return sql;
}

}  // namespace xray::otlp
