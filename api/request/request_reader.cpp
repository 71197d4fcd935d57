// SPDX-License-Identifier: Apache-2.0
#include "api/request/request_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "api/request/api_errors.hpp"
#include "api/request/request_validation.hpp"
#include "core/base/limits.hpp"
#include "core/base/try.hpp"
#include "core/json/json_depth.hpp"

namespace xray::api {

using nlohmann::json;

const json* RequestReader::find(std::string_view name) const {
    const auto found = structure_->find(name);
    return found == structure_->end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> RequestReader::text(std::string_view name) const {
    const json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return value->get<std::string>();
}

std::optional<std::int32_t> RequestReader::integer(std::string_view name) const {
    const json* value = find(name);
    if (value == nullptr) return std::nullopt;
    using Limits = std::numeric_limits<std::int32_t>;
    const double cut = std::trunc(value->get<double>());
    return static_cast<std::int32_t>(
        std::clamp(cut, static_cast<double>(Limits::min()), static_cast<double>(Limits::max())));
}

std::optional<double> RequestReader::number(std::string_view name) const {
    const json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return value->get<double>();
}

std::optional<bool> RequestReader::boolean(std::string_view name) const {
    const json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return value->get<bool>();
}

std::optional<Micros> RequestReader::time(std::string_view name) const {
    const std::optional<double> seconds = number(name);
    if (!seconds) return std::nullopt;
    return micros_from_seconds(*seconds);
}

std::vector<std::string> RequestReader::texts(std::string_view name) const {
    std::vector<std::string> all;
    const json* list = find(name);
    if (list == nullptr) return all;
    for (const json& entry : *list) {
        if (entry.is_string()) all.push_back(entry.get<std::string>());
    }
    return all;
}

std::optional<std::map<std::string, std::string>> RequestReader::text_map(std::string_view name) const {
    const json* map = find(name);
    if (map == nullptr) return std::nullopt;
    std::map<std::string, std::string> all;
    for (const auto& [key, value] : map->items()) {
        if (value.is_string()) all.emplace(key, value.get<std::string>());
    }
    return all;
}

std::optional<RequestReader> RequestReader::structure(std::string_view name) const {
    const json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return RequestReader(*this, *value);
}

std::vector<RequestReader> RequestReader::structures(std::string_view name) const {
    std::vector<RequestReader> all;
    const json* list = find(name);
    if (list == nullptr) return all;
    all.reserve(list->size());
    for (const json& entry : *list) all.push_back(RequestReader(*this, entry));
    return all;
}

Result<json> parse_body(std::string_view body) {
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return json::object();
    if (nests_deeper(body, kMaxRequestDepth)) return fail(errors::nested_too_deep(kMaxRequestDepth));
    json parsed = json::parse(body, nullptr, false);
    if (parsed.is_discarded()) return fail(errors::body_not_json());
    if (!parsed.is_object()) return fail(errors::body_not_object());
    return parsed;
}

Result<RequestReader> read_request(const model::Shape& input, std::string_view body) {
    XRAY_TRY(json parsed, parse_body(body));
    XRAY_CHECK(validate(input, parsed));
    return RequestReader(std::move(parsed));
}

std::string write_answer(const json& answer) {
    return answer.dump(-1, ' ', false, json::error_handler_t::replace);
}

double whole_seconds(Micros time) {
    return static_cast<double>(floor_seconds(time));
}

}  // namespace xray::api
