// SPDX-License-Identifier: Apache-2.0
// Damaged bytes as what the emulator has stored: base64, digests, folds of graphs. The first byte chooses
// which, and whether the bytes are taken as they are or are edits of a good form. Damage must be noticed, or
// come to something sound.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "api/answers/service_graph_json.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/digest/trace_terms.hpp"
#include "core/graph/service_graph.hpp"
#include "core/json/json_writer.hpp"
#include "core/text/base64.hpp"
#include "core/trace/trace.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/trace_checks.hpp"
#include "tests/fuzz/trace_grammar.hpp"

namespace xray::fuzz {
namespace {

constexpr std::size_t kMostEdits = 32;

struct GoodForms {
    std::string digest;
    std::string fold;
};

// Of a trace with a bit of everything: bytes that go round through all choices of the grammar.
GoodForms make_good_forms() {
    std::string bytes;
    for (unsigned i = 0; i < 600; ++i) bytes.push_back(static_cast<char>(i * 37U + i / 7U));
    const std::vector<std::string> texts = documents_from_bytes(bytes);
    const auto accepted = accepted_documents(std::vector<std::string_view>(texts.begin(), texts.end()));
    std::vector<TraceDocument> documents;
    for (const AcceptedDocument& document : accepted) documents.push_back({document.text, document.complete});
    const Trace trace = assemble_trace(TraceId(), documents);
    const TraceDigest digest = make_digest(trace, {}, "000000000000");
    require(!digest.services.empty(), "the good trace is empty");
    GoodForms forms;
    encode_digest(digest, forms.digest);
    ServiceGraphBuilder builder;
    builder.add(digest);
    builder.encode(forms.fold);
    return forms;
}

std::string edited(ByteFeed feed, std::string bytes) {
    for (std::size_t i = 0; i < kMostEdits && !feed.empty() && !bytes.empty(); ++i) {
        const std::size_t at = feed.wide() % bytes.size();
        switch (feed.below(4)) {
            case 0:
                bytes[at] = static_cast<char>(feed.byte());
                break;
            case 1:
                bytes.erase(at, feed.below(16));
                break;
            case 2:
                bytes.insert(at, feed.take(1 + feed.below(8)));
                break;
            default:
                bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << feed.below(8)));
        }
    }
    return bytes;
}

void check_base64(std::string_view text) {
    const std::string encoded = encode_base64(text);
    require(decode_base64(encoded) == text, "base64 does not give back what it was given");
    if (const auto decoded = decode_base64(text)) {
        require(decoded->size() <= text.size(), "base64 gives more than it was given");
        require(decode_base64(encode_base64(*decoded)) == *decoded,
                "base64 does not give back what it was given");
    }
}

void check_damaged_digest(std::string_view bytes) {
    TraceDigest digest;
    if (!decode_digest(bytes, digest)) return;
    std::string again;
    encode_digest(digest, again);
    TraceDigest read;
    require(decode_digest(again, read), "a digest that was read cannot be read again");
    check_digest(digest, Texts::kAny);
}

std::string graph_text(ServiceGraphBuilder& builder) {
    std::string text;
    JsonWriter writer(text);
    api::write_services(writer, builder.finish(), api::GraphTimes::kInclude);
    return text;
}

void check_damaged_fold(std::string_view bytes, const std::string& good) {
    ServiceGraphBuilder builder;
    if (!builder.merge(bytes)) return;
    std::string again;
    builder.encode(again);
    ServiceGraphBuilder merged;
    require(merged.merge(again), "a fold that was read cannot be read again");
    require(merged.merge(good), "a good fold is refused behind a damaged one");
    require(!graph_text(merged).empty(), "a good fold is lost");
    builder.keep_extents();
    static_cast<void>(graph_text(builder));
}

}  // namespace

void test_input(std::string_view input) {
    static const GoodForms good = make_good_forms();
    ByteFeed feed(input);
    switch (feed.below(5)) {
        case 0:
            return check_base64(feed.rest());
        case 1:
            return check_damaged_digest(feed.rest());
        case 2:
            return check_damaged_digest(edited(feed, good.digest));
        case 3:
            return check_damaged_fold(feed.rest(), good.fold);
        default:
            return check_damaged_fold(edited(feed, good.fold), good.fold);
    }
}

}  // namespace xray::fuzz
