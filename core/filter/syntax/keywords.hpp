// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace xray::filter {

// What an expression can ask for (developer guide, "Using filter expressions").
enum class Keyword : std::uint8_t {
    kOk,
    kError,
    kFault,
    kThrottle,
    kPartial,
    kInferred,
    kRoot,
    kFirst,
    kLast,
    kRemote,
    kResponseTime,
    kDuration,
    kHttpStatus,
    kIndex,
    kCoverage,
    kHttpUrl,
    kHttpMethod,
    kHttpUserAgent,
    kHttpClientIp,
    kUser,
    kName,
    kType,
    kMessage,
    kAvailabilityZone,
    kInstanceId,
    kResourceArn,
    kAccountId,
    kAnnotation,
    kSourceAnnotation,
    kDestinationAnnotation,
    kGroupName,
    kGroupArn,
    kRootCauseJson,
};

// What a keyword's value is, which decides the operators it takes.
enum class KeywordType : std::uint8_t {
    kBool,    // = !=
    kNumber,  // = != < <= > >=
    kString,  // = != CONTAINS BEGINSWITH ENDSWITH
    // All of them, by the type of the value it is compared with.
    kAnnotation,
    kGroup,  // = != with the name or ARN of a group
    kJson,   // = != with a list of root cause patterns
};

// Where in an expression a clause stands, and so what it is about.
enum class Scope : std::uint8_t {
    kTrace = 1,            // outside of all braces
    kService = 2,          // service(...) { here }
    kEdge = 4,             // edge(...) { here }
    kCauseService = 8,     // rootcause.X.service { here }
    kCauseEntity = 16,     // rootcause.X.entity { here }
    kCauseException = 32,  // rootcause.X.exception { here }
};

struct KeywordInfo {
    Keyword keyword{};
    // Lower case; keywords are recognised in any letter case.
    std::string_view name;
    KeywordType type{};
    std::uint8_t scopes = 0;          // the values of Scope where it has a meaning
    bool response_time_only = false;  // of root causes: only of rootcause.responsetime

    [[nodiscard]] constexpr bool known_in(Scope scope) const {
        return (scopes & static_cast<std::uint8_t>(scope)) != 0;
    }
};

// All keywords, in the order of the enumeration.
[[nodiscard]] std::span<const KeywordInfo> all_keywords();
[[nodiscard]] const KeywordInfo& keyword_info(Keyword keyword);

enum class CauseKind : std::uint8_t { kFault, kError, kResponseTime };
enum class CauseLevel : std::uint8_t { kService, kEntity, kException };

// rootcause.KIND.LEVEL
struct CauseWord {
    CauseKind kind{};
    CauseLevel level{};

    bool operator==(const CauseWord&) const = default;
};

struct CauseWordInfo {
    CauseWord word;
    std::string_view name;
};

// The eight forms of rootcause.KIND.LEVEL: response time causes have no exceptions.
[[nodiscard]] std::span<const CauseWordInfo> all_cause_words();

// Look a word up in any letter case.
[[nodiscard]] std::optional<Keyword> find_keyword(std::string_view word);
[[nodiscard]] std::optional<CauseWord> find_cause_word(std::string_view word);

// How much of an unknown word an error message names: the service cuts it behind the first letter with which
// no word of the language can begin any more (seen 2026-09: `madeup` gives 'ma', for there is `message`). A
// word that only breaks off too early is named whole. Returns a length in bytes.
[[nodiscard]] std::size_t unknown_word_cut(std::string_view word);

}  // namespace xray::filter
