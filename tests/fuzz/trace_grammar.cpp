// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/trace_grammar.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::size_t kMostNested = 12;  // subsegments in one another

constexpr std::array<std::string_view, 12> kIds{"00000000000000a1", "00000000000000a2", "00000000000000a3",
                                                "00000000000000a4", "00000000000000b1", "00000000000000b2",
                                                "00000000000000b3", "00000000000000b4", "00000000000000c1",
                                                "00000000000000c2", "0000000000000000", "FFFFFFFFFFFFFFFF"};
constexpr std::array<std::string_view, 8> kNames{"front",    "back", "db",     "S3",
                                                 "DynamoDB", "SQS",  "a.b:80", "\\u00e9"};
constexpr std::array<std::string_view, 12> kTimes{
    "1790000000",        "1790000000.5", "1790000001.25",  "1790000002",
    "1790000059.999999", "1790000060",   "1790003600.001", "1789999999",
    "0.000001",          "1e308",        "-1e308",         "253402300800"};
constexpr std::array<std::string_view, 6> kOrigins{"",
                                                   R"("AWS::EC2::Instance")",
                                                   R"("AWS::Lambda")",
                                                   R"("AWS::Lambda::Function")",
                                                   R"("AWS::ApiGateway::Stage")",
                                                   R"("AWS::DynamoDB::Table")"};
constexpr std::array<std::string_view, 6> kNamespaces{"",           R"("aws")", R"("remote")",
                                                      R"("local")", "null",     "1"};

// Whole members; each is there by one bit or more.
constexpr std::array<std::string_view, 8> kHttp{
    R"("http":{"request":{"url":"http://shop.example/a?b=c","method":"GET"},"response":{"status":200}})",
    R"("http":{"request":{"url":"http://shop.example/a","client_ip":"10.0.0.1","user_agent":"u"},"response":{"status":500}})",
    R"("http":{"response":{"status":429,"content_length":-1}})",
    R"("http":{"response":{"status":"404"}})",
    R"("http":{"request":{"url":"http://back/","traced":true}})",
    R"("http":{"request":{"url":"","method":""},"response":{"status":1e300}})",
    R"("http":{"request":null,"response":[]})",
    R"("http":{"response":{"status":9223372036854775807}})"};
constexpr std::array<std::string_view, 6> kAws{
    R"("aws":{"operation":"GetItem","table_name":"t","region":"us-east-1","request_id":"r"})",
    R"("aws":{"operation":"SendMessage","queue_url":"https://sqs/1/q","account_id":"111111111111"})",
    R"("aws":{"operation":"Invoke","function_name":"f","resource_names":["a","b"]})",
    R"("aws":{"ec2":{"instance_id":"i-1","availability_zone":"us-east-1a"},"account_id":"222222222222"})",
    R"("aws":{"function_arn":"arn:aws:lambda:us-east-1:000000000000:function:f","bucket_name":"b","key":"k"})",
    R"("aws":{"retries":1e300,"table_name":1,"queue_url":null})"};
constexpr std::array<std::string_view, 6> kAnnotations{
    R"("annotations":{"n":1,"t":"text","b":true})",
    R"("annotations":{"n":-0.5,"t":"","b":false,"n2":1e308})",
    R"("annotations":{"t":{"not":"scalar"},"u":[1]})",
    R"("annotations":{"":1,"n":9007199254740993})",
    R"("annotations":{"t":"other","t":"twice"})",
    R"("annotations":[])"};
constexpr std::array<std::string_view, 5> kMore{
    R"("user":"u1")", R"("resource_arn":"arn:aws:x")", R"("metadata":{"default":{"deep":[[[[{"a":[]}]]]]}})",
    R"("sql":{"url":"jdbc:postgresql://db.example:5432/orders","database_type":"PostgreSQL","sanitized_query":"q"})",
    R"("links":[{"trace_id":"1-65f00000-000000000000000000000002","id":"00000000000000a1","attributes":{"aws.xray.reserved.reference_type":"parent"}}])"};

class DocumentWriter {
public:
    explicit DocumentWriter(ByteFeed& feed) : feed_(feed) {}

    std::string document() {
        text_ = R"({"trace_id":"1-65f00000-000000000000000000000001")";
        const std::uint8_t kind = feed_.byte();
        const bool subsegment = (kind & 1U) != 0;
        if (subsegment) member(R"("type":"subsegment")");
        // A segment may name its caller, an independent subsegment must name its parent.
        if (subsegment || (kind & 2U) != 0) reference("parent_id");
        if ((kind & 4U) != 0) prefixed("origin", feed_.pick(kOrigins));
        if ((kind & 8U) != 0) member(feed_.pick(kMore));
        entity(subsegment);
        text_ += '}';
        return std::move(text_);
    }

private:
    void member(std::string_view text) { text_.append(",").append(text); }

    void prefixed(std::string_view name, std::string_view value) {
        if (!value.empty()) text_.append(",\"").append(name).append("\":").append(value);
    }

    void reference(std::string_view name) {
        text_.append(",\"").append(name).append("\":\"").append(feed_.pick(kIds)).append("\"");
    }

    // What segments and subsegments have in common. Nested ones are written as they come, without recursion.
    void entity(bool subsegment) {
        std::size_t open = 0;
        fields(subsegment);
        while (text_.size() < kMaxInput && !feed_.empty()) {
            const std::size_t next = feed_.below(8);
            const bool down = next < 2 && open < kMostNested;
            const bool beside = next == 2 && open > 0;
            if (down) {
                text_ += R"(,"subsegments":[{"x":0)";
                ++open;
            } else if (beside) {
                text_ += R"(},{"x":0)";
            } else if (open == 0 || next > 4) {
                break;
            } else {
                close(open);
                // Members behind a closed list are fine, a second list would take the place of the first.
                text_ += R"(,"y":0)";
                continue;
            }
            fields(true);
        }
        while (open > 0) close(open);
    }

    void close(std::size_t& open) {
        text_ += "}]";
        --open;
    }

    void fields(bool subsegment) {
        reference("id");
        text_.append(R"(,"name":")").append(feed_.pick(kNames)).append("\"");
        text_.append(R"(,"start_time":)").append(feed_.pick(kTimes));
        const std::uint8_t which = feed_.byte();
        if ((which & 1U) != 0) {
            text_ += R"(,"in_progress":true)";
        } else {
            text_.append(R"(,"end_time":)").append(feed_.pick(kTimes));
        }
        if ((which & 2U) != 0) member(R"("fault":true)");
        if ((which & 4U) != 0) member(R"("error":true)");
        if ((which & 8U) != 0) member(R"("throttle":true)");
        if (subsegment && (which & 16U) != 0) prefixed("namespace", feed_.pick(kNamespaces));
        if ((which & 32U) != 0) member(feed_.pick(kHttp));
        if ((which & 64U) != 0) cause();
        if ((which & 128U) != 0) details();
    }

    void details() {
        const std::uint8_t which = feed_.byte();
        if ((which & 1U) != 0) member(feed_.pick(kAws));
        if ((which & 2U) != 0) member(feed_.pick(kAnnotations));
        if ((which & 4U) != 0) {
            text_ += R"(,"precursor_ids":[")";
            text_.append(feed_.pick(kIds)).append("\"]");
        }
    }

    // An exception of its own, one that another entity has, or the id of one that others refer to.
    void cause() {
        const std::size_t kind = feed_.below(4);
        if (kind == 0) return reference("cause");
        text_ += R"(,"cause":{"working_directory":"/","exceptions":[)";
        for (std::size_t i = 0; i < kind; ++i) {
            text_.append(i == 0 ? "" : ",").append(R"({"type":"E","message":"m","remote":false)");
            reference("id");
            reference("cause");
            text_ += '}';
        }
        text_ += "]}";
    }

    ByteFeed& feed_;
    std::string text_;
};

}  // namespace

std::vector<std::string> documents_from_bytes(std::string_view bytes) {
    ByteFeed feed(bytes);
    std::vector<std::string> documents;
    std::size_t size = 0;
    while (!feed.empty()) {
        documents.push_back(DocumentWriter(feed).document());
        size += documents.back().size();
        if (size > kMaxInput) {
            documents.pop_back();
            break;
        }
    }
    return documents;
}

}  // namespace xray::fuzz
