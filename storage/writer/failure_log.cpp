// SPDX-License-Identifier: Apache-2.0
#include "storage/writer/failure_log.hpp"

namespace xray::storage {
namespace {

constexpr std::chrono::seconds kBetweenLines{10};

}  // namespace

void FailureLog::note(std::uint64_t documents, std::string_view reason, TimePoint now) {
    unreported_ += documents;
    if (last_line_ && now - *last_line_ < kBetweenLines) return;
    last_line_ = now;
    const std::string losses = unreported_ > 0 ? std::to_string(unreported_) + " documents lost: " : "";
    log_(losses + std::string(reason));
    unreported_ = 0;
}

}  // namespace xray::storage
