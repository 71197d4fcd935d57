// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace xray::emulator {

// What became of one expectation of a run.
struct RunVerdict {
    std::string name;  // as it was written
    bool met = false;
    std::string explanation;  // why not
    std::uint64_t matched = 0;
    double seconds = 0;  // that it took
};

// What a run leaves to be told.
struct RunOutcome {
    std::vector<std::string> command;
    int exit_code = 0;  // of the command
    std::vector<RunVerdict> verdicts;
    std::string graph;                // as GetServiceGraph answers it
    std::vector<std::string> shapes;  // a line for each trace, the newest first
};

// JUnit XML: a test case for each expectation, and one for the command if it failed.
[[nodiscard]] std::string junit_report(const RunOutcome& outcome);

// Markdown: a table of the expectations, the explanation of each that failed, the service map as a Mermaid
// graph and the first 20 traces.
[[nodiscard]] std::string markdown_report(const RunOutcome& outcome);

}  // namespace xray::emulator
