// SPDX-License-Identifier: Apache-2.0
#include "api/request/request_validation.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "api/request/value_text.hpp"
#include "api/routes.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/model_requests.hpp"

// Walks the service model: every member of every operation is left out, given a wrong type, and pushed over
// each of its bounds, and the answer must name it.
using namespace xray;
using namespace xray::tests;
using api::model::Kind;
using api::model::Member;
using api::model::Shape;
using nlohmann::json;

namespace {

Error problem_with(std::string_view operation, const std::string& pointer, const json& value) {
    const Shape& input = api::model::input_of(operation);
    json request = valid_structure(input);
    REQUIRE(api::validate(input, request));
    request[json::json_pointer(pointer)] = value;
    const Result<void> result = api::validate(input, request);
    INFO(operation << " " << pointer << " = " << value.dump());
    REQUIRE_FALSE(result);
    return result.error();
}

const Shape& shape_at(std::string_view operation, const json::json_pointer& place) {
    const Shape* shape = &api::model::input_of(operation);
    std::string rest = place.to_string();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('/', 1), rest.size());
        const std::string name = rest.substr(1, end - 1);
        rest.erase(0, end);
        const Shape* next = shape->element;
        for (const Member& member : shape->members) {
            if (member.name == name) next = member.shape;
        }
        shape = next;
    }
    return *shape;
}

void require_constraint(std::string_view operation, const std::string& pointer, const std::string& path,
                        const json& value, const std::string& constraint) {
    const Error error = problem_with(operation, pointer, value);
    const std::string text = api::value_text(shape_at(operation, json::json_pointer(pointer)), value);
    const std::string shown = value.is_null() ? text : "'" + text + "'";
    REQUIRE(error.code == ErrorCode::kValidation);
    REQUIRE(error.message.find("Value " + shown + " at '" + path +
                               "' failed to satisfy constraint: " + constraint) != std::string::npos);
}

}  // namespace

TEST_CASE("validation: every required member is missed", "[validation]") {
    int checked = 0;
    for_each_member([&](std::string_view operation, const Member& member, const std::string& pointer,
                        const std::string& path) {
        if (!member.required) return;
        ++checked;
        require_constraint(operation, pointer, path, nullptr, "Member must not be null");
    });
    REQUIRE(checked == 67);
}

TEST_CASE("validation: every bound holds, and breaks by one", "[validation]") {
    int checked = 0;
    const auto resized = [](const Shape& shape, std::int64_t size) -> json {
        const auto length = static_cast<std::size_t>(size);
        if (shape.kind == Kind::kText) return std::string(length, 'a');
        if (shape.kind == Kind::kList) return json(length, valid_value(*shape.element));
        if (shape.kind == Kind::kMap) {
            json map = json::object();
            for (std::size_t i = 0; i < length; ++i) map["key" + std::to_string(i)] = "value";
            return map;
        }
        return size;
    };
    for_each_member([&](std::string_view operation, const Member& member, const std::string& pointer,
                        const std::string& path) {
        const Shape& shape = *member.shape;
        const std::string what =
            shape.kind == Kind::kInteger || shape.kind == Kind::kDouble ? "value" : "length";
        if (shape.max) {
            ++checked;
            require_constraint(
                operation, pointer, path, resized(shape, *shape.max + 1),
                "Member must have " + what + " less than or equal to " + std::to_string(*shape.max));
        }
        if (shape.min && (what == "value" || *shape.min > 0)) {
            ++checked;
            require_constraint(
                operation, pointer, path, resized(shape, *shape.min - 1),
                "Member must have " + what + " greater than or equal to " + std::to_string(*shape.min));
        }
    });
    REQUIRE(checked > 80);
}

TEST_CASE("validation: every enum and pattern is kept", "[validation]") {
    for_each_member([&](std::string_view operation, const Member& member, const std::string& pointer,
                        const std::string& path) {
        if (!member.shape->values.empty()) {
            require_constraint(operation, pointer, path, "Nonsense", "Member must satisfy enum value set: [");
        }
        if (member.shape->matches != nullptr) {
            require_constraint(
                operation, pointer, path, "a/b",
                "Member must satisfy regular expression pattern: " + std::string(member.shape->pattern));
        }
    });
}

TEST_CASE("validation: every member of a wrong type is a serialization error", "[validation]") {
    for_each_member([&](std::string_view operation, const Member& member, const std::string& pointer,
                        const std::string&) {
        const Kind kind = member.shape->kind;
        const json wrong = kind == Kind::kText ? json(7) : json("seven");
        REQUIRE(problem_with(operation, pointer, wrong).code == ErrorCode::kSerialization);
        const json container = kind == Kind::kList ? json::object() : json::array();
        REQUIRE(problem_with(operation, pointer, container).code == ErrorCode::kSerialization);
        if (kind == Kind::kTimestamp) {
            REQUIRE(problem_with(operation, pointer, "2026-09-21T00:00:00Z").message ==
                    "STRING_VALUE can not be converted to milliseconds since epoch");
        }
    });
}

TEST_CASE("validation: the service's words for a bad policy name", "[validation]") {
    const json request{{"PolicyName", "NAME/invalid"}, {"PolicyDocument", "{}"}};
    const Result<void> result = api::validate(api::model::input_of("PutResourcePolicy"), request);
    REQUIRE(result.error().message ==
            "1 validation error detected: Value 'NAME/invalid' at 'policyName' failed to satisfy constraint: "
            "Member "
            "must satisfy regular expression pattern: [\\w+=,.@-]+");
}

TEST_CASE("validation: texts in lists and maps are reported at their list or map", "[validation]") {
    const Result<void> list =
        api::validate(api::model::input_of("BatchGetTraces"), {{"TraceIds", {"ok", ""}}});
    REQUIRE(list.error().message ==
            "1 validation error detected: Value '[ok, ]' at 'traceIds' failed to satisfy constraint: "
            "Member must "
            "satisfy constraint: [Member must have length less than or equal to 35, Member must have length "
            "greater "
            "than or equal to 1]");
    json rule = valid_structure(api::model::input_of("CreateSamplingRule"));
    rule["SamplingRule"]["Attributes"] = {{std::string(33, 'k'), ""}};
    const Result<void> map = api::validate(api::model::input_of("CreateSamplingRule"), rule);
    REQUIRE(map.error().message.find("2 validation errors detected: ") == 0);
    REQUIRE(map.error().message.find("Map keys must satisfy constraint: [") != std::string::npos);
    REQUIRE(map.error().message.find("Map value must satisfy constraint: [") != std::string::npos);
}

TEST_CASE("validation: lengths count UTF-16 units", "[validation]") {
    const auto create = [](const std::string& name) {
        return api::validate(api::model::input_of("CreateGroup"), {{"GroupName", name}});
    };
    std::string umlauts;
    std::string emoji;
    for (int i = 0; i < 32; ++i) umlauts += "\xc3\xa4";
    for (int i = 0; i < 16; ++i) emoji += "\xf0\x9f\x98\x80";
    REQUIRE(create(umlauts));
    REQUIRE_FALSE(create(umlauts + "a"));
    REQUIRE(create(emoji));
    REQUIRE_FALSE(create(emoji + "a"));
}

TEST_CASE("validation: unknown and null members are ignored, fractions of integers are cut", "[validation]") {
    const Shape& input = api::model::input_of("GetInsightEvents");
    const std::string id = "01234567-89ab-4def-8123-456789abcdef";
    REQUIRE(api::validate(input, {{"InsightId", id}, {"Unknown", {{"a", 1}}}, {"NextToken", nullptr}}));
    REQUIRE(api::validate(input, {{"InsightId", id}, {"MaxResults", 50.9}}));
    REQUIRE_FALSE(api::validate(input, {{"InsightId", id}, {"MaxResults", 51.0}}));
    REQUIRE_FALSE(api::validate(input, {{"InsightId", id}, {"MaxResults", 0.9}}));
}
