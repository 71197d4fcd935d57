// SPDX-License-Identifier: Apache-2.0
#include "core/filter/condition.hpp"

namespace xray::filter {
namespace {

// Operators that every type has; nothing for the others.
template <class T>
std::optional<bool> equality(Operator op, const T& left, const T& right) {
    if (op == Operator::kEqual) return left == right;
    if (op == Operator::kNotEqual) return left != right;
    return std::nullopt;
}

bool number_passes(double value, Operator op, double wanted) {
    switch (op) {
        case Operator::kLess:
            return value < wanted;
        case Operator::kLessOrEqual:
            return value <= wanted;
        case Operator::kGreater:
            return value > wanted;
        case Operator::kGreaterOrEqual:
            return value >= wanted;
        default:
            return equality(op, value, wanted).value_or(false);
    }
}

bool text_passes(std::string_view value, Operator op, std::string_view wanted) {
    switch (op) {
        case Operator::kContains:
            return value.find(wanted) != std::string_view::npos;
        case Operator::kBeginsWith:
            return value.starts_with(wanted);
        case Operator::kEndsWith:
            return value.ends_with(wanted);
        default:
            return equality(op, value, wanted).value_or(false);
    }
}

}  // namespace

bool passes(bool value, const std::optional<Condition>& condition) {
    if (!condition) return value;
    const bool* wanted = std::get_if<bool>(&condition->value);
    return wanted != nullptr && equality(condition->op, value, *wanted).value_or(false);
}

bool passes(double value, const std::optional<Condition>& condition) {
    if (!condition) return true;
    const double* wanted = std::get_if<double>(&condition->value);
    return wanted != nullptr && number_passes(value, condition->op, *wanted);
}

bool passes(std::string_view value, const std::optional<Condition>& condition) {
    if (!condition) return true;
    const std::string* wanted = std::get_if<std::string>(&condition->value);
    return wanted != nullptr && text_passes(value, condition->op, *wanted);
}

}  // namespace xray::filter
