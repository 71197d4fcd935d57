// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace xray::api {

// Writes Prometheus' text format, version 0.0.4. A metric is its family's head and then its samples, all of
// them before the next family begins.
class MetricsText {
public:
    struct Label {
        std::string_view name;
        std::string_view value;
    };

    // `type` is "counter", "gauge" or "histogram"; `help` is one line.
    void begin(std::string_view name, std::string_view type, std::string_view help);
    // A sample of the family, whose name is followed by `suffix` ("_bucket").
    void add(std::string_view suffix, std::initializer_list<Label> labels, std::uint64_t value);
    // The same for a time, in seconds.
    void add(std::string_view suffix, std::initializer_list<Label> labels, std::chrono::nanoseconds value);

    // A family of one sample.
    void single(std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
        begin(name, type, help);
        add({}, {}, value);
    }

    // What was written. Leaves nothing behind.
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    void add_name(std::string_view suffix, std::initializer_list<Label> labels);

    std::string text_;
    std::string family_;
};

// Decimal seconds without needless digits: "0.0025", "10".
[[nodiscard]] std::string seconds_text(std::chrono::nanoseconds time);

}  // namespace xray::api
