// SPDX-License-Identifier: Apache-2.0
#include "emulator/commands/trace_output.hpp"

#include <CLI/CLI.hpp>

#include "emulator/config/text_file.hpp"

namespace xray::emulator {

void add_trace_output_options(CLI::App& app, TraceOutput& output, const Environment& environment) {
    app.add_option("FILTER", output.selection.filter, "A filter expression; without one every trace");
    app.add_option("--trace", output.selection.trace_ids, "Only this trace; repeatable")
        ->type_name("ID")
        ->expected(1)
        ->take_all();
    add_endpoint_option(app, output.endpoint, environment);
    app.add_option("-o,--output", output.file, "Write to FILE")->type_name("FILE");
}

int write_output(const std::string& file, const std::string& text) {
    const auto written = write_text_file(file, text);
    return written ? 0 : report({kMisuse, written.error()});
}

}  // namespace xray::emulator
