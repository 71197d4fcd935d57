// SPDX-License-Identifier: Apache-2.0
#include "storage/schema/migrations.hpp"

#include <string>

#include "storage/sqlite/database.hpp"
#include "storage/sqlite/database_file.hpp"

namespace xray::storage {

Result<void> migrate(sqlite::Database& database) {
    const std::span<const std::string_view> versions = schema_versions();
    const auto newest = static_cast<std::int64_t>(versions.size());
    std::int64_t version = database.query_integer("PRAGMA user_version");
    if (const auto reason = sqlite::refusal_of_schema(version, newest))
        return fail(ErrorCode::kInternal, *reason);
    for (; version < newest; ++version) {
        sqlite::Transaction transaction(database);
        database.execute(versions[static_cast<std::size_t>(version)]);
        database.execute("PRAGMA user_version = " + std::to_string(version + 1));
        transaction.commit();
    }
    return {};
}

}  // namespace xray::storage
