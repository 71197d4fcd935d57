// SPDX-License-Identifier: Apache-2.0
#include "api/request/request_validation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "api/request/value_text.hpp"
#include "core/base/limits.hpp"
#include "core/text/utf8.hpp"

namespace xray::api {
namespace {

using model::Kind;
using model::Member;
using model::Shape;
using nlohmann::json;

// ---- Types

std::string_view expected_type(Kind kind) {
    switch (kind) {
        case Kind::kText:
            return "a String";
        case Kind::kInteger:
            return "an Integer";
        case Kind::kDouble:
            return "a Double";
        case Kind::kBoolean:
            return "a Boolean";
        case Kind::kTimestamp:
            return "milliseconds since epoch";
        case Kind::kList:
            return "a List";
        case Kind::kMap:
            return "a Map";
        case Kind::kStructure:
            return "a Structure";
    }
    return "a value";
}

// The words for texts where an integer or a time belongs were seen (2026-09), the others follow them.
std::string wrong_type(const json& value, Kind kind) {
    if (value.is_array()) return "Start of list found where not expected";
    if (value.is_object()) return "Start of structure or map found where not expected";
    std::string found = "NUMBER_VALUE";
    if (value.is_string()) found = "STRING_VALUE";
    if (value.is_boolean()) found = value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
    return found + " can not be converted to " + std::string(expected_type(kind));
}

bool fits(const json& value, Kind kind) {
    switch (kind) {
        case Kind::kText:
            return value.is_string();
        case Kind::kInteger:
        case Kind::kDouble:
        case Kind::kTimestamp:
            return value.is_number();
        case Kind::kBoolean:
            return value.is_boolean();
        case Kind::kList:
            return value.is_array();
        case Kind::kMap:
        case Kind::kStructure:
            return value.is_object();
    }
    return false;
}

// The message about the first value of a wrong type; empty when all types fit.
std::string find_wrong_type(const Shape& shape, const json& value) {
    if (value.is_null()) return {};
    if (!fits(value, shape.kind)) return wrong_type(value, shape.kind);
    std::string problem;
    if (shape.kind == Kind::kStructure) {
        for (const Member& member : shape.members) {
            const auto found = value.find(member.name);
            if (found != value.end()) problem = find_wrong_type(*member.shape, *found);
            if (!problem.empty()) return problem;
        }
    } else if (shape.kind == Kind::kList || shape.kind == Kind::kMap) {
        for (const json& element : value) {
            problem = find_wrong_type(*shape.element, element);
            if (!problem.empty()) return problem;
        }
    }
    return problem;
}

// ---- Constraints

// Lengths count UTF-16 units, as Java's strings do.
std::int64_t text_length(std::string_view text) {
    std::int64_t length = 0;
    for (const char c : text) {
        if (!is_continuation(c)) ++length;
        if (static_cast<unsigned char>(c) >= 0xf0) ++length;
    }
    return length;
}

std::string enum_set(const Shape& shape) {
    std::string text = "Member must satisfy enum value set: [";
    for (std::size_t i = 0; i < shape.values.size(); ++i) {
        if (i > 0) text += ", ";
        text += shape.values[i];
    }
    return text + "]";
}

std::string upper_bound(const Shape& shape, std::string_view what) {
    return "Member must have " + std::string(what) + " less than or equal to " + std::to_string(*shape.max);
}

std::string lower_bound(const Shape& shape, std::string_view what) {
    return "Member must have " + std::string(what) + " greater than or equal to " +
           std::to_string(*shape.min);
}

class ConstraintCheck {
public:
    void check(const Shape& shape, const json& value, const std::string& path) {
        switch (shape.kind) {
            case Kind::kText:
                check_text(shape, value, path);
                break;
            case Kind::kInteger:
            case Kind::kDouble:
                check_number(shape, value, path);
                break;
            case Kind::kList:
                check_list(shape, value, path);
                break;
            case Kind::kMap:
                check_map(shape, value, path);
                break;
            case Kind::kStructure:
                check_structure(shape, value, path);
                break;
            case Kind::kBoolean:
            case Kind::kTimestamp:
                break;
        }
    }

    [[nodiscard]] Result<void> result() const {
        if (problems_.empty()) return {};
        std::string text = std::to_string(count_) +
                           (count_ == 1 ? " validation error" : " validation errors") + " detected: ";
        for (std::size_t i = 0; i < problems_.size(); ++i) {
            if (i > 0) text += "; ";
            text += problems_[i];
        }
        return fail(ErrorCode::kValidation, std::move(text));
    }

private:
    void add(const std::string& value, const std::string& path, const std::string& constraint) {
        ++count_;
        if (!tells_more()) return;
        problems_.push_back("Value " + value + " at '" + path +
                            "' failed to satisfy constraint: " + constraint);
    }

    void add_for(const Shape& shape, const json& value, const std::string& path,
                 const std::string& constraint) {
        add(tells_more() ? "'" + value_text(shape, value) + "'" : std::string(), path, constraint);
    }

    [[nodiscard]] bool tells_more() const { return problems_.size() < kMaxReportedProblems; }

    void check_length(const Shape& shape, std::int64_t length, const json& value, const std::string& path) {
        if (shape.max && length > *shape.max) add_for(shape, value, path, upper_bound(shape, "length"));
        if (shape.min && length < *shape.min) add_for(shape, value, path, lower_bound(shape, "length"));
    }

    void check_text(const Shape& shape, const json& value, const std::string& path) {
        const auto& text = value.get_ref<const std::string&>();
        check_length(shape, text_length(text), value, path);
        if (shape.matches != nullptr && !shape.matches(text)) {
            add_for(shape, value, path,
                    "Member must satisfy regular expression pattern: " + std::string(shape.pattern));
        }
        if (!shape.values.empty() &&
            std::find(shape.values.begin(), shape.values.end(), text) == shape.values.end()) {
            add_for(shape, value, path, enum_set(shape));
        }
    }

    void check_number(const Shape& shape, const json& value, const std::string& path) {
        const double number =
            shape.kind == Kind::kInteger ? std::trunc(value.get<double>()) : value.get<double>();
        if (shape.max && number > static_cast<double>(*shape.max))
            add_for(shape, value, path, upper_bound(shape, "value"));
        if (shape.min && number < static_cast<double>(*shape.min))
            add_for(shape, value, path, lower_bound(shape, "value"));
    }

    // Elements that are plain texts are reported together, at the path of their list or map.
    static bool breaks_rules(const Shape& shape, const std::string& text) {
        const std::int64_t length = text_length(text);
        if ((shape.max && length > *shape.max) || (shape.min && length < *shape.min)) return true;
        return !shape.values.empty() &&
               std::find(shape.values.begin(), shape.values.end(), text) == shape.values.end();
    }

    static std::string rules_of(const Shape& shape) {
        if (!shape.values.empty()) return "[" + enum_set(shape) + "]";
        return "[" + upper_bound(shape, "length") + ", " + lower_bound(shape, "length") + "]";
    }

    void check_list(const Shape& shape, const json& value, const std::string& path) {
        check_length(shape, static_cast<std::int64_t>(value.size()), value, path);
        if (shape.element->kind == Kind::kText) {
            const bool bad = std::any_of(value.begin(), value.end(), [&](const json& element) {
                return element.is_string() &&
                       breaks_rules(*shape.element, element.get_ref<const std::string&>());
            });
            if (bad)
                add_for(shape, value, path, "Member must satisfy constraint: " + rules_of(*shape.element));
            return;
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            const std::string inner = path + "." + std::to_string(i + 1) + ".member";
            if (!value[i].is_null()) {
                check(*shape.element, value[i], inner);
            } else if (!shape.sparse) {
                add("null", inner, "Member must not be null");
            }
        }
    }

    void check_map(const Shape& shape, const json& value, const std::string& path) {
        check_length(shape, static_cast<std::int64_t>(value.size()), value, path);
        bool bad_key = false;
        bool bad_value = false;
        for (const auto& [key, element] : value.items()) {
            bad_key = bad_key || breaks_rules(*shape.key, key);
            bad_value = bad_value || (element.is_string() &&
                                      breaks_rules(*shape.element, element.get_ref<const std::string&>()));
        }
        if (bad_key) add_for(shape, value, path, "Map keys must satisfy constraint: " + rules_of(*shape.key));
        if (bad_value)
            add_for(shape, value, path, "Map value must satisfy constraint: " + rules_of(*shape.element));
    }

    void check_structure(const Shape& shape, const json& value, const std::string& path) {
        for (const Member& member : shape.members) {
            const std::string name = member_text(member.name);
            const std::string inner = path.empty() ? name : path + "." + name;
            const auto found = value.find(member.name);
            if (found != value.end() && !found->is_null()) {
                check(*member.shape, *found, inner);
            } else if (member.required) {
                add("null", inner, "Member must not be null");
            }
        }
    }

    std::vector<std::string> problems_;  // the first ones
    std::size_t count_ = 0;              // of all
};

}  // namespace

Result<void> validate(const Shape& input, const json& request) {
    if (!request.is_object()) return fail(ErrorCode::kSerialization, wrong_type(request, Kind::kStructure));
    std::string problem = find_wrong_type(input, request);
    if (!problem.empty()) return fail(ErrorCode::kSerialization, std::move(problem));
    ConstraintCheck check;
    check.check(input, request, {});
    return check.result();
}

}  // namespace xray::api
