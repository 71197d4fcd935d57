// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "storage/compression/zstd.hpp"

namespace xray::storage::compression {

// Makes dictionaries out of the documents that come in, on a thread of its own, which lives for the tenth of
// a second that it takes: of the first thousand documents, then of the next ten thousand, and so on; each
// time the documents may have changed since. A later dictionary is taken only if it makes recent documents a
// good deal smaller than the one before.
//
// Threads: all methods by one thread.
class DictionaryTrainer {
public:
    DictionaryTrainer();
    DictionaryTrainer(const DictionaryTrainer&) = delete;
    DictionaryTrainer& operator=(const DictionaryTrainer&) = delete;
    ~DictionaryTrainer();

    // The dictionary that is in use, from an earlier run: a better one is looked for among more documents.
    void set_current(std::string dictionary);

    // Shows it a document. Costs a copy of one in two of the first thousand, of fewer later.
    void offer(std::string_view text);

    // A dictionary that is better than the current one, which it then is; mostly none.
    [[nodiscard]] std::unique_ptr<Compressor> take();

private:
    struct Samples {
        std::string bytes;
        std::vector<std::size_t> sizes;
    };

    void start();
    static std::unique_ptr<Compressor> train(const Samples& samples, const std::string& current);
    static std::size_t packed_size(const Samples& samples, std::size_t first, Compressor* compressor);

    std::string current_;
    Samples samples_;
    std::uint64_t seen_ = 0;  // since the last training
    std::uint64_t wanted_;    // documents until the next one
    std::thread thread_;
    std::atomic<bool> trained_{false};
    std::unique_ptr<Compressor> result_;  // the thread's until trained_
};

}  // namespace xray::storage::compression
