// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/request/model.hpp"
#include "core/base/error.hpp"
#include "core/base/time.hpp"

namespace xray::api {

// One structure of a request that has passed validate(): members by name, in the types of the service model.
// A member that was left out or null gives nothing. Asking for a member in another type than the model's is a
// bug and throws.
//
// Structures within it are read where they stand: a reader of one shares the request, and nothing is copied.
class RequestReader {
public:
    explicit RequestReader(nlohmann::json request)
        : request_(std::make_shared<const nlohmann::json>(std::move(request))), structure_(request_.get()) {}

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    // Fractions are cut and what lies beyond 32 bits becomes the nearest 32-bit number, as the service does.
    [[nodiscard]] std::optional<std::int32_t> integer(std::string_view name) const;
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
    [[nodiscard]] std::optional<Micros> time(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;  // null entries are left out
    [[nodiscard]] std::optional<std::map<std::string, std::string>> text_map(std::string_view name) const;
    [[nodiscard]] std::optional<RequestReader> structure(std::string_view name) const;
    // Null entries are structures without members.
    [[nodiscard]] std::vector<RequestReader> structures(std::string_view name) const;

    // The same for members that the model requires.
    [[nodiscard]] std::string required_text(std::string_view name) const { return text(name).value(); }
    [[nodiscard]] std::int32_t required_integer(std::string_view name) const { return integer(name).value(); }
    [[nodiscard]] double required_number(std::string_view name) const { return number(name).value(); }
    [[nodiscard]] Micros required_time(std::string_view name) const { return time(name).value(); }

    // Whether it has no members at all.
    [[nodiscard]] bool empty() const { return structure_->empty(); }

private:
    RequestReader(const RequestReader& within, const nlohmann::json& structure)
        : request_(within.request_), structure_(&structure) {}

    [[nodiscard]] const nlohmann::json* find(std::string_view name) const;

    std::shared_ptr<const nlohmann::json> request_;
    const nlohmann::json* structure_;  // request_ or within it
};

// Parses a body; an empty one counts as `{}`. Error kSerialization: no JSON, nested deeper than
// kMaxRequestDepth (core/base/limits.hpp), or no object.
[[nodiscard]] Result<nlohmann::json> parse_body(std::string_view body);

// Parses a body and checks it against a structure of the service model.
// Errors: kSerialization, kValidation (see validate()).
[[nodiscard]] Result<RequestReader> read_request(const model::Shape& input, std::string_view body);

// An answer as text: members in alphabetical order, doubles with a decimal point, damaged UTF-8 replaced.
[[nodiscard]] std::string write_answer(const nlohmann::json& answer);

// A point in time as the service writes it in control-plane answers: whole epoch seconds with a decimal
// point.
[[nodiscard]] double whole_seconds(Micros time);

}  // namespace xray::api
