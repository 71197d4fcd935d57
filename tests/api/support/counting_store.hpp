// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>

#include "storage/trace_store.hpp"

namespace xray::tests {

// A store that counts what is read of another one.
class CountingStore : public storage::TraceStore {
public:
    explicit CountingStore(std::unique_ptr<storage::TraceStore> store) : store_(std::move(store)) {}

    std::map<TraceId, int> loads;    // by trace, whole ones
    std::map<TraceId, int> digests;  // by trace
    std::uint64_t bytes = 0;         // of documents that were loaded
    std::set<TraceId> unreadable;    // whose digests cannot be visited
    std::uint64_t reads = 0;         // of traces, in whatever way

    std::optional<storage::StoredTrace> load_trace(const TraceId& id, std::uint64_t most_bytes) override {
        ++reads;
        ++loads[id];
        auto trace = store_->load_trace(id, most_bytes);
        if (trace) {
            for (const storage::StoredDocument& document : trace->documents) bytes += document.text.size();
        }
        return trace;
    }
    void visit_digests(std::span<const TraceId> ids,
                       const std::function<void(const TraceDigest&)>& visit) override {
        ++reads;
        for (const TraceId& id : ids) {
            ++digests[id];
            if (unreadable.contains(id)) throw std::runtime_error("unreadable");
        }
        store_->visit_digests(ids, visit);
    }

    std::size_t submit(std::vector<storage::IncomingDocument> documents) override {
        return store_->submit(std::move(documents));
    }
    Result<void> submit_and_wait(std::vector<storage::IncomingDocument> documents) override {
        return store_->submit_and_wait(std::move(documents));
    }
    bool settle() override { return store_->settle(); }
    bool settle_within(std::chrono::milliseconds patience) override {
        return store_->settle_within(patience);
    }
    void scan(const storage::TraceScan& scan, const std::function<bool(const TraceDigest&)>& visit) override {
        ++reads;
        store_->scan(scan, visit);
    }
    std::size_t count(const storage::TraceScan& scan) override {
        ++reads;
        return store_->count(scan);
    }
    void fold_graph(const storage::GraphRange& range, ServiceGraphBuilder& builder) override {
        ++reads;
        store_->fold_graph(range, builder);
    }
    void fold_minutes(std::int64_t from, std::int64_t to,
                      const std::function<void(std::int64_t, ServiceGraphBuilder&)>& visit) override {
        ++reads;
        store_->fold_minutes(from, to, visit);
    }
    storage::StoreTotals totals() override { return store_->totals(); }
    std::uint64_t changes() override { return store_->changes(); }
    std::string trouble() override { return store_->trouble(); }
    Result<void> reset() override { return store_->reset(); }
    std::size_t apply_retention() override { return store_->apply_retention(); }
    void listen(storage::ChangeListener listener) override { store_->listen(std::move(listener)); }
    storage::ControlStore& control() override { return store_->control(); }

private:
    std::unique_ptr<storage::TraceStore> store_;
};

}  // namespace xray::tests
