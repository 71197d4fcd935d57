// SPDX-License-Identifier: Apache-2.0
#include "core/digest/trace_terms.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "core/base/stable_hash.hpp"

namespace xray {
namespace {

enum class Kind : unsigned char {
    kService = 1,
    kUser,
    kRootUrl,
    kKey,
    kText,
    kNumber,
    kTruth,
    kOutcome,
    kStatus
};

// Short texts are spread, as they leave FNV-1a close together.
class Hash {
public:
    explicit Hash(Kind kind) { hash_.add(static_cast<unsigned char>(kind)); }

    Hash& add(std::string_view text) {
        hash_.add(text);
        return *this;
    }

    // A byte that no valid UTF-8 text holds, so that "ab" + "c" and "a" + "bc" differ.
    Hash& divide() {
        hash_.add(static_cast<unsigned char>(0xff));
        return *this;
    }

    Hash& add(double number) {
        // Minus zero equals zero.
        std::uint64_t bits = std::bit_cast<std::uint64_t>(number + 0.0);
        for (int i = 0; i < 8; ++i, bits >>= 8U) hash_.add(static_cast<unsigned char>(bits & 0xffU));
        return *this;
    }

    [[nodiscard]] TraceTerm finish() const { return spread_bits(hash_.value()); }

private:
    Fnv1a hash_;
};

TraceTerm text_term(Kind kind, std::string_view text) {
    return Hash(kind).add(text).finish();
}

}  // namespace

TraceTerm term_of_service(std::string_view name) {
    return text_term(Kind::kService, name);
}

TraceTerm term_of_user(std::string_view user) {
    return text_term(Kind::kUser, user);
}

TraceTerm term_of_root_url(std::string_view url) {
    return text_term(Kind::kRootUrl, url);
}

TraceTerm term_of_annotation_key(std::string_view key) {
    return text_term(Kind::kKey, key);
}

TraceTerm term_of_annotation(std::string_view key, const AnnotationValue& value) {
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        return Hash(Kind::kText).add(key).divide().add(*text).finish();
    }
    if (const double* number = std::get_if<double>(&value)) {
        return Hash(Kind::kNumber).add(key).divide().add(*number).finish();
    }
    return Hash(Kind::kTruth).add(key).divide().add(std::get<bool>(value) ? 1.0 : 0.0).finish();
}

TraceTerm term_of_fault() {
    return text_term(Kind::kOutcome, "fault");
}

TraceTerm term_of_error() {
    return text_term(Kind::kOutcome, "error");
}

TraceTerm term_of_throttle() {
    return text_term(Kind::kOutcome, "throttle");
}

TraceTerm term_of_trouble() {
    return text_term(Kind::kOutcome, "trouble");
}

TraceTerm term_of_partial() {
    return text_term(Kind::kOutcome, "partial");
}

TraceTerm term_of_root_status(std::int64_t status) {
    return text_term(Kind::kStatus, std::to_string(status));
}

void collect_terms(const TraceDigest& digest, std::vector<TraceTerm>& terms) {
    terms.clear();
    for (const DigestService& service : digest.services) terms.push_back(term_of_service(service.name));
    for (const Visit& visit : digest.visits) {
        if (!visit.user.empty()) terms.push_back(term_of_user(visit.user));
    }
    if (!digest.http.url.empty()) terms.push_back(term_of_root_url(digest.http.url));
    if (digest.flags.fault) terms.push_back(term_of_fault());
    if (digest.flags.error) terms.push_back(term_of_error());
    if (digest.flags.throttle) terms.push_back(term_of_throttle());
    if (!digest.flags.ok()) terms.push_back(term_of_trouble());
    if (digest.partial) terms.push_back(term_of_partial());
    if (digest.http.status) terms.push_back(term_of_root_status(*digest.http.status));
    for (const DigestAnnotation& annotation : digest.annotations) {
        terms.push_back(term_of_annotation_key(annotation.key));
        terms.push_back(term_of_annotation(annotation.key, annotation.value));
    }
    std::sort(terms.begin(), terms.end());
    terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

}  // namespace xray
