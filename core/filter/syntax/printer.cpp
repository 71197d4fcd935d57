// SPDX-License-Identifier: Apache-2.0
#include "core/filter/syntax/printer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text/ascii.hpp"
#include "core/text/hex.hpp"

namespace xray::filter {
namespace {

std::string number_text(double number) {
    // Digits only, without an exponent, as the service's grammar has them; the largest number has 309.
    std::array<char, 1100> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
    return std::string(buffer.data(), end.ptr);
}

std::string bool_text(bool value) {
    return value ? "true" : "false";
}

std::string json_text(const JsonValue& value);

std::string json_text(const JsonArray& array) {
    std::string out = "[";
    for (const JsonValue& element : array) {
        if (&element != array.data()) out += ", ";
        out += json_text(element);
    }
    return out + "]";
}

std::string json_text(const JsonObject& object) {
    if (object.empty()) return "{}";
    std::string out = "{";
    for (const JsonMember& member : object) {
        out += &member == object.data() ? " " : ", ";
        out += quote(member.name) + ": " + json_text(member.value);
    }
    return out + " }";
}

std::string json_text(const JsonValue& value) {
    return std::visit(Overloaded{
                          [](std::nullptr_t) { return std::string("null"); },
                          [](bool truth) { return bool_text(truth); },
                          [](double number) { return number_text(number); },
                          [](const std::string& text) { return quote(text); },
                          [](const JsonArray& array) { return json_text(array); },
                          [](const JsonObject& object) { return json_text(object); },
                      },
                      value.data);
}

std::string value_text(const Value& value) {
    return std::visit(Overloaded{
                          [](const std::string& text) { return quote(text); },
                          [](double number) { return number_text(number); },
                          [](bool truth) { return bool_text(truth); },
                          [](const JsonArray& array) { return "#" + json_text(array); },
                      },
                      value);
}

bool is_plain_key(std::string_view key) {
    return std::all_of(key.begin(), key.end(), [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

// Whether a key can stand between brackets without quotes.
bool is_bracket_key(std::string_view key) {
    const auto breaks = [](char c) { return c == ']' || (static_cast<unsigned char>(c) < 0x20); };
    return key.front() != '"' && key.front() != ' ' && key.back() != ' ' &&
           std::none_of(key.begin(), key.end(), breaks);
}

std::string keyword_text(const Comparison& comparison) {
    const KeywordInfo& info = keyword_info(comparison.keyword);
    std::string out(info.name);
    if (info.type != KeywordType::kAnnotation) return out;
    if (is_plain_key(comparison.key)) return out + "." + comparison.key;
    return out + "[" + (is_bracket_key(comparison.key) ? comparison.key : quote(comparison.key)) + "]";
}

std::string body_text(const std::optional<Box<Expression>>& body) {
    return body ? " { " + print(**body) + " }" : std::string();
}

// AND and OR bind their terms; a chain directly inside a chain keeps its parentheses, so that the tree stays
// as it is.
std::string term_text(const Expression& term, bool inside_or) {
    const bool chain =
        std::holds_alternative<Or>(term.node) || (std::holds_alternative<And>(term.node) && !inside_or);
    return chain ? "(" + print(term) + ")" : print(term);
}

std::string chain_text(const std::vector<Expression>& terms, std::string_view joint, bool inside_or) {
    std::string out;
    for (const Expression& term : terms) {
        if (&term != terms.data()) out += joint;
        out += term_text(term, inside_or);
    }
    return out;
}

std::string comparison_text(const Comparison& comparison) {
    std::string out = keyword_text(comparison);
    if (!comparison.condition) return out;
    out += ' ';
    out += operator_text(comparison.condition->op);
    out += ' ';
    return out + value_text(comparison.condition->value);
}

std::string cause_word_text(CauseWord word) {
    const auto words = all_cause_words();
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const auto& info) { return info.word == word; });
    return std::string(found->name);
}

std::string edge_text(const EdgeClause& edge) {
    return "edge(" + print(edge.source) + ", " + print(edge.destination) + ")" + body_text(edge.body);
}

std::string service_text(const ServiceClause& service) {
    return "service(" + print(service.node) + ")" + body_text(service.body);
}

}  // namespace

std::string print(const Expression& expression) {
    return std::visit(Overloaded{
                          [](const And& all) { return chain_text(all.terms, " AND ", false); },
                          [](const Or& any) { return chain_text(any.terms, " OR ", true); },
                          [](const Not& negation) { return "!" + term_text(*negation.term, false); },
                          [](const Comparison& comparison) { return comparison_text(comparison); },
                          [](const ServiceClause& service) { return service_text(service); },
                          [](const EdgeClause& edge) { return edge_text(edge); },
                          [](const CauseClause& cause) {
                              return cause_word_text(cause.word) + " { " + print(*cause.body) + " }";
                          },
                      },
                      expression.node);
}

std::string print(const NodeSelector& node) {
    if (!node.type && !node.account_id) return node.name ? quote(*node.name) : std::string();
    std::string fields;
    const auto add = [&](std::string_view field, const std::optional<std::string>& value) {
        if (!value) return;
        if (!fields.empty()) fields += ", ";
        fields.append(field).append(": ").append(quote(*value));
    };
    add("name", node.name);
    add("type", node.type);
    add("account.id", node.account_id);
    return "id(" + fields + ")";
}

std::string print(const EntitySelector& selector) {
    return std::visit(Overloaded{[](const ServiceClause& service) { return service_text(service); },
                                 [](const EdgeClause& edge) { return edge_text(edge); }},
                      selector);
}

std::string_view operator_text(Operator op) {
    constexpr std::array<std::string_view, 9> kTexts{"=",  "!=",       "<",          "<=",      ">",
                                                     ">=", "CONTAINS", "BEGINSWITH", "ENDSWITH"};
    return kTexts.at(static_cast<std::size_t>(op));
}

std::string quote(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u";
            append_hex(out, byte, 4);
        } else {
            out += c;
        }
    }
    return out + '"';
}

}  // namespace xray::filter
