// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace xray::bench {

// One measurement, beside the least that the work can cost: a floor measured in the same run.
struct Row {
    std::string name;  // "UDP ingest, file"
    std::string unit;  // "documents/s", "ms"
    double value = 0;
    // What the floor did; empty for a row that is a floor itself.
    std::string floor_name = {};
    std::optional<double> floor = std::nullopt;
    std::string note = {};
    // What `value` is the median of; empty where it was measured once.
    std::vector<double> rounds = {};
};

// The median of values in any order; of an even number the upper one. There must be one.
[[nodiscard]] double median(std::vector<double> values);

// The machine's load over the last minute: how many others want its cores.
[[nodiscard]] double load_average();

// Gathers rows; prints each as it comes, so that a run that takes minutes shows that it lives.
class Report {
public:
    void add(Row row);

    // Everything as one JSON object, {"load_average":{"begin":...,"end":...},"rows":[...]}.
    [[nodiscard]] std::string to_json() const;

private:
    const double load_at_begin_ = load_average();
    std::vector<Row> rows_;
};

}  // namespace xray::bench
