// SPDX-License-Identifier: Apache-2.0
#include "storage/compression/document_text.hpp"

#include <stdexcept>
#include <string>

namespace xray::storage::compression {
namespace {

// In memory at a time, 40 KB each. A database has one, or a few.
constexpr std::size_t kDictionariesHeld = 16;

}  // namespace

std::optional<std::string_view> DocumentText::read(const sqlite::Statement& row, int column) {
    if (row.is_null(column + 1)) return row.text(column);
    const UnpackingDictionary* const found = dictionary(row.integer(column + 1));
    if (found == nullptr) return std::nullopt;
    if (!decompressor_) decompressor_.emplace();
    return decompressor_->decompress(row.blob(column + 2), *found);
}

const UnpackingDictionary* DocumentText::dictionary(std::int64_t id) {
    if (const auto held = dictionaries_.find(id); held != dictionaries_.end()) return &held->second;
    const std::optional<std::string> bytes = table_.find(id);
    if (!bytes) return nullptr;
    if (dictionaries_.size() >= kDictionariesHeld) dictionaries_.clear();
    try {
        return &dictionaries_.try_emplace(id, *bytes).first->second;
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

}  // namespace xray::storage::compression
