// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/aws_block.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string>
#include <vector>

namespace xray::otlp {
namespace {

namespace json = boost::json;

bool is_other_cloud(const Attributes& resource) {
    const std::string provider = attribute_text(resource, "cloud.provider");
    return !provider.empty() && provider != "aws";
}

// One text, an array, or a text with its parts divided by '&' (the form of environment variables).
std::vector<std::string> texts_of(const Attributes& attributes, std::string_view key) {
    std::vector<std::string> texts;
    const json::value* value = attribute(attributes, key);
    if (value != nullptr && value->is_array()) {
        for (const json::value& item : value->get_array()) {
            if (const json::string* text = item.if_string()) texts.emplace_back(text->data(), text->size());
        }
        return texts;
    }
    const std::string all = attribute_text(attributes, key);
    for (std::size_t start = 0; start < all.size();) {
        const std::size_t end = std::min(all.find('&', start), all.size());
        if (end > start) texts.push_back(all.substr(start, end - start));
        start = end + 1;
    }
    return texts;
}

void set_object(json::object& parent, std::string_view name, json::object object) {
    if (!object.empty()) parent[json::string_view(name.data(), name.size())] = std::move(object);
}

void add_tables(const Attributes& attributes, json::object& aws) {
    std::vector<std::string> tables = texts_of(attributes, "aws.dynamodb.table_names");
    if (tables.size() > 1) {
        aws["table_names"] = json::array(tables.begin(), tables.end());
        tables.clear();
    }
    const std::string table =
        tables.empty() ? first_text(attributes, {"aws.table_name", "aws.table.name"}) : tables.front();
    set_text(aws, "table_name", table);
}

void add_call(const SpanAttributes& attributes, const Attributes& resource, json::object& aws) {
    const Attributes& all = attributes.all();
    std::string account = attribute_text(all, "aws.account_id");
    if (account.empty()) account = attribute_text(resource, "cloud.account.id");
    set_text(aws, "account_id", account);
    set_text(aws, "operation", first_text(all, {"aws.operation", "rpc.method"}));
    set_text(aws, "region", attribute_text(all, "aws.region"));
    set_text(aws, "request_id", first_text(all, {"aws.request_id", "aws.requestId"}));
    set_text(aws, "queue_url", first_text(all, {"messaging.url", "aws.queue_url", "aws.queue.url"}));
    add_tables(all, aws);
}

// Members of a place, each with the resource attribute that fills it.
struct Filled {
    std::string_view member;
    std::string_view attribute;
};

json::object place(const Attributes& resource, std::initializer_list<Filled> members) {
    json::object object;
    for (const Filled& filled : members) {
        set_text(object, filled.member, attribute_text(resource, filled.attribute));
    }
    return object;
}

json::object beanstalk(const Attributes& resource) {
    json::object object =
        place(resource, {{"environment_name", "service.namespace"}, {"version_label", "service.version"}});
    object["deployment_id"] = attribute_integer(resource, "service.instance.id").value_or(0);
    return object;
}

void add_places(const Attributes& resource, json::object& aws) {
    const std::string platform = attribute_text(resource, "cloud.platform");
    if (platform == "aws_ec2" || has_any(resource, {"host.id"})) {
        set_object(aws, "ec2",
                   place(resource, {{"instance_id", "host.id"},
                                    {"availability_zone", "cloud.availability_zone"},
                                    {"instance_size", "host.type"},
                                    {"ami_id", "host.image.id"}}));
    }
    if (platform == "aws_ecs") {
        set_object(aws, "ecs",
                   place(resource, {{"container", "container.name"},
                                    {"container_id", "container.id"},
                                    {"availability_zone", "cloud.availability_zone"},
                                    {"container_arn", "aws.ecs.container.arn"},
                                    {"cluster_arn", "aws.ecs.cluster.arn"},
                                    {"task_arn", "aws.ecs.task.arn"},
                                    {"task_family", "aws.ecs.task.family"},
                                    {"launch_type", "aws.ecs.launchtype"}}));
    }
    if (platform == "aws_elastic_beanstalk" && has_any(resource, {"service.instance.id"})) {
        set_object(aws, "elastic_beanstalk", beanstalk(resource));
    }
    if (platform == "aws_eks" || has_any(resource, {"k8s.cluster.name"})) {
        set_object(aws, "eks",
                   place(resource, {{"cluster_name", "k8s.cluster.name"},
                                    {"pod", "k8s.pod.name"},
                                    {"container_id", "container.id"}}));
    }
}

// The name within arn:aws:logs:region:account:log-group:NAME[:*].
std::string log_group_name(std::string_view arn) {
    for (int part = 0; part < 6; ++part) {
        const std::size_t colon = arn.find(':');
        if (colon == std::string_view::npos) return {};
        arn.remove_prefix(colon + 1);
    }
    return std::string(arn.substr(0, arn.find(':')));
}

void add_log_groups(const Attributes& resource, json::object& aws) {
    json::array groups;
    for (const std::string& arn : texts_of(resource, "aws.log.group.arns")) {
        json::object group;
        set_text(group, "log_group", log_group_name(arn));
        set_text(group, "arn", arn);
        groups.push_back(std::move(group));
    }
    if (groups.empty()) {
        for (const std::string& name : texts_of(resource, "aws.log.group.names")) {
            groups.push_back(json::object{{"log_group", name}});
        }
    }
    if (!groups.empty()) aws["cloudwatch_logs"] = std::move(groups);
}

json::object instrumentation(const Attributes& resource) {
    json::object xray;
    std::string sdk = attribute_text(resource, "telemetry.sdk.name");
    const std::string language = attribute_text(resource, "telemetry.sdk.language");
    if (!sdk.empty() && !language.empty()) sdk.append(" for ").append(language);
    set_text(xray, "sdk", sdk);
    set_text(xray, "sdk_version", attribute_text(resource, "telemetry.sdk.version"));
    xray["auto_instrumentation"] = has_any(resource, {"telemetry.auto.version", "telemetry.distro.version"});
    return xray;
}

}  // namespace

std::optional<json::object> make_aws(SpanAttributes& attributes, const Attributes& resource) {
    attributes.consume({"rpc.method", "aws.operation", "aws.account_id", "aws.region", "aws.request_id",
                        "aws.requestId", "aws.queue_url", "aws.queue.url", "aws.table_name",
                        "aws.table.name"});
    if (is_other_cloud(resource)) return std::nullopt;
    json::object aws;
    add_call(attributes, resource, aws);
    add_places(resource, aws);
    add_log_groups(resource, aws);
    aws["xray"] = instrumentation(resource);
    return aws;
}

std::string_view origin_of(const Attributes& resource) {
    if (is_other_cloud(resource)) return {};
    const std::string platform = attribute_text(resource, "cloud.platform");
    if (platform == "aws_app_runner") return "AWS::AppRunner::Service";
    if (platform == "aws_eks") return "AWS::EKS::Container";
    if (platform == "aws_elastic_beanstalk") return "AWS::ElasticBeanstalk::Environment";
    if (platform == "aws_ec2") return "AWS::EC2::Instance";
    if (platform != "aws_ecs") return {};
    const std::string launch_type = attribute_text(resource, "aws.ecs.launchtype");
    if (launch_type == "ec2") return "AWS::ECS::EC2";
    if (launch_type == "fargate") return "AWS::ECS::Fargate";
    return "AWS::ECS::Container";
}

}  // namespace xray::otlp
