// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/kit/trace_shape.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/views/snapshot.hpp"
#include "emulator/app.hpp"
#include "emulator/client/fetched_traces.hpp"
#include "emulator/client/service_graph_request.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/config/text_file.hpp"
#include "emulator/process/printable.hpp"
#include "emulator/run/child_environment.hpp"
#include "emulator/run/guarded_child.hpp"
#include "emulator/run/html_report.hpp"
#include "emulator/run/run_options.hpp"
#include "emulator/run/run_report.hpp"

namespace xray::emulator {
namespace {

using SteadyClock = std::chrono::steady_clock;

// As a shell exits for a command that it does not find, or that it may not run.
constexpr int kNotFound = 127;
constexpr int kNotExecutable = 126;

void tell(const std::string& text) {
    std::cerr << "xray-emulator: " << printable(text, Layout::kLines) << std::flush;
}

// SIGINT, SIGTERM and SIGHUP: blocked, they are for the command; else they end this process, and the guard
// the command.
void block_forwarded_signals(bool block) {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
    pthread_sigmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, nullptr);
}

double seconds_since(SteadyClock::time_point begin) {
    return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

// What is asked of the traces of a command that has ended.
class Judge {
public:
    Judge(const RunOptions& options, const EmulatorClient& client, const Environment& environment)
        : options_(options),
          client_(client),
          environment_(environment),
          end_(SteadyClock::now() + std::chrono::microseconds(options.patience.within)) {}

    [[nodiscard]] std::vector<RunVerdict> judge_all() {
        std::vector<RunVerdict> verdicts;
        for (const Expectation& expectation : options_.expectations)
            verdicts.push_back(judge_one(expectation));
        const bool tells_of_all =
            !options_.snapshot.path.empty() || !options_.export_file.empty() || !options_.html.empty();
        if (options_.expectations.empty() && tells_of_all) wait_for_quiet();
        if (!options_.snapshot.path.empty()) verdicts.push_back(judge_snapshot());
        return verdicts;
    }

private:
    // All expectations wait for one and the same end.
    [[nodiscard]] Patience patience_left() const {
        const auto left =
            std::chrono::duration_cast<std::chrono::microseconds>(end_ - SteadyClock::now()).count();
        return {std::max<Micros>(left, 0), options_.patience.quiet};
    }

    RunVerdict judge_one(const Expectation& expectation) const {
        const SteadyClock::time_point begin = SteadyClock::now();
        const auto judgement = judge(client_, expectation, patience_left());
        RunVerdict verdict{to_string(expectation), false, {}, 0, seconds_since(begin)};
        if (!judgement) {
            verdict.explanation = judgement.error().message + "\n";
        } else {
            verdict.met = judgement->met;
            verdict.explanation = judgement->explanation;
            verdict.matched = judgement->matched;
        }
        return verdict;
    }

    // Until nothing comes any more, so that what is told of all traces is not told too soon.
    void wait_for_quiet() const {
        Expectation any_number;
        any_number.at_most = 10'000;
        any_number.partial = true;
        (void)judge(client_, any_number, patience_left());
    }

    RunVerdict judge_snapshot() const {
        const SteadyClock::time_point begin = SteadyClock::now();
        RunVerdict verdict{"--snapshot " + options_.snapshot.path, false, {}, 0, 0};
        const auto traces = fetch_traces(client_, {});
        const auto difference =
            traces ? compare_with_snapshot(options_.snapshot, snapshot(*traces), environment_)
                   : CommandResult<std::string>(tl::unexpected(traces.error()));
        verdict.met = difference && difference->empty();
        verdict.explanation = difference ? *difference : difference.error().message + "\n";
        verdict.matched = traces ? traces->size() : 0;
        verdict.seconds = seconds_since(begin);
        return verdict;
    }

    const RunOptions& options_;
    const EmulatorClient& client_;
    const Environment& environment_;
    const SteadyClock::time_point end_;
};

// Writes a file that was asked for; says what stands in the way.
bool write_report(const std::string& path, const std::string& text) {
    const auto written = write_text_file(path, text);
    if (!written) tell(written.error() + "\n");
    return written.has_value();
}

bool append_to(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::app);
    file << text << "\n";
    file.flush();
    if (!file) tell("cannot write to GITHUB_STEP_SUMMARY, " + path + "\n");
    return static_cast<bool>(file);
}

// The service graph and the shapes of all traces, for the Markdown.
void look_at_traces(const EmulatorClient& client, RunOutcome& outcome) {
    if (const auto graph = fetch_service_graph(client)) outcome.graph = *graph;
    const auto traces = fetch_traces(client, {});
    if (!traces) return;
    for (const Trace& trace : *traces)
        outcome.shapes.push_back(trace.id.to_string() + " " + api::shape_of(make_digest(trace, {}, {})));
    std::reverse(outcome.shapes.begin(), outcome.shapes.end());
}

bool write_reports(const RunOptions& options, const EmulatorClient& client, const Environment& environment,
                   RunOutcome& outcome) {
    const auto summary =
        options.no_summary ? std::nullopt : find_variable(environment, "GITHUB_STEP_SUMMARY");
    bool all_written = true;
    if (!options.junit.empty()) all_written &= write_report(options.junit, junit_report(outcome));
    if (!options.export_file.empty()) {
        const auto text = fetch_export(client, {});
        if (!text) tell(text.error().message + "\n");
        all_written &= text && write_report(options.export_file, *text);
    }
    if (!options.html.empty()) {
        const auto page = html_report(client, outcome);
        if (!page) tell(page.error().message + "\n");
        all_written &= page && write_report(options.html, *page);
    }
    if (options.markdown.empty() && !summary) return all_written;
    look_at_traces(client, outcome);
    const std::string markdown = markdown_report(outcome);
    if (!options.markdown.empty()) all_written &= write_report(options.markdown, markdown);
    if (summary) all_written &= append_to(*summary, markdown);
    return all_written;
}

// Says what failed, and unless it is to be quiet, how much was met. Returns whether all was.
bool tell_verdicts(const std::vector<RunVerdict>& verdicts, bool quiet) {
    std::size_t met = 0;
    for (const RunVerdict& verdict : verdicts) {
        if (verdict.met) {
            ++met;
        } else {
            tell("not met: " + verdict.name + "\n" + verdict.explanation);
        }
    }
    if (!quiet && !verdicts.empty())
        tell(std::to_string(met) + " of " + std::to_string(verdicts.size()) + " expectations met\n");
    return met == verdicts.size();
}

int judge_and_report(const RunOptions& options, const Environment& environment, const Endpoint& http,
                     int command_code) {
    const EmulatorClient client(http);
    RunOutcome outcome{options.command, command_code, {}, {}, {}};
    outcome.verdicts = Judge(options, client, environment).judge_all();
    const bool all_met = tell_verdicts(outcome.verdicts, options.quiet);
    const bool all_written = write_reports(options, client, environment, outcome);
    if (command_code != 0) return command_code;
    if (!all_met) return kNotMet;
    return all_written ? 0 : 1;
}

int run_with_emulator(const RunOptions& options, const Environment& environment, GuardedChild child) {
    const auto log = Log::open(options.serve.log);
    if (!log) return report({1, log.error()});
    auto files = open_files(options.serve);
    if (!files) return report({kMisuse, files.error()});
    block_forwarded_signals(true);
    auto emulator = PrivateEmulator::start(options.serve, std::move(*files), **log);
    if (!emulator) return report({1, emulator.error()});
    const auto started = child.start(
        options.command, child_environment(environment, (*emulator)->http(), (*emulator)->daemon()));
    if (!started) {
        const bool is_missing = started.error() == ENOENT || started.error() == ENOTDIR;
        return report({is_missing ? kNotFound : kNotExecutable,
                       "cannot start " + options.command.front() + ": " + std::strerror(started.error())});
    }
    const int code = child.wait();
    block_forwarded_signals(false);
    return judge_and_report(options, environment, (*emulator)->http(), code);
}

}  // namespace

// xray-emulator run [OPTIONS] -- COMMAND: a command with an emulator of its own.
int run_run(std::span<const std::string> arguments, const Environment& environment) {
    auto read = read_run_options(arguments);
    if (const auto* const answer = std::get_if<PrintedAnswer>(&read)) return print(*answer);
    auto child = GuardedChild::prepare();
    if (!child) return report({1, child.error()});
    return run_with_emulator(std::get<RunOptions>(read), environment, std::move(*child));
}

}  // namespace xray::emulator
