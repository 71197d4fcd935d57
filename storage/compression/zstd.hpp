// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_CDict_s;
struct ZSTD_DCtx_s;
struct ZSTD_DDict_s;

namespace xray::storage::compression {

// Longer dictionaries made documents hardly smaller, and slower to compress.
inline constexpr std::size_t kDictionaryBytes = 16U << 10U;

// A dictionary of what the samples have in common; empty where they are too few, or have nothing in common.
// `sizes` are those of the samples, which follow one another in `samples`. Takes about 0.2 ms of processor
// time a sample of 2 KB.
[[nodiscard]] std::string train_dictionary(std::string_view samples, std::span<const std::size_t> sizes);

// Compresses documents with one dictionary. Used by one thread at a time.
class Compressor {
public:
    // None where zstd cannot use the dictionary, because it is damaged. Throws std::bad_alloc.
    [[nodiscard]] static std::unique_ptr<Compressor> make(std::string dictionary);

    // One zstd frame with a checksum; valid until the next call. Empty if it would not be shorter than the
    // text, or if the text is longer than kMaxDocumentBytes, which a Decompressor would refuse.
    [[nodiscard]] std::string_view compress(std::string_view text);

    [[nodiscard]] const std::string& dictionary() const { return dictionary_; }

private:
    struct Free {
        void operator()(ZSTD_CCtx_s* context) const;
        void operator()(ZSTD_CDict_s* dictionary) const;
    };

    explicit Compressor(std::string dictionary);

    std::string dictionary_;
    std::unique_ptr<ZSTD_CDict_s, Free> prepared_;
    std::unique_ptr<ZSTD_CCtx_s, Free> context_;
    std::string frame_;
};

// A dictionary as a Decompressor uses it.
class UnpackingDictionary {
public:
    // Throws std::runtime_error where zstd cannot use it.
    explicit UnpackingDictionary(std::string_view bytes);

private:
    friend class Decompressor;
    struct Free {
        void operator()(ZSTD_DDict_s* dictionary) const;
    };
    std::unique_ptr<ZSTD_DDict_s, Free> prepared_;
};

// Undoes what a Compressor did. Used by one thread at a time.
class Decompressor {
public:
    // Throws std::bad_alloc.
    Decompressor();

    // The text, valid until the next call; none where the frame is damaged, was made with another dictionary,
    // or holds more than kMaxDocumentBytes, whatever size it gives.
    [[nodiscard]] std::optional<std::string_view> decompress(std::string_view frame,
                                                             const UnpackingDictionary& dictionary);

private:
    struct Free {
        void operator()(ZSTD_DCtx_s* context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> context_;
    std::string text_;
};

}  // namespace xray::storage::compression
