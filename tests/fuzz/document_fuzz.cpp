// SPDX-License-Identifier: Apache-2.0
// Lines of any bytes as datagrams and as segment documents: nothing may crash, what the rules accept must
// make a trace, and everything that is told of the trace must be JSON and survive the stored form.

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/datagram.hpp"
#include "core/processed_document.hpp"
#include "core/segment_rules.hpp"
#include "core/service_graph.hpp"
#include "core/trace.hpp"
#include "core/trace_digest.hpp"
#include "core/trace_summary.hpp"

namespace {

using namespace xray;

void require(bool condition) {
    if (!condition) std::abort();
}

void require_json(const std::string& text) {
    boost::json::error_code ec;
    boost::json::parse_options options;
    options.max_depth = 2000;
    boost::json::parse(text, ec, {}, options);
    require(!ec);
}

std::vector<std::string> accepted_documents(std::string_view input) {
    DocumentReader reader;
    std::vector<std::string> texts;
    while (!input.empty()) {
        const std::string_view line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(input.size(), line.size() + 1));
        if (auto identity = reader.read(line)) {
            texts.push_back(identity->rewritten ? std::move(*identity->rewritten) : std::string(line));
        } else {
            require(!identity.error().error_code.empty() && !identity.error().message.empty());
        }
    }
    return texts;
}

void check_digest(const TraceDigest& digest) {
    std::string bytes;
    encode_digest(digest, bytes);
    TraceDigest read;
    require(decode_digest(bytes, read));
    std::string again;
    encode_digest(read, again);
    require(again == bytes);

    std::string text;
    JsonWriter writer(text);
    writer.begin_array();
    write_trace_summary(writer, read, read.updated);
    ServiceGraphBuilder builder;
    builder.add(read);
    write_services(writer, builder.finish(), GraphTimes::kTell);
    writer.end_array();
    require_json(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (const auto document = split_datagram(input)) require(document->size() < input.size());

    const std::vector<std::string> texts = accepted_documents(input);
    std::vector<TraceDocument> documents;
    for (const std::string& text : texts) documents.push_back({text, true});
    const Trace trace = assemble_trace(TraceId(), documents);
    require(documents.empty() == trace.entities.empty());
    for (const std::uint32_t segment : trace.segments) require_json(processed_document(trace, segment));
    for (const InferredSegment& inferred : trace.inferred) require_json(inferred_document(trace, inferred));
    check_digest(make_digest(trace, {}, "000000000000"));
    return 0;
}
