// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <utility>

#include "core/json/json_writer.hpp"
#include "emulator/forward/wire_form.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What a document is refused for that may be well at another time. The service model lists no codes; these
// are the names of its exceptions.
bool is_passing(std::string_view code) {
    for (const std::string_view part : {"Throttl", "Internal", "Unavailable", "Timeout"}) {
        if (code.find(part) != std::string_view::npos) return true;
    }
    return false;
}

class XRayForm final : public WireForm {
public:
    [[nodiscard]] std::string_view content_type() const override { return "application/json"; }

    [[nodiscard]] std::string write(const OutgoingBatch& batch) override {
        std::string body;
        JsonWriter writer(body);
        writer.begin_object();
        writer.key("TraceSegmentDocuments");
        writer.begin_array();
        for (const Outgoing& outgoing : batch) writer.text(*outgoing.document.text);
        writer.end_array();
        writer.end_object();
        return body;
    }

    [[nodiscard]] SendResult read(std::string_view answer, const OutgoingBatch& batch) const override {
        SendResult result;
        const json read = json::parse(answer, nullptr, false);
        if (!read.is_object() || !read.contains("UnprocessedTraceSegments")) {
            return {.kind = SendResult::Kind::kServerError, .reason = "it answers, but not as X-Ray does"};
        }
        const json& unprocessed = read["UnprocessedTraceSegments"];
        if (!unprocessed.is_array()) return result;
        for (const json& entry : unprocessed) {
            if (entry.is_object()) take(entry, batch, result);
        }
        return result;
    }

    [[nodiscard]] std::string read_failure(std::string_view answer) const override {
        const json read = json::parse(answer, nullptr, false);
        if (!read.is_object()) return {};
        const std::string text = text_of(read, "message");
        return text.empty() ? text_of(read, "Message") : text;
    }

private:
    static void take(const json& entry, const OutgoingBatch& batch, SendResult& result) {
        const std::string id = text_of(entry, "Id");
        const std::string code = text_of(entry, "ErrorCode");
        if (!is_passing(code)) {
            ++result.refused;
            result.reason = code + (id.empty() ? "" : " (" + id + ")");
            return;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (batch[i].document.id.to_string() == id) result.again.push_back(i);
        }
    }
};

}  // namespace

std::unique_ptr<WireForm> make_xray_form() {
    return std::make_unique<XRayForm>();
}

}  // namespace xray::emulator
