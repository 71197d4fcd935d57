// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/segment_name.hpp"

#include "core/otlp/to_segment/span_attributes.hpp"
#include "core/text/ascii.hpp"
#include "core/text/name_characters.hpp"
#include "core/text/utf8.hpp"

namespace xray::otlp {
namespace {

// As AWS's exporter cuts names (docs/otlp.md).
constexpr std::size_t kMaxNameBytes = 200;

bool is_aws_call(const Attributes& attributes) {
    return attribute_text(attributes, "rpc.system") == "aws-api";
}

// The host of a URL; empty where the text is none.
std::string_view url_host(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    std::string_view authority = url.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?#;"));
    const std::size_t user = authority.rfind('@');
    if (user != std::string_view::npos) authority.remove_prefix(user + 1);
    if (authority.starts_with("[")) return authority.substr(1, authority.find(']') - 1);
    return authority.substr(0, authority.find(':'));
}

std::string database_name(const Attributes& attributes) {
    std::string name = attribute_text(attributes, "db.name");
    if (name.empty()) return name;
    const std::string connection = attribute_text(attributes, "db.connection_string");
    std::string_view url = connection;
    if (url.starts_with("jdbc:")) url.remove_prefix(5);
    const std::string_view host = url_host(url);
    return host.empty() ? name : name.append("@").append(host);
}

// The name that Application Signals gave the service or the callee.
std::string signals_name(const Span& span) {
    switch (span.kind) {
        case SpanKind::kServer:
            return attribute_text(span.attributes, "aws.local.service");
        case SpanKind::kInternal:
            return is_local_root(span) ? attribute_text(span.attributes, "aws.local.service") : std::string();
        case SpanKind::kClient:
        case SpanKind::kProducer:
        case SpanKind::kConsumer:
            return remote_service(span.attributes);
        case SpanKind::kUnspecified:
            break;
    }
    return {};
}

bool is_allowed_ascii(char c) {
    return is_letter_or_digit(c) || std::string_view(" _.:/%&#=+-@").find(c) != std::string_view::npos;
}

bool is_allowed(const Character& character) {
    return character.code_point < 0x80 ? is_allowed_ascii(static_cast<char>(character.code_point))
                                       : is_name_letter(character.code_point);
}

}  // namespace

bool is_local_root(const Span& span) {
    return attribute_text(span.attributes, "aws.span.kind") == "LOCAL_ROOT";
}

std::string remote_service(const Attributes& attributes) {
    std::string name = attribute_text(attributes, "aws.remote.service");
    if (!is_aws_call(attributes)) return name;
    for (const std::string_view prefix : {"AWS.SDK.", "AWS::"}) {
        if (name.starts_with(prefix)) return name.substr(prefix.size());
    }
    return name;
}

std::string clean_name(std::string_view text) {
    std::string name;
    while (!text.empty()) {
        const std::optional<Character> character = first_character(text);
        const std::string_view bytes = text.substr(0, character ? character->length : 1);
        text.remove_prefix(bytes.size());
        if (!character || !is_allowed(*character)) continue;
        if (name.size() + bytes.size() > kMaxNameBytes) break;
        name.append(bytes);
    }
    return name.empty() ? "span" : name;
}

SegmentName name_segment(const Span& span, const Attributes& resource) {
    const Attributes& attributes = span.attributes;
    SegmentName result;
    if (is_aws_call(attributes)) result.name_space = "aws";
    result.name = signals_name(span);
    if (result.name.empty()) result.name = attribute_text(attributes, "peer.service");
    if (result.name.empty()) {
        result.name = attribute_text(attributes, "aws.service");
        if (!result.name.empty()) result.name_space = "aws";
    }
    if (result.name.empty()) result.name = database_name(attributes);
    if (result.name.empty() && span.kind == SpanKind::kServer) {
        result.name = attribute_text(resource, "service.name");
    }
    if (result.name.empty()) {
        result.name = first_text(attributes, {"rpc.service", "http.host", "net.peer.name"});
    }
    if (result.name.empty()) result.name = clean_name(span.name);
    const bool outgoing = span.kind == SpanKind::kClient || span.kind == SpanKind::kProducer;
    if (result.name_space.empty() && outgoing) result.name_space = "remote";
    return result;
}

}  // namespace xray::otlp
