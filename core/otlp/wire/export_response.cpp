// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/wire/export_response.hpp"

#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include "core/json/json_writer.hpp"

namespace xray::otlp {
namespace {

void add_text(protozero::pbf_writer& writer, protozero::pbf_tag_type tag, std::string_view text) {
    writer.add_string(tag, text.data(), text.size());
}

}  // namespace

std::string encode_export_response(Encoding encoding, std::int64_t rejected_spans, std::string_view message) {
    std::string out;
    if (encoding == Encoding::kProtobuf) {
        if (rejected_spans == 0) return out;
        protozero::pbf_writer response(out);
        protozero::pbf_writer partial_success(response, 1);
        partial_success.add_int64(1, rejected_spans);
        add_text(partial_success, 2, message);
        partial_success.commit();
        return out;
    }
    JsonWriter writer(out);
    writer.begin_object();
    if (rejected_spans != 0) {
        writer.key("partialSuccess");
        writer.begin_object();
        writer.key("rejectedSpans");
        writer.text(std::to_string(rejected_spans));  // 64-bit integers are text in protobuf's JSON
        writer.key("errorMessage");
        writer.text(message);
        writer.end_object();
    }
    writer.end_object();
    return out;
}

std::string encode_status(Encoding encoding, std::int32_t code, std::string_view message) {
    std::string out;
    if (encoding == Encoding::kProtobuf) {
        protozero::pbf_writer status(out);
        status.add_int32(1, code);
        add_text(status, 2, message);
        return out;
    }
    JsonWriter writer(out);
    writer.begin_object();
    writer.key("code");
    writer.integer(code);
    writer.key("message");
    writer.text(message);
    writer.end_object();
    return out;
}

PartialSuccess read_partial_success(std::string_view protobuf) {
    constexpr auto kLengthDelimited = protozero::pbf_wire_type::length_delimited;
    PartialSuccess result;
    try {
        protozero::pbf_reader response(protobuf.data(), protobuf.size());
        while (response.next(1, kLengthDelimited)) {
            protozero::pbf_reader partial = response.get_message();
            while (partial.next()) {
                if (partial.tag() == 1 && partial.wire_type() == protozero::pbf_wire_type::varint)
                    result.rejected_spans = partial.get_int64();
                else if (partial.tag() == 2 && partial.wire_type() == kLengthDelimited)
                    result.message = partial.get_string();
                else
                    partial.skip();
            }
        }
    } catch (const protozero::exception&) {
        return {};
    }
    return result;
}

std::string message_of_status(std::string_view protobuf) {
    try {
        protozero::pbf_reader status(protobuf.data(), protobuf.size());
        while (status.next()) {
            if (status.tag() == 2 && status.wire_type() == protozero::pbf_wire_type::length_delimited)
                return status.get_string();
            status.skip();
        }
    } catch (const protozero::exception&) {
        // Not a status.
    }
    return {};
}

}  // namespace xray::otlp
