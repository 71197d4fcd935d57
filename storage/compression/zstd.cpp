// SPDX-License-Identifier: Apache-2.0
#include "storage/compression/zstd.hpp"

#include <zdict.h>
#include <zstd.h>

#include <new>
#include <stdexcept>
#include <utility>

#include "core/base/limits.hpp"

namespace xray::storage::compression {
namespace {

// Level 3 made documents no smaller with a dictionary, at 1.4 times the cost; level 6 costs six times as
// much.
constexpr int kLevel = 1;

}  // namespace

std::string train_dictionary(std::string_view samples, std::span<const std::size_t> sizes) {
    std::string dictionary(kDictionaryBytes, '\0');
    const std::size_t size = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), samples.data(),
                                                   sizes.data(), static_cast<unsigned>(sizes.size()));
    if (ZDICT_isError(size) != 0) return {};
    dictionary.resize(size);
    return dictionary;
}

void Compressor::Free::operator()(ZSTD_CCtx_s* context) const {
    ZSTD_freeCCtx(context);
}

void Compressor::Free::operator()(ZSTD_CDict_s* dictionary) const {
    ZSTD_freeCDict(dictionary);
}

std::unique_ptr<Compressor> Compressor::make(std::string dictionary) {
    std::unique_ptr<Compressor> made(new Compressor(std::move(dictionary)));
    return made->prepared_ ? std::move(made) : nullptr;
}

Compressor::Compressor(std::string dictionary)
    : dictionary_(std::move(dictionary)),
      prepared_(ZSTD_createCDict(dictionary_.data(), dictionary_.size(), kLevel)),
      context_(ZSTD_createCCtx()),
      frame_(ZSTD_compressBound(kMaxDocumentBytes), '\0') {
    if (!context_) throw std::bad_alloc();
    // The row names the dictionary. A checksum tells damage, which would else be a text of other letters.
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_dictIDFlag, 0);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
    if (prepared_) ZSTD_CCtx_refCDict(context_.get(), prepared_.get());
}

std::string_view Compressor::compress(std::string_view text) {
    if (text.size() > kMaxDocumentBytes) return {};
    const std::size_t size =
        ZSTD_compress2(context_.get(), frame_.data(), frame_.size(), text.data(), text.size());
    if (ZSTD_isError(size) != 0 || size >= text.size()) return {};
    return std::string_view(frame_).substr(0, size);
}

void UnpackingDictionary::Free::operator()(ZSTD_DDict_s* dictionary) const {
    ZSTD_freeDDict(dictionary);
}

UnpackingDictionary::UnpackingDictionary(std::string_view bytes)
    : prepared_(ZSTD_createDDict(bytes.data(), bytes.size())) {
    if (!prepared_) throw std::runtime_error("a dictionary of compressed documents is damaged");
}

void Decompressor::Free::operator()(ZSTD_DCtx_s* context) const {
    ZSTD_freeDCtx(context);
}

Decompressor::Decompressor() : context_(ZSTD_createDCtx()), text_(kMaxDocumentBytes, '\0') {
    if (!context_) throw std::bad_alloc();
}

std::optional<std::string_view> Decompressor::decompress(std::string_view frame,
                                                         const UnpackingDictionary& dictionary) {
    // Of no bytes zstd makes an empty text.
    if (frame.empty()) return std::nullopt;
    // What does not fit is an error, so that a damaged frame takes no memory.
    const std::size_t size = ZSTD_decompress_usingDDict(
        context_.get(), text_.data(), text_.size(), frame.data(), frame.size(), dictionary.prepared_.get());
    if (ZSTD_isError(size) != 0) return std::nullopt;
    return std::string_view(text_).substr(0, size);
}

}  // namespace xray::storage::compression
