// SPDX-License-Identifier: Apache-2.0
// A segment's blocks as the attributes of a span and of its resource.
#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "core/json/json_members.hpp"
#include "core/json/json_writer.hpp"
#include "core/otlp/to_segment/annotations.hpp"
#include "core/otlp/to_segment/span_attributes.hpp"
#include "core/otlp/to_span/segment_span.hpp"
#include "core/text/ascii.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

constexpr std::string_view kSdkFor = " for ";

// A member of a block and the attribute that it becomes.
struct Named {
    std::string_view member;
    std::string_view attribute;
};

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

void copy(const json::object& from, std::initializer_list<Named> names, Attributes& to) {
    for (const Named& name : names) {
        if (const json::value* value = member(from, name.member)) to[view(name.attribute)] = *value;
    }
}

void add_http(const json::object& entity, Attributes& attributes) {
    const json::object* http = object_member(entity, "http");
    if (http == nullptr) return;
    if (const json::object* request = object_member(*http, "request")) {
        copy(*request,
             {{"method", "http.request.method"},
              {"url", "url.full"},
              {"user_agent", "user_agent.original"},
              {"client_ip", "client.address"}},
             attributes);
        // Only where nobody stood in between is the client the other end of the connection.
        if (is_true(*request, "x_forwarded_for")) {
            attributes["aws.xray.x_forwarded_for"] = true;
        } else {
            copy(*request, {{"client_ip", "network.peer.address"}}, attributes);
        }
    }
    if (const json::object* response = object_member(*http, "response")) {
        copy(*response,
             {{"status", "http.response.status_code"}, {"content_length", "http.response.body.size"}},
             attributes);
    }
}

bool is_place(std::string_view name) {
    const auto places = {"ec2", "ecs", "eks", "elastic_beanstalk", "cloudwatch_logs", "xray"};
    return std::find(places.begin(), places.end(), name) != places.end();
}

void add_aws(const Entity& entity, Attributes& attributes) {
    if (entity.name_space == Namespace::kAws) {
        attributes["rpc.system"] = "aws-api";
        attributes["rpc.service"] = view(entity.name);
    } else if (entity.name_space == Namespace::kRemote) {
        attributes["peer.service"] = view(entity.name);
    }
    const json::object* aws = object_member(*entity.object, "aws");
    if (aws == nullptr) return;
    for (const auto& [key, value] : *aws) {
        const std::string_view name(key.data(), key.size());
        if (value.is_null() || is_place(name) || (!entity.subsegment && name == "account_id")) continue;
        if (name == "operation") attributes["rpc.method"] = value;
        const bool counts = name == "retries" || name == "resource_names";
        attributes[(counts ? "aws.xray." : "aws.") + std::string(name)] = value;
    }
}

// X-Ray's url of a database has the database's name as its last part.
void add_sql(const json::object& entity, Attributes& attributes) {
    const json::object* sql = object_member(entity, "sql");
    if (sql == nullptr) return;
    std::string_view url = text_member(*sql, "connection_string");
    if (url.empty()) url = text_member(*sql, "url");
    const std::size_t slash = url.rfind('/');
    if (slash != std::string_view::npos) {
        set_text(attributes, "db.name", url.substr(slash + 1));
        url = url.substr(0, slash);
    }
    set_text(attributes, "db.connection_string", url);
    copy(*sql,
         {{"database_type", "db.system"},
          {"sanitized_query", "db.statement"},
          {"user", "db.user"},
          {"preparation", "aws.xray.sql.preparation"},
          {"database_version", "aws.xray.sql.database_version"},
          {"driver_version", "aws.xray.sql.driver_version"}},
         attributes);
}

void add_annotations_and_metadata(const json::object& entity, Attributes& attributes) {
    if (const json::object* annotations = object_member(entity, "annotations")) {
        json::array keys;
        for (const auto& [key, value] : *annotations) {
            if (value.is_null() || value.is_structured()) continue;
            attributes[key] = value;
            keys.emplace_back(key);
        }
        if (!keys.empty()) attributes["aws.xray.annotation_keys"] = std::move(keys);
    }
    if (const json::object* metadata = object_member(entity, "metadata")) {
        for (const auto& [name, value] : *metadata) {
            if (value.is_null()) continue;
            attributes[std::string(kMetadataPrefix).append(name.data(), name.size())] = json_text(value);
        }
    }
}

void add_log_groups(const json::object& aws, Attributes& resource) {
    const json::value* groups = member(aws, "cloudwatch_logs");
    if (groups == nullptr || !groups->is_array()) return;
    json::array names;
    json::array arns;
    for (const json::value& item : groups->get_array()) {
        const json::object* group = item.if_object();
        if (group == nullptr) continue;
        if (const json::value* name = member(*group, "log_group")) names.push_back(*name);
        if (const json::value* arn = member(*group, "arn")) arns.push_back(*arn);
    }
    if (!names.empty()) resource["aws.log.group.names"] = std::move(names);
    if (!arns.empty()) resource["aws.log.group.arns"] = std::move(arns);
}

void add_sdk(const json::object& xray, Attributes& resource) {
    std::string sdk(text_member(xray, "sdk"));
    const std::size_t language = sdk.rfind(kSdkFor);
    if (language != std::string::npos) {
        set_text(resource, "telemetry.sdk.language", to_lower(sdk.substr(language + kSdkFor.size())));
        sdk.resize(language);
    }
    set_text(resource, "telemetry.sdk.name", sdk);
    copy(xray, {{"sdk_version", "telemetry.sdk.version"}}, resource);
}

std::string_view platform_of(std::string_view origin) {
    if (origin.starts_with("AWS::EC2::")) return "aws_ec2";
    if (origin.starts_with("AWS::ECS::")) return "aws_ecs";
    if (origin.starts_with("AWS::EKS::")) return "aws_eks";
    if (origin.starts_with("AWS::ElasticBeanstalk::")) return "aws_elastic_beanstalk";
    if (origin.starts_with("AWS::AppRunner::")) return "aws_app_runner";
    if (origin.starts_with("AWS::Lambda")) return "aws_lambda";
    return {};
}

void add_places(const json::object& aws, Attributes& resource) {
    resource["cloud.provider"] = "aws";
    copy(aws, {{"account_id", "cloud.account.id"}}, resource);
    if (const json::object* ec2 = object_member(aws, "ec2")) {
        copy(*ec2,
             {{"instance_id", "host.id"},
              {"availability_zone", "cloud.availability_zone"},
              {"instance_size", "host.type"},
              {"ami_id", "host.image.id"}},
             resource);
    }
    if (const json::object* ecs = object_member(aws, "ecs")) {
        copy(*ecs,
             {{"container", "container.name"},
              {"container_id", "container.id"},
              {"availability_zone", "cloud.availability_zone"},
              {"container_arn", "aws.ecs.container.arn"},
              {"cluster_arn", "aws.ecs.cluster.arn"},
              {"task_arn", "aws.ecs.task.arn"},
              {"task_family", "aws.ecs.task.family"},
              {"launch_type", "aws.ecs.launchtype"}},
             resource);
    }
    if (const json::object* eks = object_member(aws, "eks")) {
        copy(
            *eks,
            {{"cluster_name", "k8s.cluster.name"}, {"pod", "k8s.pod.name"}, {"container_id", "container.id"}},
            resource);
    }
    if (const json::object* beanstalk = object_member(aws, "elastic_beanstalk")) {
        copy(*beanstalk,
             {{"environment_name", "service.namespace"},
              {"version_label", "service.version"},
              {"deployment_id", "service.instance.id"}},
             resource);
    }
    add_log_groups(aws, resource);
    if (const json::object* xray = object_member(aws, "xray")) add_sdk(*xray, resource);
}

}  // namespace

Attributes span_attributes_of(const Entity& entity) {
    Attributes attributes;
    add_http(*entity.object, attributes);
    add_aws(entity, attributes);
    add_sql(*entity.object, attributes);
    set_text(attributes, "enduser.id", text_member(*entity.object, "user"));
    set_text(attributes, "aws.xray.origin", entity.origin);
    for (const std::string_view flag : {"fault", "error", "throttle"}) {
        if (is_true(*entity.object, flag)) attributes["aws.xray." + std::string(flag)] = true;
    }
    if (entity.in_progress()) attributes["aws.xray.inprogress"] = true;
    copy(*entity.object, {{"precursor_ids", "aws.xray.precursor_ids"}, {"traced", "aws.xray.traced"}},
         attributes);
    add_annotations_and_metadata(*entity.object, attributes);
    return attributes;
}

Attributes resource_of(const Entity& segment) {
    Attributes resource;
    set_text(resource, "service.name", segment.name);
    if (const json::object* aws = object_member(*segment.object, "aws")) add_places(*aws, resource);
    const std::string_view platform = platform_of(segment.origin);
    if (!platform.empty()) resource["cloud.provider"] = "aws";
    set_text(resource, "cloud.platform", platform);
    if (const json::object* service = object_member(*segment.object, "service")) {
        copy(*service,
             {{"version", "service.version"},
              {"runtime", "process.runtime.name"},
              {"runtime_version", "process.runtime.version"}},
             resource);
    }
    copy(*segment.object, {{"resource_arn", "aws.xray.resource_arn"}}, resource);
    return resource;
}

}  // namespace xray::otlp
