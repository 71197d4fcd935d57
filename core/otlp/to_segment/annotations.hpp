// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <set>
#include <string>
#include <string_view>

#include "core/otlp/to_segment/span_attributes.hpp"

namespace xray::otlp {

// An attribute "aws.xray.metadata.NAMESPACE" holds a namespace of metadata as a JSON text.
inline constexpr std::string_view kMetadataPrefix = "aws.xray.metadata.";

// What annotations and metadata call a resource's attribute: "otel.resource.NAME".
inline constexpr std::string_view kResourcePrefix = "otel.resource.";

// Which attributes become annotations, by their full names (of resource attributes: "otel.resource.NAME").
// The rest becomes metadata.
struct Indexing {
    bool all = false;
    std::set<std::string> keys;
};

// What AWS's exporters pass along as resource attributes: aws.xray.exporter.config.index_all_attributes and
// .indexed_attributes.
[[nodiscard]] Indexing indexing_of(const Attributes& resource);

// The key under which an attribute is an annotation: X-Ray takes letters, digits, dots and underscores.
[[nodiscard]] std::string annotation_key(std::string_view key);

struct AnnotationsAndMetadata {
    boost::json::object annotations;
    boost::json::object metadata;
};

// What is left of a span's attributes after everything else has taken its share; the attribute
// aws.xray.annotations names more to index. The resource's attributes are added if `with_resource`.
[[nodiscard]] AnnotationsAndMetadata make_annotations_and_metadata(const SpanAttributes& attributes,
                                                                   const Attributes& resource,
                                                                   bool with_resource);

}  // namespace xray::otlp
