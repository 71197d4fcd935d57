// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/workload.hpp"

#include <string>

namespace xray::bench {
namespace {

constexpr std::string_view kHeader = "{\"format\":\"json\",\"version\":1}\n";

// Places of what changes, in the texts below.
constexpr std::string_view kNumberMark = "NNNNNNNNNNNN";
constexpr std::string_view kSecondHexMark = "XXXXXXXX";
constexpr std::string_view kSecondMark = "SSSSSSSSSS";

std::vector<std::size_t> places_of(std::string_view text, std::string_view mark) {
    std::vector<std::size_t> places;
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        places.push_back(at);
    }
    return places;
}

void write_digits(std::string& text, const std::vector<std::size_t>& places, std::size_t width,
                  std::uint64_t value, unsigned base) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::array<char, 16> digits{};
    for (std::size_t i = width; i-- > 0; value /= base) digits[i] = kDigits[value % base];
    for (const std::size_t place : places) text.replace(place, width, digits.data(), width);
}

// Ids: the trace's number, the position of the segment in the trace, and which of its subsegments (0:
// itself).
std::string id_text(std::size_t segment, std::size_t subsegment) {
    return "\"" + std::string(kNumberMark) + "0" + std::to_string(segment) + "0" +
           std::to_string(subsegment) + "\"";
}

std::string time_text(std::string_view fraction) {
    return std::string(kSecondMark) + "." + std::string(fraction);
}

std::string call_subsegment(std::size_t position, const std::string& next) {
    return R"({"id":)" + id_text(position, 1) + R"(,"name":")" + next + R"(","start_time":)" +
           time_text("205113") + R"(,"end_time":)" + time_text("381240") +
           R"(,"namespace":"remote","http":{"request":{"method":"POST","url":"http://)" + next +
           R"(.internal.example.com/v2/orders/reserve"},"response":{"status":200,"content_length":481}}})";
}

std::string aws_subsegment(std::size_t position) {
    return R"({"id":)" + id_text(position, 2) + R"(,"name":"DynamoDB","start_time":)" + time_text("121077") +
           R"(,"end_time":)" + time_text("148902") +
           R"(,"namespace":"aws","http":{"response":{"status":200,"content_length":118}},)"
           R"("aws":{"operation":"GetItem","table_name":"orders","region":"us-east-1","retries":0,)"
           R"("request_id":"7OFPR5N1V8TJ2PIHZ0AHC4HAG3VV4KQNSO5AEMVJF66Q9ASUAAJG"}})";
}

std::string local_subsegment(std::size_t position) {
    return R"({"id":)" + id_text(position, 3) + R"(,"name":"render response","start_time":)" +
           time_text("390001") + R"(,"end_time":)" + time_text("402377") +
           R"(,"annotations":{"template":"order-confirmation","cached":true},)"
           R"("metadata":{"default":{"bytes":14820,"fragments":["header","lines","total","footer"]}}})";
}

std::string segment_text(std::size_t position) {
    const std::string name = "service-" + std::to_string(position);
    std::string text = R"({"trace_id":"1-)" + std::string(kSecondHexMark) + "-" + std::string(kNumberMark) +
                       R"(000000000000","id":)" + id_text(position, 0);
    if (position > 0) text += R"(,"parent_id":)" + id_text(position - 1, 1);
    text += R"(,"name":")" + name + R"(","start_time":)" +
            time_text("1" + std::to_string(position) + "2250") + R"(,"end_time":)" +
            time_text("4" + std::to_string(9 - position) + "8731") +
            R"(,"origin":"AWS::ECS::Container","user":"customer-4711",)"
            R"("http":{"request":{"method":"POST","url":"http://)" +
            name +
            R"(.internal.example.com/v2/orders","client_ip":"10.0.12.77",)"
            R"("user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0"},)"
            R"("response":{"status":200,"content_length":2048}},)"
            R"("aws":{"account_id":"000000000000","ecs":{"container":"7f0e2a9c41d8"},)"
            R"("xray":{"sdk":"X-Ray for Python","sdk_version":"2.12.0","auto_instrumentation":false}},)"
            R"("service":{"version":"2024.11.3","runtime":"CPython","runtime_version":"3.11.7"},)"
            R"("annotations":{"order_id":"o-83104417","customer_tier":"gold","items":3,"express":false},)"
            R"("metadata":{"default":{"cart":{"currency":"EUR","total":129.9,"lines":[)"
            R"({"sku":"A-1009","quantity":1,"price":89.95},{"sku":"B-2217","quantity":2,"price":19.975}]}}},)"
            R"("subsegments":[)";
    if (position + 1 < Workload::kDocumentsPerTrace) {
        text += call_subsegment(position, "service-" + std::to_string(position + 1)) + ",";
    } else {
        text += call_subsegment(position, "payments") + ",";
    }
    return text + aws_subsegment(position) + "," + local_subsegment(position) + "]}";
}

std::string small_segment_text(std::size_t position) {
    std::string text = R"({"trace_id":"1-)" + std::string(kSecondHexMark) + "-" + std::string(kNumberMark) +
                       R"(000000000000","id":)" + id_text(position, 0);
    if (position > 0) text += R"(,"parent_id":)" + id_text(position - 1, 0);
    return text + R"(,"name":"service-)" + std::to_string(position) + R"(","start_time":)" +
           time_text("1" + std::to_string(position) + "2250") + R"(,"end_time":)" +
           time_text("4" + std::to_string(9 - position) + "8731") +
           R"(,"http":{"request":{"method":"GET","url":"http://shop.example.com/v2/orders"},)"
           R"("response":{"status":200}}})";
}

}  // namespace

Workload::Template Workload::make_template(std::size_t position, Size size) {
    Template made;
    made.text =
        std::string(kHeader) + (size == Size::kSmall ? small_segment_text(position) : segment_text(position));
    made.number_hex = places_of(made.text, kNumberMark);
    made.second_hex = places_of(made.text, kSecondHexMark);
    made.second_text = places_of(made.text, kSecondMark);
    return made;
}

Workload::Workload(std::uint64_t first_second, Size size) : first_second_(first_second) {
    for (std::size_t i = 0; i < kDocumentsPerTrace; ++i) templates_[i] = make_template(i, size);
}

std::string_view Workload::document(std::uint64_t number, bool datagram) {
    Template& made = templates_[number % kDocumentsPerTrace];
    const std::uint64_t trace = number / kDocumentsPerTrace;
    const std::uint64_t second = first_second_ + trace / 100;
    write_digits(made.text, made.number_hex, kNumberMark.size(), trace + 1, 16);
    write_digits(made.text, made.second_hex, kSecondHexMark.size(), second, 16);
    write_digits(made.text, made.second_text, kSecondMark.size(), second, 10);
    return std::string_view(made.text).substr(datagram ? 0 : kHeader.size());
}

std::vector<std::string> Workload::documents(std::uint64_t count) {
    std::vector<std::string> all;
    all.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) all.emplace_back(document(i, false));
    return all;
}

}  // namespace xray::bench
