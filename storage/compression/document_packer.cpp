// SPDX-License-Identifier: Apache-2.0
#include "storage/compression/document_packer.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace xray::storage::compression {

void DocumentPacker::begin() {
    if (!loaded_) load_newest();
    if (std::unique_ptr<Compressor> trained = trainer_.take()) {
        compressor_ = std::move(trained);
        id_ = std::max(id_, table_.newest()) + 1;
    }
    // Not there where the transaction that brought it was rolled back.
    if (compressor_ && !table_.has(id_)) table_.put(id_, compressor_->dictionary());
}

void DocumentPacker::load_newest() {
    id_ = table_.newest();
    if (std::optional<std::string> dictionary = table_.find(id_)) {
        compressor_ = Compressor::make(*std::move(dictionary));
        if (compressor_) trainer_.set_current(compressor_->dictionary());
    }
    loaded_ = true;
}

std::optional<DocumentPacker::Packed> DocumentPacker::pack(std::string_view text) {
    trainer_.offer(text);
    if (!compressor_) return std::nullopt;
    const std::string_view frame = compressor_->compress(text);
    if (frame.empty()) return std::nullopt;
    return Packed{id_, frame};
}

}  // namespace xray::storage::compression
