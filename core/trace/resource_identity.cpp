// SPDX-License-Identifier: Apache-2.0
#include "core/trace/resource_identity.hpp"

#include <boost/json/array.hpp>
#include <cctype>

#include "core/json/json_members.hpp"
#include "core/text/ascii.hpp"

namespace xray {
namespace {

namespace json = boost::json;

// A service whose calls name a resource: the member that holds it, and the types with and without it.
struct ResourceService {
    std::string_view spelling;  // normalised
    std::string_view member;
    std::string_view resource_type;
    std::string_view plain_type;
};

constexpr ResourceService kResourceServices[] = {
    {"dynamodb", "table_name", "AWS::DynamoDB::Table", "AWS::DynamoDB"},
    {"s3", "bucket_name", "AWS::S3::Bucket", "AWS::S3"},
    {"sqs", "queue_url", "AWS::SQS::Queue", "AWS::SQS"},
    {"sns", "topic_arn", "AWS::SNS", "AWS::SNS"},
    {"lambda", "function_name", "AWS::Lambda", "AWS::Lambda"},
};

void drop_prefix(std::string& text, std::string_view prefix) {
    if (text.size() > prefix.size() && text.starts_with(prefix)) text.erase(0, prefix.size());
}

std::string normalised(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (c != ' ' && c != ':') text.push_back(to_lower(c));
    }
    drop_prefix(text, "amazon");
    drop_prefix(text, "aws");
    if (text.size() > 2 && text[text.size() - 2] == 'v' && is_digit(text.back()))
        text.resize(text.size() - 2);
    return text;
}

std::string_view first_resource_name(const json::object& aws) {
    const json::value* names = member(aws, "resource_names");
    const json::array* list = names == nullptr ? nullptr : names->if_array();
    if (list == nullptr || list->empty() || !list->front().is_string()) return {};
    const json::string& first = list->front().get_string();
    return {first.data(), first.size()};
}

std::string_view named_resource(const Entity& call, const ResourceService& service) {
    const json::object* aws = object_member(*call.object, "aws");
    if (aws == nullptr) return {};
    const std::string_view resource = text_member(*aws, service.member);
    if (!resource.empty() && !text_member(*aws, "operation").empty()) return resource;
    return first_resource_name(*aws);
}

ResourceIdentity identify_aws(const Entity& call, std::deque<std::string>& texts) {
    const std::string spelling = normalised(call.name);
    for (const ResourceService& service : kResourceServices) {
        if (service.spelling != spelling) continue;
        const std::string_view resource = named_resource(call, service);
        if (resource.empty()) return {call.name, service.plain_type, service.plain_type, {}};
        return {resource, service.resource_type, service.resource_type, resource};
    }
    if (call.name.find(' ') != std::string_view::npos) return {call.name, "AWS::Unknown", "AWS::Unknown", {}};
    if (call.name.starts_with("AWS::")) return {call.name, call.name, call.name, {}};
    const std::string& type = texts.emplace_back("AWS::" + std::string(call.name));
    return {call.name, type, type, {}};
}

}  // namespace

ResourceIdentity identify_resource(const Entity& call, std::deque<std::string>& texts) {
    if (call.name_space == Namespace::kAws) return identify_aws(call, texts);
    if (object_member(*call.object, "sql") != nullptr)
        return {call.name, "Database::SQL", "Database::SQL", {}};
    return {call.name, {}, "remote", {}};
}

}  // namespace xray
