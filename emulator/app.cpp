// SPDX-License-Identifier: Apache-2.0
#include "emulator/app.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <climits>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include "api/context/adjustable_clock.hpp"
#include "api/context/context.hpp"
#include "api/http/web_origin.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "api/sampling/start_rules.hpp"
#include "core/base/counters.hpp"
#include "core/base/time.hpp"
#include "emulator/config/text_file.hpp"
#include "emulator/forward/forwarder.hpp"
#include "emulator/forward/own_address.hpp"
#include "emulator/forward/tls_client.hpp"
#include "emulator/http/http_server.hpp"
#include "emulator/http/listen_sockets.hpp"
#include "emulator/http2/http2_session.hpp"
#include "emulator/process/announcement.hpp"
#include "emulator/process/intake_log.hpp"
#include "emulator/process/loss_report.hpp"
#include "emulator/process/parent_watch.hpp"
#include "emulator/process/printable.hpp"
#include "emulator/process/ready_file.hpp"
#include "emulator/udp_listener.hpp"
#include "emulator/version.hpp"
#include "storage/trace_store.hpp"

namespace xray::emulator {
namespace {

namespace asio = boost::asio;

// How long the end may wait for traces to be worked out; the next start does the rest.
constexpr std::chrono::seconds kLastSettle{1};

class SystemClock : public Clock {
public:
    [[nodiscard]] Micros now() const override {
        const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
    }
};

// Room for the connections that HttpServer allows; many systems start processes with 1024.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

storage::StoreOptions store_options(const ServeConfig& config) {
    storage::StoreOptions options;
    options.path = config.database;
    options.account_id = config.account_id;
    options.indexing_delay = config.indexing_delay;
    options.retention = config.retention;
    return options;
}

// What this machine calls itself; empty if it does not say.
std::string machine_name() {
    std::array<char, HOST_NAME_MAX + 1> machine{};
    if (gethostname(machine.data(), machine.size() - 1) != 0) return {};
    return machine.data();
}

// Beside what --allow-host names, browsers may ask by the names that the machine has itself.
api::WebAccess web_access(const ServeConfig& config) {
    api::WebAccess access{config.allowed_hosts, config.cors_origins};
    for (const std::string& name : {machine_name(), config.udp.host, config.tcp.host}) {
        if (const auto host = api::parse_host(name)) access.hosts.push_back(host->name);
    }
    return access;
}

Listening where(const ListenSockets& sockets, const ServeConfig& config) {
    const auto udp = sockets.udp.local_endpoint();
    const auto tcp = sockets.tcp.local_endpoint();
    return {{udp.address().to_string(), udp.port()},
            {tcp.address().to_string(), tcp.port()},
            {reachable_host(config.udp.host), udp.port()},
            {reachable_host(config.tcp.host), tcp.port()}};
}

std::string describe_tls(const TlsConfig& config, const Endpoint& http) {
    std::string text = "TLS on the same port: https://" + to_string(http);
    if (!config.self_signed) return text;
    if (config.certificate_out.empty())
        return text + ", with a certificate made for this run (--tls-cert-out saves it for clients)";
    return text + "; clients must trust the certificate in " + config.certificate_out;
}

// Everything that lives from the start to the end, in the order of construction; destruction goes backwards.
class App {
public:
    App(const ServeConfig& config, Log& log, ServeFiles files)
        : config_(config), log_(log), files_(std::move(files)), signals_(io_) {
        make_forwarder();
    }

    // Whether whoever started this process wanted it to end with them, and had gone before it began.
    [[nodiscard]] bool has_come_too_late() const;
    tl::expected<void, std::string> start();
    // From here on SIGINT and SIGTERM end it.
    void heed_signals();
    void run();
    // Has run() return soon; for any thread.
    void stop();
    void end() noexcept;
    [[nodiscard]] const Endpoint& http() const { return listening_.http; }
    [[nodiscard]] const Endpoint& daemon() const { return listening_.daemon; }

private:
    void make_forwarder();
    // Whether one of the places to forward to is this emulator.
    [[nodiscard]] tl::expected<void, std::string> check_forwards() const;
    tl::expected<void, std::string> open_store();
    tl::expected<std::vector<asio::ip::tcp::acceptor>, std::string> all_acceptors(
        asio::ip::tcp::acceptor first);
    void announce() const;
    void watch_parent();
    tl::expected<void, std::string> tell_where() const;
    void on_signal(int signal);
    void on_orphaned();
    void begin_end();

    const ServeConfig& config_;
    Log& log_;
    ServeFiles files_;
    SystemClock system_clock_;
    api::AdjustableClock clock_{system_clock_};
    Counters counters_;
    IntakeLog intake_log_{log_};
    Listening listening_;
    Endpoint otlp_grpc_;  // where clients of this machine reach it over gRPC
    asio::io_context io_{1};
    asio::signal_set signals_;
    ParentWatch parent_watch_{io_, [this] { on_orphaned(); }};
    std::unique_ptr<Forwarder> forwarder_;  // null: nothing is passed on
    std::unique_ptr<storage::TraceStore> store_;
    std::optional<api::SegmentIngest> ingest_;
    std::optional<api::Context> context_;
    std::optional<UdpListener> udp_;
    std::optional<HttpServer> http_server_;
    std::optional<LossReport> loss_report_;
};

bool App::has_come_too_late() const {
    return config_.exit_with_parent && parent_watch_.was_adopted();
}

tl::expected<void, std::string> App::start() {
    auto sockets = bind_sockets(io_, config_.udp, config_.tcp);
    if (!sockets) return tl::unexpected(sockets.error());
    listening_ = where(*sockets, config_);
    if (auto opened = open_store(); !opened) return opened;

    udp_.emplace(std::move(sockets->udp), *ingest_, context_->faults, counters_,
                 [this](std::string_view what, std::string_view reason) { log_.failure(what, reason); });
    auto acceptors = all_acceptors(std::move(sockets->tcp));
    if (!acceptors) return tl::unexpected(acceptors.error());
    context_->otlp_grpc_address = "http://" + to_string(otlp_grpc_);
    if (auto checked = check_forwards(); !checked) return checked;
    http_server_.emplace(
        io_, std::move(*acceptors), *context_, log_, files_.tls ? &files_.tls->context : nullptr,
        [](ConnectionHost& host, asio::ip::tcp::socket socket, std::string received) {
            return std::make_shared<Http2Session>(host, std::move(socket), std::move(received));
        });
    if (const auto error = http_server_->start()) {
        return tl::unexpected("cannot listen on TCP " + to_string(listening_.tcp) + ": " + error.message());
    }
    if (forwarder_) forwarder_->start();
    udp_->start();
    loss_report_.emplace(io_, counters_, intake_log_, log_);
    loss_report_->start();
    announce();
    if (config_.exit_with_parent) watch_parent();
    return tell_where();
}

void App::heed_signals() {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](boost::system::error_code error, int signal) {
        if (!error) on_signal(signal);
    });
}

void App::stop() {
    asio::post(io_, [this] { begin_end(); });
}

// `first`, and the port on which exporters look for gRPC where there is one of its own.
tl::expected<std::vector<asio::ip::tcp::acceptor>, std::string> App::all_acceptors(
    asio::ip::tcp::acceptor first) {
    std::vector<asio::ip::tcp::acceptor> acceptors;
    acceptors.push_back(std::move(first));
    otlp_grpc_ = listening_.http;
    const std::uint16_t wanted_by_default = config_.tcp.port == kDefaultPort ? kOtlpGrpcPort : 0;
    const std::uint16_t port = config_.otlp_grpc_port.value_or(wanted_by_default);
    if (port == 0 || port == listening_.http.port) return acceptors;
    bool in_use = false;
    auto acceptor = bind_tcp(io_, {config_.tcp.host, port}, in_use);
    if (!acceptor && (config_.otlp_grpc_port || !in_use)) return tl::unexpected(acceptor.error());
    if (!acceptor) {
        log_.info("TCP port " + std::to_string(port) +
                  " is in use by another program; OpenTelemetry over gRPC is served on " +
                  to_string(listening_.http) + " only");
        return acceptors;
    }
    otlp_grpc_.port = port;
    acceptors.push_back(std::move(*acceptor));
    return acceptors;
}

void App::watch_parent() {
    if (parent_watch_.can_watch()) return parent_watch_.start();
    log_.warn(
        "--exit-with-parent has no effect: the process that started this one is outside of its container");
}

// After everything listens: a start that fails must not replace what another emulator has written.
tl::expected<void, std::string> App::tell_where() const {
    const std::string& certificate_file = config_.tls.certificate_out;
    if (files_.tls && !certificate_file.empty()) {
        const auto written = write_text_file(certificate_file, files_.tls->certificate);
        if (!written) return tl::unexpected("--tls-cert-out: " + written.error());
    }
    if (config_.ready_file.empty()) return {};
    return write_ready_file(config_.ready_file, {listening_.http, listening_.daemon, otlp_grpc_},
                            files_.tls != nullptr);
}

void App::make_forwarder() {
    if (config_.forwards.empty()) return;
    forwarder_ = std::make_unique<Forwarder>(config_.forwards, std::move(files_.forward_tls), log_);
}

tl::expected<void, std::string> App::check_forwards() const {
    const std::array tcp_ports{listening_.tcp.port, otlp_grpc_.port};
    const std::array udp_ports{listening_.udp.port};
    for (const ForwardTarget& target : config_.forwards) {
        const auto ports = target.kind == ForwardKind::kDaemon ? std::span<const std::uint16_t>(udp_ports)
                                                               : std::span<const std::uint16_t>(tcp_ports);
        if (leads_here(target, ports, machine_name()))
            return tl::unexpected("--forward: " + target.url + " is this emulator itself");
    }
    return {};
}

tl::expected<void, std::string> App::open_store() {
    auto store = storage::TraceStore::open(store_options(config_), clock_, counters_,
                                           [this](std::string_view text) { log_.warn(text); });
    if (!store) return tl::unexpected(store.error().message);
    store_ = std::move(*store);
    ingest_.emplace(*store_, counters_, clock_, config_.strict);
    api::Context& context = context_.emplace(*store_, *ingest_, clock_, counters_);
    ingest_->listen(intake_log_.listeners(context.events));
    ingest_->forward_to(forwarder_.get());
    context.region = config_.region;
    context.account_id = config_.account_id;
    context.version = version();
    context.build = build_description();
    context.udp_address = to_string(listening_.daemon);
    context.http_address = "http://" + to_string(listening_.http);
    context.bind_address = listening_.tcp.host;
    context.indexing_delay = config_.indexing_delay;
    context.strict = config_.strict;
    context.started = system_clock_.now();
    context.web = web_access(config_);
    context.warn = [this](std::string_view text) { log_.warn(text); };
    context.log = [this](std::string_view text) { log_.error(text); };
    context.default_rule = default_sampling_rule(config_.sampling);
    context.start_rules = files_.start_rules;
    if (const auto put = api::put_start_rules(context); !put)
        return tl::unexpected("--rules: " + put.error().message);
    return {};
}

void App::announce() const {
    if (config_.as_daemon) log_.info("Initializing AWS X-Ray daemon " + std::string(version()));
    log_.info("xray-emulator " + std::string(version()) + ", database " + config_.database + ", UDP " +
              to_string(listening_.udp) + " with a receive buffer of " +
              std::to_string(udp_->receive_buffer_bytes() / 1024) + " KiB, HTTP " +
              to_string(listening_.tcp));
    if (files_.tls) log_.info(describe_tls(config_.tls, listening_.http));
    log_.info("OpenTelemetry over gRPC: http://" + to_string(Endpoint{listening_.tcp.host, otlp_grpc_.port}));
    if (config_.as_daemon) log_.info("Starting proxy http server on " + to_string(listening_.tcp));
    if (is_open_to_network(listening_)) log_.warn(network_warning(listening_));
    for (const std::string& note : config_.notes) log_.warn(note);
    log_.info_lines(export_lines(listening_, config_.region, machine_name()));
}

void App::on_signal(int signal) {
    log_.info(std::string("Got shutdown signal: ") + (signal == SIGINT ? "interrupt" : "terminated"));
    begin_end();
}

void App::on_orphaned() {
    log_.info("process " + std::to_string(parent_watch_.parent()) + ", which started this one, has gone");
    begin_end();
}

void App::begin_end() {
    // From here on a second signal ends the process at once.
    signals_.clear();
    udp_->stop();
    http_server_->stop([this] { io_.stop(); });
}

// What a handler could not deal with itself ends there; everything else goes on.
void App::run() {
    bool failed = false;
    for (;;) {
        try {
            if (std::exchange(failed, false)) http_server_->revive();
            io_.run();
            return;
        } catch (const std::exception& failure) {
            failed = true;
            ++counters_.failures;
            log_.failure("unexpected failure", failure.what());
        }
    }
}

void App::end() noexcept {
    // First: what comes next may take its time, or fail.
    std::error_code ignored;
    if (!config_.ready_file.empty()) std::filesystem::remove(config_.ready_file, ignored);
    try {
        http_server_.reset();
        if (forwarder_) forwarder_->finish();
        loss_report_->stop();
        store_->settle_within(kLastSettle);
    } catch (const std::exception& failure) {
        log_.failure("the last data received may not be stored", failure.what());
    }
}

tl::expected<void, std::string> start(App& app) {
    try {
        return app.start();
    } catch (const std::system_error& error) {
        const bool no_threads = error.code() == std::errc::resource_unavailable_try_again;
        return tl::unexpected((no_threads ? "cannot start threads: " : "cannot start: ") +
                              error.code().message());
    } catch (const std::exception& error) {
        return tl::unexpected("cannot start: " + std::string(error.what()));
    }
}

tl::expected<std::vector<SamplingRule>, std::string> open_rules(const std::string& path) {
    if (path.empty()) return {};
    const auto text = read_text_file(path);
    if (!text) return tl::unexpected("--rules: " + text.error());
    return api::read_start_rules(*text).map_error(
        [&](const std::string& problem) { return "--rules: " + path + ": " + problem; });
}

tl::expected<std::unique_ptr<asio::ssl::context>, std::string> open_forward_tls(const ServeConfig& config) {
    if (!has_tls(config.forwards)) return std::unique_ptr<asio::ssl::context>();
    return open_tls_client(config.forward_ca);
}

// Where a volume belongs to somebody else, that helps to set it right.
std::string name_user(std::string problem) {
    if (problem.find("ermission denied") == std::string::npos) return problem;
    return problem + " (the emulator runs as uid " + std::to_string(geteuid()) + ")";
}

}  // namespace

tl::expected<ServeFiles, std::string> open_files(const ServeConfig& config) {
    auto tls = open_tls(config.tls, config.tcp.host);
    if (!tls) return tl::unexpected(tls.error());
    auto rules = open_rules(config.rules_file);
    if (!rules) return tl::unexpected(rules.error());
    auto forward_tls = open_forward_tls(config);
    if (!forward_tls) return tl::unexpected(forward_tls.error());
    return ServeFiles{std::move(*tls), std::move(*rules), std::move(*forward_tls)};
}

int serve(const ServeConfig& config, Log& log, ServeFiles files) {
    raise_descriptor_limit();
    // A file that may not grow is then an error of the write, as a full disk is.
    std::signal(SIGXFSZ, SIG_IGN);
    // Who reads the log may be the parent that has gone: the line about that must not be the end.
    if (config.exit_with_parent) std::signal(SIGPIPE, SIG_IGN);
    App app(config, log, std::move(files));
    if (app.has_come_too_late()) {
        log.info("the process that started this one has gone already");
        return 0;
    }
    app.heed_signals();
    if (const auto started = start(app).map_error(name_user); !started) {
        log.error(started.error());
        // Whoever silences the log must still learn why there is no emulator.
        if (config.log.level == LogLevel::kOff) {
            std::cerr << "xray-emulator: " << printable(started.error(), Layout::kOneLine) << '\n';
        }
        return 1;
    }
    app.run();
    app.end();
    log.debug("stopped");
    return 0;
}

struct PrivateEmulator::Impl {
    Impl(const ServeConfig& config, Log& log, ServeFiles files) : app(config, log, std::move(files)) {}

    App app;
    std::thread thread;
};

PrivateEmulator::PrivateEmulator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

tl::expected<std::unique_ptr<PrivateEmulator>, std::string> PrivateEmulator::start(const ServeConfig& config,
                                                                                   ServeFiles files,
                                                                                   Log& log) {
    raise_descriptor_limit();
    auto impl = std::make_unique<Impl>(config, log, std::move(files));
    if (const auto started = xray::emulator::start(impl->app); !started)
        return tl::unexpected(started.error());
    impl->thread = std::thread([app = &impl->app] { app->run(); });
    return std::unique_ptr<PrivateEmulator>(new PrivateEmulator(std::move(impl)));
}

PrivateEmulator::~PrivateEmulator() {
    impl_->app.stop();
    impl_->thread.join();
    impl_->app.end();
}

const Endpoint& PrivateEmulator::http() const {
    return impl_->app.http();
}

const Endpoint& PrivateEmulator::daemon() const {
    return impl_->app.daemon();
}

}  // namespace xray::emulator
