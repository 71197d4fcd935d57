// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "emulator/forward/carrier.hpp"
#include "emulator/forward/target.hpp"

namespace xray::emulator {

// How documents are written for one protocol over HTTP, and what its answers mean.
class WireForm {
public:
    WireForm() = default;
    WireForm(const WireForm&) = delete;
    WireForm& operator=(const WireForm&) = delete;
    virtual ~WireForm() = default;

    [[nodiscard]] virtual std::string_view content_type() const = 0;
    // The request's body; empty where there is nothing to say of these documents.
    [[nodiscard]] virtual std::string write(const OutgoingBatch& batch) = 0;
    // What the body of an answer of success says.
    [[nodiscard]] virtual SendResult read(std::string_view answer, const OutgoingBatch& batch) const = 0;
    // What an answer of failure says of its cause; empty where it says nothing readable.
    [[nodiscard]] virtual std::string read_failure(std::string_view answer) const = 0;
};

// PutTraceSegments.
[[nodiscard]] std::unique_ptr<WireForm> make_xray_form();

// An ExportTraceServiceRequest in protobuf: spans as they came, and documents as spans (docs/otlp.md).
[[nodiscard]] std::unique_ptr<WireForm> make_otlp_form();

}  // namespace xray::emulator
