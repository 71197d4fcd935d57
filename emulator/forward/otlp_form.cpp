// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "core/otlp/to_span/encoded_spans.hpp"
#include "core/otlp/wire/export_response.hpp"
#include "emulator/forward/wire_form.hpp"

namespace xray::emulator {
namespace {

class OtlpForm final : public WireForm {
public:
    [[nodiscard]] std::string_view content_type() const override { return "application/x-protobuf"; }

    [[nodiscard]] std::string write(const OutgoingBatch& batch) override {
        std::vector<otlp::EncodedSpan> spans;
        for (const Outgoing& outgoing : batch) {
            const api::AcceptedDocument& document = outgoing.document;
            if (document.span.resource != nullptr) {
                spans.push_back(document.span);
            } else {
                for (otlp::EncodedSpan& span : encoder_.encode(document.trace_id, *document.text))
                    spans.push_back(std::move(span));
            }
        }
        return otlp::encode_export_request(spans);
    }

    [[nodiscard]] SendResult read(std::string_view answer, const OutgoingBatch& batch) const override {
        const otlp::PartialSuccess partial = otlp::read_partial_success(answer);
        SendResult result;
        if (partial.rejected_spans > 0) {
            result.refused = std::min(batch.size(), static_cast<std::size_t>(partial.rejected_spans));
            result.reason = partial.message;
        }
        return result;
    }

    [[nodiscard]] std::string read_failure(std::string_view answer) const override {
        return otlp::message_of_status(answer);
    }

private:
    otlp::DocumentSpanEncoder encoder_;
};

}  // namespace

std::unique_ptr<WireForm> make_otlp_form() {
    return std::make_unique<OtlpForm>();
}

}  // namespace xray::emulator
