// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace xray::test {

// Traces whose segments or subsegments are each other's parent, all of which the rules accept one by one.
// The trace id is left out of the documents, as for document().
struct CyclicTrace {
    std::string what;
    std::vector<std::string> documents;
};

[[nodiscard]] inline std::vector<CyclicTrace> cyclic_traces() {
    const std::string failed = R"("name":"n","start_time":10,"end_time":20,"fault":true)";
    const std::string segment_below_a =
        R"({"id":"cccccccccccccccc","parent_id":"aaaaaaaaaaaaaaaa",)" + failed;
    const std::string a_below_b =
        R"({"type":"subsegment","id":"aaaaaaaaaaaaaaaa","parent_id":"bbbbbbbbbbbbbbbb",)" + failed + "}";
    const std::string b_below_a =
        R"({"type":"subsegment","id":"bbbbbbbbbbbbbbbb","parent_id":"aaaaaaaaaaaaaaaa",)" + failed + "}";
    return {
        {"two independent subsegments, and a segment that one of them called",
         {segment_below_a + "}", a_below_b, b_below_a}},
        {"one document, in which a completed copy lies below the one in progress",
         {segment_below_a + R"(,"subsegments":[{"id":"aaaaaaaaaaaaaaaa","name":"n","start_time":10,
           "in_progress":true,"fault":true,"subsegments":[{"id":"bbbbbbbbbbbbbbbb",)" +
          failed + R"(,"subsegments":[{"id":"aaaaaaaaaaaaaaaa",)" + failed + "}]}]}]}"}},
        {"a subsegment in progress that its completed version puts below its own child",
         {segment_below_a + R"(,"subsegments":[{"id":"aaaaaaaaaaaaaaaa","name":"n","start_time":10,
           "in_progress":true,"fault":true}]})",
          b_below_a, a_below_b}},
        {"two segments that called each other",
         {R"({"id":"aaaaaaaaaaaaaaaa","parent_id":"bbbbbbbbbbbbbbbb",)" + failed + "}",
          R"({"id":"bbbbbbbbbbbbbbbb","parent_id":"aaaaaaaaaaaaaaaa",)" + failed + "}"}},
        {"a segment that a subsegment of its own called",
         {R"({"id":"aaaaaaaaaaaaaaaa","parent_id":"bbbbbbbbbbbbbbbb",)" + failed +
          R"(,"subsegments":[{"id":"bbbbbbbbbbbbbbbb","namespace":"remote",)" + failed + "}]}"}},
        {"a segment and a subsegment that are their own parents",
         {R"({"id":"aaaaaaaaaaaaaaaa","parent_id":"aaaaaaaaaaaaaaaa",)" + failed + "}",
          R"({"type":"subsegment","id":"bbbbbbbbbbbbbbbb","parent_id":"bbbbbbbbbbbbbbbb",)" + failed + "}"}},
    };
}

}  // namespace xray::test
