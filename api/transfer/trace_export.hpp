// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "api/context/context.hpp"
#include "api/http/deferred.hpp"
#include "core/base/ids.hpp"

namespace xray::api {

// The body of an export: the traces of these ids, one after the other, each as it is when its turn comes; one
// that is gone by then is left out, and so is one of more than kMaxAnswerBytes, which a warning names. A
// piece has about 256 KiB, and a trace that is larger is one of its own.
class TraceExport final : public BodyStream {
public:
    TraceExport(Context& context, std::vector<TraceId> ids) : context_(context), ids_(std::move(ids)) {}

    void start(Deliver deliver) override;
    // It never keeps anybody waiting.
    [[nodiscard]] std::chrono::milliseconds timeout() const override { return std::chrono::hours(1); }
    void expire() override {}
    void shut_down() override;
    void cancel() override {}
    [[nodiscard]] bool is_query() const override { return true; }
    [[nodiscard]] bool has_failed() const override;

private:
    [[nodiscard]] BodyPiece next_piece();
    void write_next_trace(std::string& text);

    Context& context_;
    const std::vector<TraceId> ids_;
    mutable std::mutex mutex_;  // guards everything below
    std::size_t next_ = 0;
    bool failed_ = false;
};

}  // namespace xray::api
