// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xray::bench {

// Makes segment documents of about 2 KB: four services that call one another in a row, each with http,
// annotations, metadata and three subsegments (a call of the next service, one of an AWS service, a local
// one); or of about 300 bytes, the same services with nothing but http. Four documents make one trace. Only
// ids and times differ from trace to trace: they are written into ready texts, so that a sender costs next to
// nothing.
class Workload {
public:
    static constexpr std::size_t kDocumentsPerTrace = 4;

    enum class Size { kFull, kSmall };

    // Traces begin at `first_second` (epoch), a hundred of them a second.
    explicit Workload(std::uint64_t first_second, Size size = Size::kFull);

    // Document `number`, of trace number / 4. With the daemon's header line in front if `datagram`. The view
    // is valid until the next call for a document of the same position in its trace.
    [[nodiscard]] std::string_view document(std::uint64_t number, bool datagram);

    [[nodiscard]] std::uint64_t first_second() const { return first_second_; }
    [[nodiscard]] static std::uint64_t seconds_of(std::uint64_t traces) { return traces / 100 + 2; }

    // What a caller who keeps documents wants: copies of the first `count`.
    [[nodiscard]] std::vector<std::string> documents(std::uint64_t count);

private:
    // A text with the places where the number and the second of its trace stand in it.
    struct Template {
        std::string text;
        std::vector<std::size_t> number_hex;   // 12 digits
        std::vector<std::size_t> second_hex;   // 8 digits
        std::vector<std::size_t> second_text;  // 10 digits
    };

    static Template make_template(std::size_t position, Size size);

    std::uint64_t first_second_;
    std::array<Template, kDocumentsPerTrace> templates_;
};

}  // namespace xray::bench
