// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/filter/syntax/parser.hpp"
#include "core/filter/syntax/printer.hpp"

namespace xray::filter {
namespace {

std::string canonical(std::string_view text) {
    return print(parse(text).value());
}

TEST_CASE("filter printer: one spelling for one meaning", "[filter]") {
    CHECK(canonical("FAULT  and\nnot(Error)  OK") == "fault AND !error AND ok");
    CHECK(canonical("responseTime>=2.50") == "responsetime >= 2.5");
    CHECK(canonical("duration < 1e3") == "duration < 1000");
    CHECK(canonical("duration < 0.0000001") == "duration < 0.0000001");
    CHECK(canonical("ok = \"TRUE\"") == "ok = true");
    CHECK(canonical("name = traces") == "name = \"traces\"");
    CHECK(canonical("http.url contains \"a\\u0062c\"") == "http.url CONTAINS \"abc\"");
}

TEST_CASE("filter printer: parentheses only where the tree needs them", "[filter]") {
    CHECK(canonical("((fault)) OR ((error) AND (ok))") == "fault OR error AND ok");
    CHECK(canonical("(fault OR error) AND ok") == "(fault OR error) AND ok");
    CHECK(canonical("(fault AND error) AND ok") == "(fault AND error) AND ok");
    CHECK(canonical("fault OR (error OR ok)") == "fault OR (error OR ok)");
    CHECK(canonical("!(fault AND error)") == "!(fault AND error)");
    CHECK(canonical("!(fault)") == "!fault");
    CHECK(canonical("!(!fault)") == "!!fault");
}

TEST_CASE("filter printer: keys of annotations in the shortest form", "[filter]") {
    CHECK(canonical("Annotation[plain_1]") == "annotation.plain_1");
    CHECK(canonical("annotation[ a.b c ]") == "annotation[a.b c]");
    CHECK(canonical("annotation[\" padded\"]") == "annotation[\" padded\"]");
    CHECK(canonical("annotation[\"]\"]") == "annotation[\"]\"]");
    CHECK(canonical("annotation[\"\\\"x\"]") == "annotation[\"\\\"x\"]");
    CHECK(canonical("annotation[a\"b]") == "annotation[a\"b]");
    CHECK(canonical("annotation[\"\\t\"]") == "annotation[\"\\u0009\"]");
}

TEST_CASE("filter printer: nodes, bodies and root causes", "[filter]") {
    CHECK(canonical("service(){fault}") == "service() { fault }");
    CHECK(canonical("service(id(name:\"a\"))") == "service(\"a\")");
    CHECK(canonical("edge(id(account.id:\"1\",type:\"t\",name:\"n\"),\"b\")") ==
          "edge(id(name: \"n\", type: \"t\", account.id: \"1\"), \"b\")");
    CHECK(canonical("RootCause.Fault.Entity{last}") == "rootcause.fault.entity { last }");
    CHECK(canonical("rootcause.json = #[ {\"a\":[1,null,true] ,\"b\":{}},\"x\" ]") ==
          "rootcause.json = #[{ \"a\": [1, null, true], \"b\": {} }, \"x\"]");
    CHECK(print(parse_selector("edge(\"a\",id(type:\"t\"))").value()) == "edge(\"a\", id(type: \"t\"))");
    CHECK(print(parse_selector("service( \"a\" )").value()) == "service(\"a\")");
}

TEST_CASE("filter printer: strings keep every character", "[filter]") {
    CHECK(quote("a\"b\\c\n\u00e9") == "\"a\\\"b\\\\c\\u000a\u00e9\"");
    CHECK(quote("") == "\"\"");
}

}  // namespace
}  // namespace xray::filter
