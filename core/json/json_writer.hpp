// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xray {

// Writes JSON the way the service does: compact, doubles in the form of Java's Double.toString (`7.0`,
// `0.803`, `1.790159315E9`), integers without a point.
//
// The caller opens and closes in the right order; the writer sets the commas.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    void key(std::string_view name);

    void text(std::string_view value);
    void integer(std::int64_t value);
    void real(double value);  // NaN and infinities become null
    void boolean(bool value);
    void null();
    void raw(std::string_view json);  // one complete JSON value
    void value(const boost::json::value& value);

    void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }
    void real_or_null(std::optional<double> value) { value ? real(*value) : null(); }

private:
    void open(char bracket);
    void close(char bracket);
    void separate();

    std::string& out_;
    bool needs_comma_ = false;
};

// A JSON value as text.
[[nodiscard]] std::string json_text(const boost::json::value& value);

}  // namespace xray
