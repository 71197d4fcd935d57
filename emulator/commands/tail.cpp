// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "api/kit/trace_shape.hpp"
#include "core/digest/digest_maker.hpp"
#include "emulator/client/fetched_traces.hpp"
#include "emulator/commands/subcommand.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

// What is told of an event: its type, and the data of that.
class EventReader {
public:
    // Takes a line of server-sent events; the event, once it is whole.
    struct Event {
        std::string type;
        json data;
    };
    std::optional<Event> take(std::string_view line) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with("event: ")) type_ = line.substr(7);
        if (line.starts_with("data: ")) data_ = line.substr(6);
        if (!line.empty() || type_.empty()) return std::nullopt;
        Event event{std::exchange(type_, {}), json::parse(std::exchange(data_, {}), nullptr, false)};
        return event;
    }

private:
    std::string type_;
    std::string data_;
};

CommandResult<void> say_trace(const EmulatorClient& client, const std::string& id) {
    const auto traces = fetch_traces(client, {{}, {}, {id}});
    if (!traces) return tl::unexpected(traces.error());
    for (const Trace& trace : *traces) say(id + "  " + api::shape_of(make_digest(trace, {}, {})) + "\n");
    return {};
}

}  // namespace

// xray-emulator tail [FILTER]: a line for each trace that appears or changes, until it is interrupted.
int run_tail(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Shows a line for each trace that appears or changes, and for what is refused.",
                 "xray-emulator tail");
    std::string filter;
    std::string endpoint;
    std::size_t most = 0;
    app.add_option("FILTER", filter, "A filter expression; without one every trace");
    add_endpoint_option(app, endpoint, environment);
    app.add_option("--most", most, "End after so many lines")->type_name("N");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    const std::string target =
        "/_emulator/events" + (filter.empty() ? std::string() : "?filter=" + percent_encoded(filter));
    EventReader reader;
    std::size_t lines = 0;
    CommandResult<void> failed;
    const auto take = [&](unsigned status, std::string_view line) {
        if (status != 200) {
            failed = tl::unexpected(body_of(ClientAnswer{status, std::string(line)}).error());
            return false;
        }
        const auto event = reader.take(line);
        if (!event || !event->data.is_object()) return true;
        if (event->type == "trace") {
            failed = say_trace(*client, event->data.value("Id", std::string()));
        } else if (event->type == "rejected") {
            say("refused by " + event->data.value("Source", std::string()) + ": " +
                event->data.value("Message", std::string()) + "\n");
        } else {
            return true;
        }
        return failed.has_value() && ++lines != most;
    };
    const auto read = client->read_lines(target, take);
    if (!read) return report({kNoEmulator, read.error()});
    return failed ? 0 : report(failed.error());
}

}  // namespace xray::emulator
