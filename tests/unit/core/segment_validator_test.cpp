// SPDX-License-Identifier: Apache-2.0
#include "core/segment/segment_validator.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

using nlohmann::json;
using xray::SegmentValidator;

namespace {

json valid_segment() {
    return {{"id", "70de5b6f19ff9a0a"},
            {"name", "api.example.com"},
            {"trace_id", "1-581cf771-a006649127e371903a2de979"},
            {"start_time", 1478293361.271},
            {"end_time", 1478293361.449}};
}

json valid_subsegment() {
    json document = valid_segment();
    document["type"] = "subsegment";
    document["parent_id"] = "70de5b6f19ff9a0b";
    return document;
}

std::string code_of(const std::string& text) {
    SegmentValidator validator;
    const auto result = validator.validate(text);
    return result ? "accepted" : result.error().error_code;
}

std::string code_with(json document, const char* member, const json& value) {
    document[member] = value;
    return code_of(document.dump());
}

std::string code_without(json document, const char* member) {
    document.erase(member);
    return code_of(document.dump());
}

json embedding(const json& subsegment) {
    json document = valid_segment();
    json below = {{"id", "53995c3f42cd8ad8"}, {"name", "query"}, {"start_time", 1.5}, {"end_time", 2.5}};
    below.update(subsegment);
    document["subsegments"] = json::array({below});
    return document;
}

}  // namespace

TEST_CASE("rules: a segment and an independent subsegment with what they need are accepted", "[rules]") {
    SegmentValidator validator;
    const auto segment = validator.validate(valid_segment().dump());
    REQUIRE(segment);
    CHECK(segment->trace_id.to_string() == "1-581cf771-a006649127e371903a2de979");
    CHECK(segment->id.to_string() == "70de5b6f19ff9a0a");
    CHECK(segment->complete);
    CHECK(validator.validate(valid_subsegment().dump()));
    CHECK(code_with(valid_segment(), "type", "segment") == "accepted");
}

TEST_CASE("rules: a trace id may have the W3C form, and upper-case digits", "[rules]") {
    CHECK(code_with(valid_segment(), "trace_id", "581cf771a006649127e371903a2de979") == "accepted");
    CHECK(code_with(valid_segment(), "trace_id", "1-581CF771-A006649127E371903A2DE979") == "accepted");
    CHECK(code_with(valid_segment(), "trace_id", "1-00000000-a006649127e371903a2de979") == "accepted");
    CHECK(code_with(valid_segment(), "trace_id", "1-581cf771-a006649127e371903a2de97") == "InvalidTraceId");
    CHECK(code_with(valid_segment(), "trace_id", 12) == "InvalidTraceId");
    CHECK(code_with(valid_segment(), "trace_id", "") == "MissingTraceId");
    CHECK(code_with(valid_segment(), "trace_id", nullptr) == "MissingTraceId");
}

TEST_CASE("rules: the characters of a name", "[rules]") {
    for (const char* name : {"a", "Zürich 7", "日本サービス", "_.:/%&#=+\\-@", "127.0.0.1:8080",
                             ":memory:", "Ελληνικά٣", "tab\there", "x\xC2\xA0y"}) {
        INFO(name);
        CHECK(code_with(valid_segment(), "name", name) == "accepted");
    }
    for (const char* name :
         {"a?b", "f(x)", "a;b", "a,b", "100$", "a*b", "a\"b", "<x>", "a|b", "emoji 🎲", "a’b"}) {
        INFO(name);
        CHECK(code_with(valid_segment(), "name", name) == "InvalidName");
    }
    CHECK(code_with(valid_segment(), "name", 7) == "InvalidName");
    CHECK(code_with(valid_segment(), "name", std::string(5000, 'x')) == "accepted");
}

TEST_CASE("rules: an end or in_progress, and not both", "[rules]") {
    CHECK(code_without(valid_segment(), "end_time") == "MissingEndTime");
    CHECK(code_with(valid_segment(), "in_progress", true) == "InProgressSegmentHasEndTime");
    CHECK(code_with(valid_subsegment(), "in_progress", true) == "InProgressSubsegmentHasEndTime");
    CHECK(code_with(valid_segment(), "in_progress", false) == "accepted");
    json open = valid_segment();
    open.erase("end_time");
    open["in_progress"] = true;
    SegmentValidator validator;
    REQUIRE(validator.validate(open.dump()));
    CHECK_FALSE(validator.validate(open.dump())->complete);
    // The .NET SDK writes an end of 0 until there is one.
    open["end_time"] = 0;
    REQUIRE(validator.validate(open.dump()));
    CHECK_FALSE(validator.validate(open.dump())->complete);
    CHECK(code_with(valid_segment(), "end_time", 0) == "accepted");
}

TEST_CASE("rules: times are numbers of any size and form", "[rules]") {
    for (const char* start : {"0", "-1", "1.795374564359E9", "1e0", "1795374564", "99999999999999"}) {
        INFO(start);
        std::string text = valid_segment().dump();
        text.replace(text.find("1478293361.271"), 14, start);
        CHECK(code_of(text) == "accepted");
    }
    CHECK(code_without(valid_segment(), "start_time") == "MissingStartTime");
    CHECK(code_with(valid_segment(), "start_time", nullptr) == "MissingStartTime");
    CHECK(code_with(valid_segment(), "start_time", "1478293361") == "ParseError");
    CHECK(code_with(valid_segment(), "end_time", "later") == "ParseError");
}

TEST_CASE("rules: ids and parent ids", "[rules]") {
    CHECK(code_with(valid_segment(), "id", "70DE5B6F19FF9A0A") == "accepted");
    CHECK(code_with(valid_segment(), "id", "70de5b6f19ff9a0") == "InvalidId");
    CHECK(code_with(valid_segment(), "id", 12345678) == "InvalidId");
    CHECK(code_with(valid_segment(), "parent_id", "70de5b6f19ff9a0c") == "accepted");
    CHECK(code_with(valid_segment(), "parent_id", "no id") == "InvalidParentId");
    CHECK(code_with(valid_segment(), "parent_id", nullptr) == "accepted");
    CHECK(code_without(valid_subsegment(), "parent_id") == "MissingParentId");
    CHECK(code_with(valid_subsegment(), "parent_id", "no id") == "InvalidParentId");
}

TEST_CASE("rules: a bad embedded subsegment refuses the document under the outer id", "[rules]") {
    SegmentValidator validator;
    CHECK(validator.validate(embedding(json::object()).dump()));
    const auto refused = validator.validate(embedding({{"end_time", nullptr}}).dump());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "70de5b6f19ff9a0a");
    CHECK(refused.error().error_code == "MissingEndTime");
    CHECK(refused.error().message == "Invalid subsegment. ErrorCode: MissingEndTime, Cause: null");
    CHECK(code_of(embedding({{"id", nullptr}}).dump()) == "MissingId");
    CHECK(code_of(embedding({{"name", "a?"}}).dump()) == "InvalidName");
    CHECK(code_of(embedding({{"in_progress", true}}).dump()) == "InProgressSubsegmentHasEndTime");
    CHECK(code_of(embedding({{"subsegments", json::array({{{"id", "53995c3f42cd8ad9"}}})}}).dump()) ==
          "MissingName");
    // Clients repeat these in embedded ones, and not always rightly.
    CHECK(code_of(embedding({{"trace_id", "x"}, {"parent_id", "y"}, {"type", "subsegment"}}).dump()) ==
          "accepted");
}

TEST_CASE("rules: what is no JSON object is a ParseError, worded by what was found", "[rules]") {
    SegmentValidator validator;
    CHECK(validator.validate("x").error().message == "Invalid segment. ErrorCode: ParseError");
    CHECK(validator.validate("[]").error().message == "Invalid entity. ErrorCode: ParseError");
    for (const std::string& text :
         {std::string(), std::string("  "), std::string("{"), std::string("null"), std::string("\"text\""),
          valid_segment().dump() + valid_segment().dump(), std::string("{\"id\":\"\xff\xfe\"}"),
          std::string(600, '[') + std::string(600, ']')}) {
        INFO(text.substr(0, 60));
        REQUIRE_FALSE(validator.validate(text));
        CHECK(validator.validate(text).error().error_code == "ParseError");
        CHECK_FALSE(validator.validate(text).error().id.has_value());
    }
    CHECK(validator.validate(valid_segment().dump() + "\n  \n"));
}

TEST_CASE("rules: the first broken rule is told, in the service's order", "[rules]") {
    json document = json::object();
    const auto expect = [&](const char* code) { CHECK(code_of(document.dump()) == code); };
    document["type"] = "other";
    expect("UnknownType");
    document["type"] = "subsegment";
    expect("MissingId");
    document["id"] = "70de5b6f19ff9a0a";
    expect("MissingName");
    document["name"] = "x";
    expect("MissingTraceId");
    document["trace_id"] = "1-581cf771-a006649127e371903a2de979";
    expect("MissingStartTime");
    document["start_time"] = 1;
    expect("MissingEndTime");
    document["end_time"] = 2;
    document["subsegments"] = json::array({json::object()});
    expect("MissingParentId");
    document["parent_id"] = "70de5b6f19ff9a0b";
    expect("MissingId");
    document.erase("subsegments");
    expect("accepted");
}

TEST_CASE("rules: NaN and Infinity of the Python SDK become null, in texts they stay", "[rules]") {
    json document = valid_segment();
    document["metadata"] = {{"default", {{"text", "NaN \\\" Infinity"}, {"number", "@"}}}};
    for (const char* word : {"NaN", "Infinity", "-Infinity"}) {
        std::string text = document.dump();
        text.replace(text.find("\"@\""), 3, word);
        SegmentValidator validator;
        const auto result = validator.validate(text);
        REQUIRE(result);
        REQUIRE(result->rewritten);
        const json stored = json::parse(*result->rewritten);
        CHECK(stored["metadata"]["default"]["number"].is_null());
        CHECK(stored["metadata"]["default"]["text"] == "NaN \\\" Infinity");
    }
    SegmentValidator validator;
    CHECK_FALSE(validator.validate(document.dump())->rewritten);
}

TEST_CASE("rules: integers beyond 64 bits do no harm", "[rules]") {
    std::string text = valid_segment().dump();
    text.insert(1, "\"metadata\":{\"default\":{\"n\":123456789012345678901234567890}},");
    CHECK(code_of(text) == "accepted");
}

namespace {

// "member|explanation" of a refusal.
std::string told_of(const std::string& text) {
    SegmentValidator validator;
    const auto result = validator.validate(text);
    return result ? "accepted" : result.error().member + "|" + result.error().explanation;
}

std::string told_with(const char* member, const json& value) {
    json document = valid_segment();
    document[member] = value;
    return told_of(document.dump());
}

std::string told_without(const char* member) {
    json document = valid_segment();
    document.erase(member);
    return told_of(document.dump());
}

}  // namespace

TEST_CASE("rules: a refusal tells which member broke the rule, how, and what was found", "[rules]") {
    CHECK(told_without("id") == "id|id is missing");
    CHECK(told_with("id", "abc") == "id|id must be 16 hexadecimal digits, but is \"abc\"");
    CHECK(told_with("id", "") == "id|id is empty");
    CHECK(told_with("name", 7) == "name|name must be a string, but is 7");
    CHECK(told_with("name", "a<b") ==
          "name|name may have letters, digits, white space and "
          "_ . : / % & # = + \\ - @ only, but is \"a<b\"");
    CHECK(told_with("trace_id", "1-2-3") ==
          "trace_id|trace_id must be like 1-58406520-a006649127e371903a2de979 (1, 8 and 24 hexadecimal "
          "digits), but is \"1-2-3\"");
    CHECK(told_with("start_time", "now") ==
          "start_time|start_time must be a number: seconds since 1970, but is \"now\"");
    CHECK(told_with("end_time", json::array()) ==
          "end_time|end_time must be a number: seconds since 1970, but is a list");
    CHECK(told_without("end_time") == "end_time|end_time is missing, and in_progress is not true");
    CHECK(told_with("in_progress", true) ==
          "end_time|end_time must not be there while in_progress is true, but is 1.478293361449E9");
    CHECK(told_with("parent_id", json::object()) ==
          "parent_id|parent_id must be 16 hexadecimal digits, but is an object");
    CHECK(told_with("type", "span") == "type|type must be segment or subsegment, but is \"span\"");
    CHECK(told_with("type", "subsegment") ==
          "parent_id|parent_id is missing: a subsegment that is sent by itself must name its parent");
    CHECK(told_of("[]") == "|the text must be a JSON object, but is a list");
}

TEST_CASE("rules: a member of an embedded subsegment is told with its place", "[rules]") {
    const json good = {{"id", "53995c3f42cd8ad8"}, {"name", "q"}, {"start_time", 1}, {"end_time", 2}};
    json below = good;
    below["subsegments"] = {good, good, {{"id", "53995c3f42cd8ad8"}, {"name", ""}}};
    json document = valid_segment();
    document["subsegments"] = {good, below};
    CHECK(told_of(document.dump()) ==
          "subsegments[1].subsegments[2].name|subsegments[1].subsegments[2].name is empty");
    document["subsegments"] = {good, 7};
    CHECK(told_of(document.dump()) == "subsegments[1]|subsegments[1] must be an object, but is 7");
}

TEST_CASE("rules: where a text stops being JSON is told", "[rules]") {
    SegmentValidator validator;
    const auto place_of = [&](std::string_view text) {
        const auto result = validator.validate(text);
        REQUIRE_FALSE(result);
        return result.error().position.value_or(9999);
    };
    CHECK(place_of(R"({"id":,})") == 6);
    CHECK(place_of(R"({"id":"1"} x)") == 11);
    CHECK_THAT(told_of(R"({"id":,})"), Catch::StartsWith("|the text is no JSON from byte 6 on: "));
    CHECK_THAT(told_of(std::string(600, '[')), Catch::EndsWith("nested deeper than 512 levels"));
}

TEST_CASE("rules: a long value is cut between characters in what is told", "[rules]") {
    std::string umlauts = "x<";
    while (umlauts.size() < 1000) umlauts += "\xc3\xa4";
    const std::string told = told_with("name", umlauts);
    CHECK(told.size() < 250);
    CHECK_THAT(told, Catch::EndsWith("\xc3\xa4...\""));
}

TEST_CASE("rules: name and times of an accepted document are told", "[rules]") {
    SegmentValidator validator;
    const auto segment = validator.validate(valid_segment().dump());
    REQUIRE(segment);
    CHECK(segment->name == "api.example.com");
    CHECK(segment->start_time == 1478293361.271);
    CHECK(segment->end_time == 1478293361.449);
    json running = valid_segment();
    running.erase("end_time");
    running["in_progress"] = true;
    CHECK_FALSE(validator.validate(running.dump())->end_time);
}
