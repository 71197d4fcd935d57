// SPDX-License-Identifier: Apache-2.0
//
// clang-format off
// expression  = or ;
// or          = and , { OR , and } ;
// and         = unary , { [ AND ] , unary } ;
// unary       = ( "!" | NOT ) , unary | primary ;
// primary     = "(" , or , ")" | service | edge | cause | comparison ;
// service     = "service" , "(" , [ node ] , ")" , [ body ] ;
// edge        = "edge" , "(" , node , "," , node , ")" , [ body ] ;
// node        = string | "id" , "(" , idField , { "," , idField } , ")" ;
// idField     = ( "name" | "type" | "account.id" ) , ":" , string ;      each at most once
// body        = "{" , or , "}" ;
// cause       = causeWord , body ;                                       rootcause.fault.service ...
// comparison  = keyword , [ operator , value ]                           annotation.KEY is a keyword, too
//             | groupKeyword , ( "=" | "!=" ) , value                    group.name, group.arn
//             | "rootcause.json" , ( "=" | "!=" ) , "#" , jsonArray ;
// operator    = "=" | "!=" | "<" | "<=" | ">" | ">=" | CONTAINS | BEGINSWITH | ENDSWITH ;
// value       = string | number | "true" | "false" | word ;              word: of string keywords only
// clang-format on
//
// The lexical part of the grammar is in docs/filter-grammar.md.
//
// Two decisions need the type of the keyword and are taken here, because they shape the tree: an unquoted
// word is a string behind a string keyword (a documented example has `name = traces`), and "true" in quotes
// is a boolean behind a boolean keyword (the guide calls its values the strings true and false).

#include "core/filter/syntax/parser.hpp"

#include <utility>

#include "core/filter/syntax/json_parser.hpp"
#include "core/filter/syntax/token_stream.hpp"
#include "core/text/ascii.hpp"

namespace xray::filter {
namespace {

std::optional<Operator> operator_of(TokenKind kind) {
    switch (kind) {
        case TokenKind::kEqual:
            return Operator::kEqual;
        case TokenKind::kNotEqual:
            return Operator::kNotEqual;
        case TokenKind::kLess:
            return Operator::kLess;
        case TokenKind::kLessOrEqual:
            return Operator::kLessOrEqual;
        case TokenKind::kGreater:
            return Operator::kGreater;
        case TokenKind::kGreaterOrEqual:
            return Operator::kGreaterOrEqual;
        case TokenKind::kContains:
            return Operator::kContains;
        case TokenKind::kBeginsWith:
            return Operator::kBeginsWith;
        case TokenKind::kEndsWith:
            return Operator::kEndsWith;
        default:
            return std::nullopt;
    }
}

bool begins_unary(TokenKind kind) {
    switch (kind) {
        case TokenKind::kNot:
        case TokenKind::kOpenParen:
        case TokenKind::kService:
        case TokenKind::kEdge:
        case TokenKind::kCause:
        case TokenKind::kKeyword:
            return true;
        default:
            return false;
    }
}

// One method per rule of the grammar. A method that returns nothing has left its error in the token stream.
class Parser {
public:
    explicit Parser(std::string_view text) : tokens_(text) {}

    FilterResult<Expression> expression() {
        auto parsed = or_expression();
        if (parsed && tokens_.take(TokenKind::kEnd)) return std::move(*parsed);
        return tl::unexpected(tokens_.error());
    }

    FilterResult<EntitySelector> selector() {
        std::optional<EntitySelector> parsed;
        if (tokens_.at(TokenKind::kService)) {
            if (auto service = service_head(true)) parsed = std::move(*service);
        } else if (tokens_.at(TokenKind::kEdge)) {
            if (auto edge = edge_head()) parsed = std::move(*edge);
        } else {
            tokens_.fail_here();
        }
        if (parsed && tokens_.take(TokenKind::kEnd)) return std::move(*parsed);
        return tl::unexpected(tokens_.error());
    }

private:
    std::optional<Expression> or_expression() {
        return chain<Or>([this] { return and_expression(); },
                         [this] { return tokens_.skip(TokenKind::kOr); });
    }

    std::optional<Expression> and_expression() {
        return chain<And>([this] { return unary(); },
                          [this] { return tokens_.skip(TokenKind::kAnd) || begins_unary(tokens_.kind()); });
    }

    // Terms joined by an operator; a single term stands for itself.
    template <class Node, class Term, class More>
    std::optional<Expression> chain(const Term& term, const More& more) {
        const SourceRange begin = tokens_.range();
        std::vector<Expression> terms;
        do {
            auto parsed = term();
            if (!parsed) return std::nullopt;
            terms.push_back(std::move(*parsed));
        } while (more());
        if (terms.size() == 1) return std::move(terms.front());
        return finish(begin, Node{std::move(terms)});
    }

    std::optional<Expression> unary() {
        const auto level = tokens_.descend();
        if (!level) return std::nullopt;
        const SourceRange begin = tokens_.range();
        if (!tokens_.skip(TokenKind::kNot)) return primary();
        auto term = unary();
        if (!term) return std::nullopt;
        return finish(begin, Not{Box<Expression>(std::move(*term))});
    }

    std::optional<Expression> primary() {
        const SourceRange begin = tokens_.range();
        switch (tokens_.kind()) {
            case TokenKind::kOpenParen:
                return enclosed(TokenKind::kOpenParen, TokenKind::kCloseParen);
            case TokenKind::kService:
                return with_body(begin, service_head(false));
            case TokenKind::kEdge:
                return with_body(begin, edge_head());
            case TokenKind::kCause:
                return cause();
            case TokenKind::kKeyword:
                return comparison();
            default:
                tokens_.fail_here();
                return std::nullopt;
        }
    }

    std::optional<Expression> enclosed(TokenKind open, TokenKind close) {
        if (!tokens_.take(open)) return std::nullopt;
        auto inner = or_expression();
        if (!inner || !tokens_.take_closing(close)) return std::nullopt;
        return inner;
    }

    std::optional<Expression> body() { return enclosed(TokenKind::kOpenBrace, TokenKind::kCloseBrace); }

    template <class Clause>
    std::optional<Expression> with_body(const SourceRange& begin, std::optional<Clause> clause) {
        if (!clause) return std::nullopt;
        if (tokens_.at(TokenKind::kOpenBrace)) {
            auto inner = body();
            if (!inner) return std::nullopt;
            clause->body.emplace(std::move(*inner));
        }
        return finish(begin, std::move(*clause));
    }

    std::optional<ServiceClause> service_head(bool needs_node) {
        ServiceClause clause;
        tokens_.skip(TokenKind::kService);
        if (!tokens_.take(TokenKind::kOpenParen)) return std::nullopt;
        if (needs_node || !tokens_.at(TokenKind::kCloseParen)) {
            auto parsed = node();
            if (!parsed) return std::nullopt;
            clause.node = std::move(*parsed);
        }
        if (!tokens_.take_closing(TokenKind::kCloseParen)) return std::nullopt;
        return clause;
    }

    std::optional<EdgeClause> edge_head() {
        tokens_.skip(TokenKind::kEdge);
        if (!tokens_.take(TokenKind::kOpenParen)) return std::nullopt;
        auto source = node();
        if (!source || !tokens_.take(TokenKind::kComma)) return std::nullopt;
        auto destination = node();
        if (!destination || !tokens_.take_closing(TokenKind::kCloseParen)) return std::nullopt;
        return EdgeClause{std::move(*source), std::move(*destination), std::nullopt};
    }

    std::optional<NodeSelector> node() {
        NodeSelector selector;
        selector.range = tokens_.range();
        if (auto name = tokens_.take_if(TokenKind::kString)) {
            selector.name = std::move(name->text);
        } else {
            if (!tokens_.take(TokenKind::kId) || !tokens_.take(TokenKind::kOpenParen)) return std::nullopt;
            do {
                if (!id_field(selector)) return std::nullopt;
            } while (tokens_.skip(TokenKind::kComma));
            if (!tokens_.take_closing(TokenKind::kCloseParen)) return std::nullopt;
        }
        selector.range.end = tokens_.end_of_last();
        return selector;
    }

    bool id_field(NodeSelector& selector) {
        std::optional<std::string>* field = nullptr;
        if (tokens_.at_keyword(Keyword::kName)) field = &selector.name;
        if (tokens_.at_keyword(Keyword::kType)) field = &selector.type;
        if (tokens_.at_keyword(Keyword::kAccountId)) field = &selector.account_id;
        if (field == nullptr || field->has_value()) {
            tokens_.fail_here();
            return false;
        }
        tokens_.skip(TokenKind::kKeyword);
        if (!tokens_.take(TokenKind::kColon)) return false;
        auto value = tokens_.take(TokenKind::kString);
        if (!value) return false;
        *field = std::move(value->text);
        return true;
    }

    std::optional<Expression> cause() {
        const SourceRange begin = tokens_.range();
        const auto word = tokens_.take(TokenKind::kCause);
        auto inner = body();
        if (!inner) return std::nullopt;
        return finish(begin, CauseClause{word->cause, Box<Expression>(std::move(*inner))});
    }

    std::optional<Expression> comparison() {
        auto keyword = tokens_.take(TokenKind::kKeyword);
        const KeywordType type = keyword_info(keyword->keyword).type;
        Comparison comparison{keyword->keyword, std::move(keyword->text), std::nullopt, keyword->range};
        const bool needs_value = type == KeywordType::kGroup || type == KeywordType::kJson;
        if (const auto op = operator_of(tokens_.kind()); op && (!needs_value || *op <= Operator::kNotEqual)) {
            Condition condition;
            condition.op = *op;
            condition.op_range = tokens_.range();
            tokens_.skip(tokens_.kind());
            condition.value_range = tokens_.range();
            auto parsed = value(type);
            if (!parsed) return std::nullopt;
            condition.value = std::move(*parsed);
            condition.value_range.end = tokens_.end_of_last();
            comparison.condition = std::move(condition);
        } else if (needs_value) {
            tokens_.fail_here();
            return std::nullopt;
        }
        const SourceRange begin = comparison.keyword_range;
        return finish(begin, std::move(comparison));
    }

    std::optional<Value> value(KeywordType type) {
        if (type == KeywordType::kJson) {
            auto array = parse_json_patterns(tokens_);
            if (!array) return std::nullopt;
            return Value(std::move(*array));
        }
        const bool wants_string = type == KeywordType::kString || type == KeywordType::kGroup;
        if (auto token = tokens_.take_if(TokenKind::kString)) {
            if (type == KeywordType::kBool && equals_ignoring_case(token->text, "true")) return Value(true);
            if (type == KeywordType::kBool && equals_ignoring_case(token->text, "false")) return Value(false);
            return Value(std::move(token->text));
        }
        if (const auto token = tokens_.take_if(TokenKind::kNumber)) return Value(token->number);
        if (tokens_.skip(TokenKind::kTrue)) return Value(true);
        if (tokens_.skip(TokenKind::kFalse)) return Value(false);
        if (wants_string && tokens_.at(TokenKind::kWord)) return Value(tokens_.take(TokenKind::kWord)->text);
        tokens_.fail_here();
        return std::nullopt;
    }

    template <class Node>
    Expression finish(const SourceRange& begin, Node node) {
        Expression expression{std::move(node), begin};
        expression.range.end = tokens_.end_of_last();
        return expression;
    }

    TokenStream tokens_;
};

std::optional<FilterError> too_long(std::string_view text) {
    if (text.size() <= kMaxExpressionBytes) return std::nullopt;
    return limit_exceeded(SourceRange{},
                          "The expression is longer than " + std::to_string(kMaxExpressionBytes) + " bytes");
}

}  // namespace

FilterResult<Expression> parse(std::string_view text) {
    if (auto error = too_long(text)) return tl::unexpected(std::move(*error));
    return Parser(text).expression();
}

FilterResult<EntitySelector> parse_selector(std::string_view text) {
    if (auto error = too_long(text)) return tl::unexpected(std::move(*error));
    return Parser(text).selector();
}

}  // namespace xray::filter
