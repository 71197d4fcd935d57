// SPDX-License-Identifier: Apache-2.0
#include "core/segment/datagram.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/text/ascii.hpp"

namespace xray {
namespace {

// The two spellings that nearly every client sends; they spare the header a JSON parse.
bool is_usual_header(std::string_view header) {
    return header == R"({"format":"json","version":1})" || header == R"({"format": "json", "version": 1})";
}

bool is_valid_header(std::string_view header) {
    boost::json::error_code ec;
    const boost::json::value parsed =
        boost::json::parse(boost::json::string_view(header.data(), header.size()), ec);
    if (ec || !parsed.is_object()) return false;
    bool format = false;
    bool version = false;
    for (const auto& member : parsed.get_object()) {
        const std::string_view key(member.key().data(), member.key().size());
        if (equals_ignoring_case(key, "format")) {
            const auto* text = member.value().if_string();
            format = text != nullptr && equals_ignoring_case({text->data(), text->size()}, "json");
        } else if (equals_ignoring_case(key, "version")) {
            const auto* number = member.value().if_int64();
            version = number != nullptr && *number == 1;
        }
    }
    return format && version;
}

}  // namespace

tl::expected<std::string_view, DatagramRefusal> split_datagram(std::string_view datagram) {
    const std::size_t newline = datagram.find('\n');
    if (newline == std::string_view::npos) {
        return tl::unexpected(DatagramRefusal{"MissingHeader", "no newline: the header line is missing"});
    }
    const std::string_view header = datagram.substr(0, newline);
    if (!is_usual_header(header) && !is_valid_header(header)) {
        return tl::unexpected(
            DatagramRefusal{"InvalidHeader", "the first line is not {\"format\":\"json\",\"version\":1}"});
    }
    const std::string_view body = datagram.substr(newline + 1);
    if (body.empty()) return tl::unexpected(DatagramRefusal{"EmptyBody", "nothing follows the header line"});
    return body;
}

}  // namespace xray
