// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

namespace xray::bench {
namespace {

std::string number_text(double value) {
    std::array<char, 32> text{};
    const int digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    const int length = std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double load_average() {
    double minute = 0;
    return getloadavg(&minute, 1) == 1 ? minute : 0;
}

void Report::add(Row row) {
    std::string beside = row.note;
    if (row.floor) {
        beside = number_text(row.value / *row.floor) + " of " + number_text(*row.floor) + " (" +
                 row.floor_name + ")" + (row.note.empty() ? "" : "; " + row.note);
    }
    std::printf("%-44s %12s %-12s %s\n", row.name.c_str(), number_text(row.value).c_str(), row.unit.c_str(),
                beside.c_str());
    std::fflush(stdout);
    rows_.push_back(std::move(row));
}

std::string Report::to_json() const {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Row& row : rows_) {
        nlohmann::ordered_json item = {{"name", row.name}, {"unit", row.unit}, {"value", row.value}};
        if (row.floor) {
            item["floor"] = *row.floor;
            item["floor_name"] = row.floor_name;
            item["ratio"] = row.value / *row.floor;
        }
        if (!row.rounds.empty()) item["rounds"] = row.rounds;
        if (!row.note.empty()) item["note"] = row.note;
        rows.push_back(std::move(item));
    }
    const nlohmann::ordered_json load = {{"begin", load_at_begin_}, {"end", load_average()}};
    return nlohmann::ordered_json{{"load_average", load}, {"rows", rows}}.dump(2) + "\n";
}

}  // namespace xray::bench
