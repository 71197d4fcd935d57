// SPDX-License-Identifier: Apache-2.0
#include "core/filter/syntax/keywords.hpp"

#include <algorithm>
#include <array>

#include "core/text/ascii.hpp"

namespace xray::filter {
namespace {

constexpr std::uint8_t scopes(std::initializer_list<Scope> list) {
    unsigned bits = 0;
    for (const Scope scope : list) bits |= static_cast<unsigned>(scope);
    return static_cast<std::uint8_t>(bits);
}

constexpr auto kTraceOnly = scopes({Scope::kTrace});
constexpr auto kRequests = scopes({Scope::kTrace, Scope::kService, Scope::kEdge});
constexpr auto kCauseLists = scopes({Scope::kCauseService, Scope::kCauseEntity, Scope::kCauseException});

constexpr std::array kKeywords{
    KeywordInfo{Keyword::kOk, "ok", KeywordType::kBool, kRequests},
    KeywordInfo{Keyword::kError, "error", KeywordType::kBool, kRequests},
    KeywordInfo{Keyword::kFault, "fault", KeywordType::kBool, kRequests},
    KeywordInfo{Keyword::kThrottle, "throttle", KeywordType::kBool, kRequests},
    KeywordInfo{Keyword::kPartial, "partial", KeywordType::kBool, kTraceOnly},
    KeywordInfo{Keyword::kInferred, "inferred", KeywordType::kBool,
                scopes({Scope::kTrace, Scope::kService, Scope::kCauseService})},
    KeywordInfo{Keyword::kRoot, "root", KeywordType::kBool, scopes({Scope::kService})},
    KeywordInfo{Keyword::kFirst, "first", KeywordType::kBool, kCauseLists},
    KeywordInfo{Keyword::kLast, "last", KeywordType::kBool, kCauseLists},
    KeywordInfo{Keyword::kRemote, "remote", KeywordType::kBool, scopes({Scope::kCauseEntity})},
    KeywordInfo{Keyword::kResponseTime, "responsetime", KeywordType::kNumber, kRequests},
    KeywordInfo{Keyword::kDuration, "duration", KeywordType::kNumber, kRequests},
    KeywordInfo{Keyword::kHttpStatus, "http.status", KeywordType::kNumber, kRequests},
    KeywordInfo{Keyword::kIndex, "index", KeywordType::kNumber, kCauseLists},
    KeywordInfo{Keyword::kCoverage, "coverage", KeywordType::kNumber, scopes({Scope::kCauseEntity}), true},
    KeywordInfo{Keyword::kHttpUrl, "http.url", KeywordType::kString, kRequests},
    KeywordInfo{Keyword::kHttpMethod, "http.method", KeywordType::kString, kRequests},
    KeywordInfo{Keyword::kHttpUserAgent, "http.useragent", KeywordType::kString, kRequests},
    KeywordInfo{Keyword::kHttpClientIp, "http.clientip", KeywordType::kString, kRequests},
    KeywordInfo{Keyword::kUser, "user", KeywordType::kString, kRequests},
    KeywordInfo{Keyword::kName, "name", KeywordType::kString,
                static_cast<std::uint8_t>(kCauseLists | scopes({Scope::kService}))},
    KeywordInfo{Keyword::kType, "type", KeywordType::kString,
                scopes({Scope::kService, Scope::kCauseService})},
    KeywordInfo{Keyword::kMessage, "message", KeywordType::kString, scopes({Scope::kCauseException})},
    KeywordInfo{Keyword::kAvailabilityZone, "availabilityzone", KeywordType::kString, kRequests},
    KeywordInfo{Keyword::kInstanceId, "instance.id", KeywordType::kString, kRequests},
    KeywordInfo{Keyword::kResourceArn, "resource.arn", KeywordType::kString, kRequests},
    KeywordInfo{Keyword::kAccountId, "account.id", KeywordType::kString, 0},
    KeywordInfo{Keyword::kAnnotation, "annotation", KeywordType::kAnnotation, kRequests},
    KeywordInfo{Keyword::kSourceAnnotation, "source.annotation", KeywordType::kAnnotation,
                scopes({Scope::kEdge})},
    KeywordInfo{Keyword::kDestinationAnnotation, "destination.annotation", KeywordType::kAnnotation,
                scopes({Scope::kEdge})},
    KeywordInfo{Keyword::kGroupName, "group.name", KeywordType::kGroup, kTraceOnly},
    KeywordInfo{Keyword::kGroupArn, "group.arn", KeywordType::kGroup, kTraceOnly},
    KeywordInfo{Keyword::kRootCauseJson, "rootcause.json", KeywordType::kJson, kTraceOnly},
};

constexpr bool in_enumeration_order() {
    for (std::size_t i = 0; i < kKeywords.size(); ++i) {
        if (static_cast<std::size_t>(kKeywords[i].keyword) != i) return false;
    }
    return true;
}
static_assert(in_enumeration_order());

constexpr std::array kCauseWords{
    CauseWordInfo{{CauseKind::kFault, CauseLevel::kService}, "rootcause.fault.service"},
    CauseWordInfo{{CauseKind::kFault, CauseLevel::kEntity}, "rootcause.fault.entity"},
    CauseWordInfo{{CauseKind::kFault, CauseLevel::kException}, "rootcause.fault.exception"},
    CauseWordInfo{{CauseKind::kError, CauseLevel::kService}, "rootcause.error.service"},
    CauseWordInfo{{CauseKind::kError, CauseLevel::kEntity}, "rootcause.error.entity"},
    CauseWordInfo{{CauseKind::kError, CauseLevel::kException}, "rootcause.error.exception"},
    CauseWordInfo{{CauseKind::kResponseTime, CauseLevel::kService}, "rootcause.responsetime.service"},
    CauseWordInfo{{CauseKind::kResponseTime, CauseLevel::kEntity}, "rootcause.responsetime.entity"},
};

// NOT is missing on purpose: AWS documents only `!`, so the word must not lengthen what an error names.
constexpr std::array<std::string_view, 10> kOtherWords{"and",  "or",    "contains", "beginswith", "endswith",
                                                       "true", "false", "service",  "edge",       "id"};

std::size_t common_prefix(std::string_view word, std::string_view lower_case_name) {
    const auto same = [](char a, char b) { return to_lower(a) == b; };
    const auto end =
        std::mismatch(word.begin(), word.end(), lower_case_name.begin(), lower_case_name.end(), same);
    return static_cast<std::size_t>(end.first - word.begin());
}

}  // namespace

std::span<const KeywordInfo> all_keywords() {
    return kKeywords;
}

const KeywordInfo& keyword_info(Keyword keyword) {
    return kKeywords.at(static_cast<std::size_t>(keyword));
}

std::span<const CauseWordInfo> all_cause_words() {
    return kCauseWords;
}

std::optional<Keyword> find_keyword(std::string_view word) {
    const auto found = std::find_if(kKeywords.begin(), kKeywords.end(), [&](const KeywordInfo& info) {
        return equals_ignoring_case(info.name, word);
    });
    if (found == kKeywords.end()) return std::nullopt;
    return found->keyword;
}

std::optional<CauseWord> find_cause_word(std::string_view word) {
    const auto found = std::find_if(kCauseWords.begin(), kCauseWords.end(), [&](const CauseWordInfo& info) {
        return equals_ignoring_case(info.name, word);
    });
    if (found == kCauseWords.end()) return std::nullopt;
    return found->word;
}

std::size_t unknown_word_cut(std::string_view word) {
    std::size_t longest = 0;
    const auto consider = [&](std::string_view name) {
        longest = std::max(longest, common_prefix(word, name));
    };
    for (const KeywordInfo& info : kKeywords) consider(info.name);
    for (const CauseWordInfo& info : kCauseWords) consider(info.name);
    for (const std::string_view name : kOtherWords) consider(name);
    return std::min(longest + 1, word.size());
}

}  // namespace xray::filter
