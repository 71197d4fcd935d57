// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/run_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <map>
#include <optional>

#include <CLI/CLI.hpp>

#include "emulator/client/duration_option.hpp"
#include "emulator/config/make_serve_config.hpp"
#include "emulator/config/options.hpp"
#include "emulator/run/html_report.hpp"

namespace xray::emulator {
namespace {

// Options of `serve` that make sense for an emulator that lives as long as a command.
constexpr std::array<std::string_view, 6> kServeOptions{"bind", "port", "db", "strict", "sampling", "rules"};

struct Texts {
    std::vector<std::string> expect;
    std::vector<std::string> forbid;
    std::vector<std::string> count;
    std::vector<std::string> exactly;
    std::vector<std::string> at_most;
    std::vector<std::string> calls;
    std::string within = "5s";
    std::string quiet_time;
};

std::optional<std::uint64_t> number_of(const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return number;
}

CLI::Option* add_list(CLI::App& app, const std::string& name, std::vector<std::string>& into,
                      const std::string& help, const char* type) {
    return app.add_option(name, into, help)->type_name(type)->expected(1)->take_all();
}

// The options of `serve` among those of `run`, and what was given of them.
class ServePart {
public:
    explicit ServePart(CLI::App& app) {
        for (const std::string_view name : kServeOptions) {
            if (const Option* const option = find_serve_option(name)) add(app, *option);
        }
    }

    [[nodiscard]] tl::expected<ServeConfig, std::string> config() const {
        OptionLayer layer{{"port", {"0", "--port"}}};
        for (const Given& given : given_) {
            if (given.reader->count() == 0) continue;
            const std::string name(given.option->name);
            layer[name] = {is_flag(*given.option) ? "true" : given.text, "--" + name};
        }
        layer["log-level"] = {"error", "--log-level"};
        return make_serve_config(std::move(layer));
    }

private:
    struct Given {
        const Option* option = nullptr;
        const CLI::Option* reader = nullptr;
        std::string text;
        bool is_set = false;
    };

    void add(CLI::App& app, const Option& option) {
        Given& given = given_.emplace_back();
        given.option = &option;
        const std::string name = "--" + std::string(option.name);
        const std::string help =
            option.name == "port" ? "UDP and TCP port (default: a free one)" : std::string(option.help);
        given.reader =
            is_flag(option)
                ? app.add_flag(name, given.is_set, help)
                : app.add_option(name, given.text, help)->type_name(std::string(option.value_name));
    }

    // CLI11 holds references to the elements, which a deque does not move.
    std::deque<Given> given_;
};

// Puts the expectations together in the order of the command line: --count and the like belong to the
// --expect in front of them.
class ExpectationReader {
public:
    ExpectationReader(CLI::App& app, Texts& texts) : texts_(texts) {
        const auto add = [&](const char* name, std::vector<std::string>& into, const char* help,
                             const char* type) { lists_[add_list(app, name, into, help, type)] = &into; };
        add("--expect", texts.expect, "At least one trace must match; repeatable", "FILTER");
        add("--forbid", texts.forbid, "No trace may match; repeatable", "FILTER");
        add("--count", texts.count, "Of the --expect in front: at least so many", "N");
        add("--exactly", texts.exactly, "Of the --expect in front: exactly so many", "N");
        add("--at-most", texts.at_most, "Of the --expect in front: at most so many", "N");
        add("--calls", texts.calls, "Of the --expect in front: 'FROM -> TO OP N'; repeatable", "CALLS");
    }

    [[nodiscard]] tl::expected<std::vector<Expectation>, std::string> read(const CLI::App& app) const {
        std::vector<Expectation> expectations;
        std::map<const CLI::Option*, std::size_t> taken;
        for (const CLI::Option* const option : app.parse_order()) {
            const auto list = lists_.find(option);
            if (list == lists_.end()) continue;
            const std::string& text = list->second->at(taken[option]++);
            if (auto added = add(*list->second, option->get_name(), text, expectations); !added)
                return tl::unexpected(added.error());
        }
        return expectations;
    }

private:
    [[nodiscard]] tl::expected<void, std::string> add(const std::vector<std::string>& list,
                                                      const std::string& name, const std::string& text,
                                                      std::vector<Expectation>& expectations) const {
        const bool begins = &list == &texts_.expect || &list == &texts_.forbid;
        if (begins) {
            Expectation& expectation = expectations.emplace_back();
            expectation.filter = text;
            expectation.forbidden = &list == &texts_.forbid;
            return {};
        }
        if (expectations.empty())
            return tl::unexpected(name + " must follow the --expect that it belongs to");
        Expectation& expectation = expectations.back();
        if (&list == &texts_.calls) {
            expectation.calls.push_back(text);
            return {};
        }
        const auto number = number_of(text);
        if (!number) return tl::unexpected(name + ": '" + text + "' is not a whole number");
        std::optional<std::uint64_t>& place = &list == &texts_.count     ? expectation.count
                                              : &list == &texts_.exactly ? expectation.exactly
                                                                         : expectation.at_most;
        if (place) return tl::unexpected(name + " is given twice for --expect '" + expectation.filter + "'");
        place = number;
        return {};
    }

    Texts& texts_;
    std::map<const CLI::Option*, std::vector<std::string>*> lists_;
};

void add_reports(CLI::App& app, RunOptions& options, Texts& texts) {
    app.add_option("--within", texts.within,
                   "How long to wait for expectations after the command (default: 5s)")
        ->type_name("DURATION");
    app.add_option("--quiet-time", texts.quiet_time, "How long nothing must come before a trace counts")
        ->type_name("DURATION");
    app.add_option("--snapshot", options.snapshot.path, "Compare the shape of all traces with FILE")
        ->type_name("FILE");
    app.add_flag("--update", options.snapshot.update, "Write the snapshot instead of comparing");
    app.add_option("--junit", options.junit, "Write the outcome as JUnit XML")->type_name("FILE");
    app.add_option("--markdown", options.markdown, "Write the outcome and the service map as Markdown")
        ->type_name("FILE");
    app.add_option("--export", options.export_file, "Write all traces, one in a line")->type_name("FILE");
    app.add_option("--html", options.html, "Write a report that a browser opens, with the traces in it")
        ->type_name("FILE");
    app.add_flag("--quiet", options.quiet, "Say nothing unless something fails");
    app.add_flag("--no-summary", options.no_summary, "Do not write to GITHUB_STEP_SUMMARY");
}

// Whether everything that was written can be judged; else what is wrong.
tl::expected<void, std::string> check(const RunOptions& options) {
    if (!options.html.empty() && !can_write_html_report())
        return tl::unexpected(std::string("--html: this binary was built without the console"));
    if (options.snapshot.update && options.snapshot.path.empty())
        return tl::unexpected(std::string("--update requires --snapshot"));
    for (const Expectation& expectation : options.expectations) {
        const auto question = wait_question(expectation, options.patience);
        if (!question) return tl::unexpected(question.error());
    }
    return {};
}

}  // namespace

std::variant<RunOptions, PrintedAnswer> read_run_options(std::span<const std::string> arguments) {
    const auto end = std::find(arguments.begin(), arguments.end(), "--");
    const auto own = arguments.first(static_cast<std::size_t>(end - arguments.begin()));
    CLI::App app(
        "xray-emulator run [OPTIONS] -- COMMAND [ARGUMENTS]\n\nRuns a command with an emulator of its own, "
        "and asserts on its traces. Exits as the command does, "
        "or with "
        "3 if an expectation failed.",
        "xray-emulator run");
    RunOptions options;
    Texts texts;
    const ExpectationReader expectations(app, texts);
    add_reports(app, options, texts);
    const ServePart serve(app);
    if (auto answer = parse_command_line(app, own)) return std::move(*answer);
    const auto wrong = [](const std::string& message) { return misuse(message, "run"); };
    auto read = expectations.read(app);
    if (!read) return wrong(read.error());
    options.expectations = std::move(*read);
    const auto patience = read_patience(texts.within, texts.quiet_time);
    if (!patience) return wrong(patience.error());
    options.patience = *patience;
    auto config = serve.config();
    if (!config) return wrong(config.error());
    options.serve = std::move(*config);
    if (const auto checked = check(options); !checked) return wrong(checked.error());
    if (end == arguments.end() || end + 1 == arguments.end())
        return wrong("there is no command; it stands behind --, as in: xray-emulator run -- pytest");
    options.command.assign(end + 1, arguments.end());
    return options;
}

}  // namespace xray::emulator
