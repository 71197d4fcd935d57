// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/segment_name.hpp"

#include "core/base/name_characters.hpp"
#include "core/filter/syntax/utf8.hpp"
#include "core/otlp/to_segment/span_attributes.hpp"

namespace xray::otlp {
namespace {

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
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return std::string_view(" _.:/%&#=+-@").find(c) != std::string_view::npos;
}

// The code point of one whole and valid character.
std::uint32_t code_point_of(std::string_view character) {
    const auto lead = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return lead;
    std::uint32_t code_point = lead & (0xffU >> (character.size() + 1));
    for (const char c : character.substr(1)) {
        code_point = code_point << 6U | (static_cast<unsigned char>(c) & 0x3fU);
    }
    return code_point;
}

bool is_allowed(std::string_view character) {
    return character.size() == 1 ? is_allowed_ascii(character[0]) : is_name_letter(code_point_of(character));
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
        const std::size_t length = filter::character_length(text).value_or(0);
        if (length == 0) {
            text.remove_prefix(1);
            continue;
        }
        const std::string_view character = text.substr(0, length);
        text.remove_prefix(length);
        if (!is_allowed(character)) continue;
        if (name.size() + length > kMaxNameBytes) break;
        name.append(character);
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
