// SPDX-License-Identifier: Apache-2.0
#include "api/assets.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "api/context/context.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/request/content_encoding.hpp"
#include "core/text/ascii.hpp"
#include "core/text/hex.hpp"

namespace xray::api {
namespace {

constexpr std::string_view kFolder = "/assets/";

// What a gzip member ends with: the CRC-32 and the size of what was compressed (RFC 1952, 2.3.1).
constexpr std::size_t kGzipTrailer = 8;

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kTypes{{
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".woff2", "font/woff2"},
}};

std::string_view type_of(std::string_view path) {
    const auto* const found = std::find_if(kTypes.begin(), kTypes.end(),
                                           [&](const auto& type) { return path.ends_with(type.first); });
    return found == kTypes.end() ? std::string_view("application/octet-stream") : found->second;
}

// Another content has another one, and needs no look at more than eight bytes.
std::string etag_of(std::string_view packed) {
    std::string etag = "\"";
    append_hex(etag, packed.substr(packed.size() - kGzipTrailer));
    return etag + "\"";
}

// Whether a list of codings has gzip, and not with the weight 0 (RFC 9110, 12.5.3).
bool takes_gzip(std::string_view accepted) {
    const std::string list = to_lower(accepted);
    const std::size_t gzip = list.find("gzip");
    if (gzip == std::string::npos) return false;
    std::string own = list.substr(gzip, list.find(',', gzip) - gzip);
    std::erase(own, ' ');
    return !(own.starts_with("gzip;q=0") && own.find_first_not_of("0.", 8) == std::string::npos);
}

}  // namespace

const Asset* asset_at(std::string_view path) {
    const std::span<const Asset> assets = embedded_assets();
    const auto found =
        std::find_if(assets.begin(), assets.end(), [&](const Asset& asset) { return asset.path == path; });
    return found == assets.end() ? nullptr : &*found;
}

std::string asset_text(const Asset& asset) {
    return decode_body("gzip", std::string(asset.begin, asset.end)).value();
}

HttpResponse serve_asset(const Asset& asset, const HttpRequest& request) {
    const std::string_view packed(asset.begin, static_cast<std::size_t>(asset.end - asset.begin));
    const std::string etag = etag_of(packed);
    HttpResponse response;
    response.content_type = type_of(asset.path);
    response.headers = {{"ETag", etag}, {"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}};
    if (request.header("If-None-Match").find(etag) != std::string_view::npos) {
        response.status = 304;
        response.content_type.clear();
    } else if (takes_gzip(request.header("Accept-Encoding"))) {
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.lasting_body = packed;
    } else {
        response.body = asset_text(asset);
    }
    return response;
}

// GET /assets/PATH: the file, as serve_asset() gives it; 404 for other paths.
HttpResponse read_asset(Context& /*context*/, const HttpRequest& request) {
    const Asset* const asset = asset_at(request.path().substr(kFolder.size()));
    if (asset == nullptr) return plain_error(404, "There is nothing at " + std::string(request.path()));
    return serve_asset(*asset, request);
}

}  // namespace xray::api
