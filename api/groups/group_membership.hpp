// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "api/context/context.hpp"
#include "api/groups/time_range.hpp"
#include "api/groups/trace_filter.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/error.hpp"
#include "core/digest/trace_digest.hpp"
#include "storage/control/control_store.hpp"

namespace xray::api {

// Which traces belong to a group: those that satisfied the expression it had when they came in ("Groups" of
// the developer guide). A change of the expression is for later traces only.
class GroupMembership {
public:
    // Every trace belongs to it.
    GroupMembership() = default;

    // The group that a request names by GroupName or GroupARN; without either, every trace. Errors: both
    // names, an unknown group.
    [[nodiscard]] static Result<GroupMembership> of_request(Context& context, const RequestReader& request);

    // Whether there is nothing to ask.
    [[nodiscard]] bool has_every_trace() const { return versions_.empty(); }

    [[nodiscard]] bool has(const TraceDigest& digest) const;

    // Lets a scan skip traces that cannot belong to it; those that it meets must still be asked.
    void narrow(storage::TraceScan& scan) const;

    // ContainsOldGroupVersions: whether a range begins before the present expression was set.
    [[nodiscard]] bool contains_old_versions(const TimeRange& range) const;

private:
    struct Version {
        TraceFilter filter;
        std::int64_t until_receipt;
    };

    static Result<GroupMembership> compile(const Context& context, const storage::StoredGroup& group,
                                           const std::vector<storage::GroupVersion>& earlier);

    // Receipts are compared, not times: the clock may have stood or gone back between two of them.
    std::int64_t after_receipt_ = 0;
    std::vector<Version> versions_;    // the oldest first; of Default none
    Micros present_since_ = kMinTime;  // by the clock; of a group that never changed kMinTime
};

}  // namespace xray::api
