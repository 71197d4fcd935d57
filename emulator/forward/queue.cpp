// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/queue.hpp"

#include <iterator>
#include <utility>

namespace xray::emulator {
namespace {

void add(ForwardQueue::Size& size, const Outgoing& outgoing) {
    ++size.documents;
    size.bytes += size_of(outgoing);
}

void subtract(ForwardQueue::Size& size, const Outgoing& outgoing) {
    --size.documents;
    size.bytes -= size_of(outgoing);
}

}  // namespace

std::size_t size_of(const Outgoing& outgoing) {
    const api::AcceptedDocument& document = outgoing.document;
    const std::size_t text = document.text == nullptr ? 0 : document.text->size();
    const std::size_t resource = document.span.resource == nullptr ? 0 : document.span.resource->size();
    return sizeof(Outgoing) + text + resource + document.span.span.size();
}

bool ForwardQueue::push(Outgoing outgoing) {
    const std::lock_guard lock(mutex_);
    if (backlog_.documents >= bounds_.documents || backlog_.bytes + size_of(outgoing) > bounds_.bytes)
        return false;
    add(waiting_size_, outgoing);
    add(backlog_, outgoing);
    waiting_.push_back(std::move(outgoing));
    return true;
}

OutgoingBatch ForwardQueue::take(const Bounds& most) {
    const std::lock_guard lock(mutex_);
    OutgoingBatch batch;
    std::size_t bytes = 0;
    while (!waiting_.empty() && batch.size() < most.documents) {
        Outgoing& next = waiting_.front();
        if (!batch.empty() && *next.forwarded_by != *batch.front().forwarded_by) break;
        bytes += size_of(next);
        if (!batch.empty() && bytes > most.bytes) break;
        subtract(waiting_size_, next);
        batch.push_back(std::move(next));
        waiting_.pop_front();
    }
    return batch;
}

void ForwardQueue::put_back(OutgoingBatch batch) {
    const std::lock_guard lock(mutex_);
    for (const Outgoing& outgoing : batch) add(waiting_size_, outgoing);
    waiting_.insert(waiting_.begin(), std::make_move_iterator(batch.begin()),
                    std::make_move_iterator(batch.end()));
}

void ForwardQueue::settle(const OutgoingBatch& batch) {
    const std::lock_guard lock(mutex_);
    for (const Outgoing& outgoing : batch) subtract(backlog_, outgoing);
}

std::size_t ForwardQueue::drain() {
    const std::lock_guard lock(mutex_);
    for (const Outgoing& outgoing : waiting_) subtract(backlog_, outgoing);
    const std::size_t count = waiting_.size();
    waiting_.clear();
    waiting_size_ = {};
    return count;
}

ForwardQueue::Size ForwardQueue::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_size_;
}

ForwardQueue::Size ForwardQueue::backlog() const {
    const std::lock_guard lock(mutex_);
    return backlog_;
}

}  // namespace xray::emulator
