// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/annotations.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "core/json/document_parser.hpp"
#include "core/json/json_members.hpp"
#include "core/otlp/wire/limits.hpp"
#include "core/text/ascii.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

constexpr std::string_view kDefaultNamespace = "default";
constexpr std::string_view kAnnotationKeys = "aws.xray.annotations";
constexpr std::string_view kConfigPrefix = "aws.xray.exporter.config.";

class AttributeSorter {
public:
    explicit AttributeSorter(Indexing indexing) : indexing_(std::move(indexing)) {}

    void add_resource(const Attributes& resource) {
        for (const auto& [name, value] : resource) {
            if (value.is_null() || std::string_view(name.data(), name.size()).starts_with(kConfigPrefix))
                continue;
            const std::string key = std::string(kResourcePrefix).append(name.data(), name.size());
            if (!is_indexed(key) || !annotate(key, value)) default_[key] = value;
        }
    }

    void add(std::string_view key, const json::value& value) {
        if (indexing_.all) {
            annotate(key, value);
        } else if (is_indexed(key) && annotate(key, value)) {
            return;
        } else if (!key.starts_with(kMetadataPrefix) || !add_namespace(key, value)) {
            default_[json::string_view(key.data(), key.size())] = value;
        }
    }

    // False where the value is of a kind that X-Ray does not index.
    bool annotate(std::string_view key, const json::value& value) {
        if (value.is_structured()) return false;
        annotations_[annotation_key(key)] = value;
        return true;
    }

    [[nodiscard]] AnnotationsAndMetadata take() {
        if (!default_.empty()) metadata_["default"] = std::move(default_);
        return {std::move(annotations_), std::move(metadata_)};
    }

private:
    [[nodiscard]] bool is_indexed(std::string_view key) const {
        return indexing_.all || indexing_.keys.count(std::string(key)) != 0;
    }

    // A namespace of metadata as one JSON text; false if it is none, or has more values than a span has
    // parts.
    bool add_namespace(std::string_view key, const json::value& value) {
        const json::string* text = value.if_string();
        if (text == nullptr) return false;
        std::optional<json::value> parsed =
            DocumentParser(DocumentParts::kAll, kMaxPartsOfSpan).parse({text->data(), text->size()}, {});
        if (!parsed || !parsed->is_object()) return false;
        const std::string_view name = key.substr(kMetadataPrefix.size());
        if (!equals_ignoring_case(kDefaultNamespace, name)) {
            metadata_[json::string_view(name.data(), name.size())] = std::move(*parsed);
            return true;
        }
        for (const auto& [member, content] : parsed->get_object()) default_[member] = content;
        return true;
    }

    Indexing indexing_;
    json::object annotations_;
    json::object metadata_;
    json::object default_;
};

}  // namespace

std::string annotation_key(std::string_view key) {
    std::string clean(key);
    for (char& c : clean) {
        if (!is_letter_or_digit(c) && c != '.') c = '_';
    }
    return clean;
}

Indexing indexing_of(const Attributes& resource) {
    return {is_true(resource, "aws.xray.exporter.config.index_all_attributes"),
            attribute_texts(resource, "aws.xray.exporter.config.indexed_attributes")};
}

AnnotationsAndMetadata make_annotations_and_metadata(const SpanAttributes& attributes,
                                                     const Attributes& resource, bool with_resource) {
    Indexing indexing = indexing_of(resource);
    const std::set<std::string> listed = indexing.keys;
    indexing.keys.merge(attribute_texts(attributes.all(), kAnnotationKeys));
    AttributeSorter sorted(std::move(indexing));
    if (with_resource) sorted.add_resource(resource);
    for (const auto& [name, value] : attributes.all()) {
        const std::string_view key(name.data(), name.size());
        if (value.is_null() || (key == kAnnotationKeys && value.is_array())) continue;
        if (!attributes.consumed(key)) {
            sorted.add(key, value);
        } else if (listed.count(std::string(key)) != 0) {
            sorted.annotate(key, value);
        }
    }
    return sorted.take();
}

}  // namespace xray::otlp
