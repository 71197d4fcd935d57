// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/filter/syntax/keywords.hpp"
#include "core/filter/syntax/token.hpp"

namespace xray::filter {

// A value on the heap that copies and compares like a member: what lets an expression hold expressions.
template <class T>
class Box {
public:
    explicit Box(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Box(const Box& other) : value_(std::make_unique<T>(*other)) {}
    Box(Box&&) noexcept = default;
    Box& operator=(const Box& other) {
        value_ = std::make_unique<T>(*other);
        return *this;
    }
    Box& operator=(Box&&) noexcept = default;
    ~Box() = default;

    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }

    bool operator==(const Box& other) const { return *value_ == *other.value_; }

private:
    std::unique_ptr<T> value_;
};

// ---- Values

struct JsonValue;
struct JsonMember;
using JsonArray = std::vector<JsonValue>;
using JsonObject = std::vector<JsonMember>;

// The JSON of `rootcause.json = #[...]`.
struct JsonValue {
    std::variant<std::nullptr_t, bool, double, std::string, JsonArray, JsonObject> data;

    bool operator==(const JsonValue& other) const;
};

struct JsonMember {
    std::string name;
    JsonValue value;

    bool operator==(const JsonMember& other) const = default;
};

inline bool JsonValue::operator==(const JsonValue& other) const {
    return data == other.data;
}

using Value = std::variant<std::string, double, bool, JsonArray>;

// ---- Clauses

enum class Operator {
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kContains,
    kBeginsWith,
    kEndsWith,
};

struct Condition {
    Operator op = Operator::kEqual;
    Value value;
    SourceRange op_range;
    SourceRange value_range;

    bool operator==(const Condition&) const = default;
};

// A keyword alone ("is set", or for booleans "is true"), or compared with a value.
struct Comparison {
    Keyword keyword{};
    std::string key;  // of annotations
    std::optional<Condition> condition;
    SourceRange keyword_range;

    bool operator==(const Comparison&) const = default;
};

// "name" or id(name: ..., type: ..., account.id: ...): what is not given matches anything.
struct NodeSelector {
    std::optional<std::string> name;
    std::optional<std::string> type;
    std::optional<std::string> account_id;
    SourceRange range;

    bool operator==(const NodeSelector&) const = default;
};

struct Expression;

// service(node) { body }
struct ServiceClause {
    NodeSelector node;
    std::optional<Box<Expression>> body;

    bool operator==(const ServiceClause&) const = default;
};

// edge(source, destination) { body }
struct EdgeClause {
    NodeSelector source;
    NodeSelector destination;
    std::optional<Box<Expression>> body;

    bool operator==(const EdgeClause&) const = default;
};

// rootcause.KIND.LEVEL { body }
struct CauseClause {
    CauseWord word;
    Box<Expression> body;

    bool operator==(const CauseClause&) const = default;
};

struct And {
    std::vector<Expression> terms;  // two or more

    bool operator==(const And& other) const;
};

struct Or {
    std::vector<Expression> terms;  // two or more

    bool operator==(const Or& other) const;
};

struct Not {
    Box<Expression> term;

    bool operator==(const Not&) const = default;
};

struct Expression {
    std::variant<And, Or, Not, Comparison, ServiceClause, EdgeClause, CauseClause> node;
    SourceRange range;

    bool operator==(const Expression&) const = default;
};

inline bool And::operator==(const And& other) const {
    return terms == other.terms;
}
inline bool Or::operator==(const Or& other) const {
    return terms == other.terms;
}

// The EntitySelectorExpression of GetTimeSeriesServiceStatistics: one node or one edge, without a body.
using EntitySelector = std::variant<ServiceClause, EdgeClause>;

// Lets std::visit take one lambda for each kind of node.
template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace xray::filter
