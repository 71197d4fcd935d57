// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A running emulator, made by {@link #start} or {@link #connect}; close() ends what start() has started. */
public final class XrayEmulator implements AutoCloseable {
    /** A year that no trace comes from, in epoch seconds. */
    private static final long FAR_FUTURE = 4_102_444_800L;
    private static final long SIX_HOURS = 6 * 3600;

    private static final int NOT_MET = 3;

    /** What an environment holds that does not say otherwise. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "AWS_REGION", "us-east-1",
            "AWS_DEFAULT_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "test",
            "AWS_SECRET_ACCESS_KEY", "test",
            "OTEL_BSP_SCHEDULE_DELAY", "100",
            "OTEL_METRICS_EXPORTER", "none",
            "OTEL_LOGS_EXPORTER", "none");

    /** System properties, and the variables that they stand for. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "com.amazonaws.xray.emitters.daemonAddress", "AWS_XRAY_DAEMON_ADDRESS",
            "aws.endpointUrlXRay", "AWS_ENDPOINT_URL_XRAY",
            "aws.region", "AWS_REGION",
            "aws.accessKeyId", "AWS_ACCESS_KEY_ID",
            "aws.secretAccessKey", "AWS_SECRET_ACCESS_KEY",
            "otel.exporter.otlp.traces.endpoint", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "otel.exporter.otlp.traces.protocol", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
            "otel.bsp.schedule.delay", "OTEL_BSP_SCHEDULE_DELAY",
            "otel.metrics.exporter", "OTEL_METRICS_EXPORTER",
            "otel.logs.exporter", "OTEL_LOGS_EXPORTER");

    private final String url;
    private final String daemonAddress;
    private final EmulatorProcess process;
    private final Api api;
    private volatile boolean hasFaults;

    private XrayEmulator(String url, String daemonAddress, EmulatorProcess process) {
        this.url = url.replaceAll("/+$", "");
        this.daemonAddress = daemonAddress;
        this.process = process;
        this.api = new Api(this.url);
    }

    /**
     * Starts one on free ports of this machine, with an empty database in memory, and returns when it listens: in some
     * milliseconds. It ends with close(), and with this process, however that ends. The options are those of
     * {@code xray-emulator serve}.
     */
    public static XrayEmulator start(String... options) {
        EmulatorProcess process = EmulatorProcess.start(List.of(options));
        return new XrayEmulator(process.url(), process.daemonAddress(), process);
    }

    /** One that runs already. Traces over UDP go to the same host and port. */
    public static XrayEmulator connect(String url) {
        return new XrayEmulator(url, URI.create(url).getAuthority(), null);
    }

    /** Where its API is. */
    public String url() {
        return url;
    }

    /** Where it takes the X-Ray daemon's datagrams, as host:port. */
    public String daemonAddress() {
        return daemonAddress;
    }

    /** The variables that point X-Ray SDKs, AWS SDKs, the AWS CLI and OpenTelemetry SDKs of another process here. */
    public Map<String, String> environment() {
        Map<String, String> found = new LinkedHashMap<>();
        found.put("AWS_XRAY_DAEMON_ADDRESS", daemonAddress);
        found.put("AWS_ENDPOINT_URL_XRAY", url);
        found.put("XRAY_EMULATOR_URL", url);
        found.put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", url + "/v1/traces");
        found.put("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf");
        DEFAULTS.forEach((name, value) -> found.put(name, System.getenv().getOrDefault(name, value)));
        return found;
    }

    /**
     * The same as system properties, for SDKs in this process: {@code System.getProperties().putAll(...)}, which all
     * tests of the process share, or {@code AutoConfiguredOpenTelemetrySdk.builder().addPropertiesSupplier(...)}.
     */
    public Map<String, String> systemProperties() {
        Map<String, String> environment = environment();
        Map<String, String> found = new LinkedHashMap<>();
        PROPERTIES.forEach((property, variable) -> found.put(property, environment.get(variable)));
        return found;
    }

    /** Waits until a trace matches the filter expression ("": any trace); see the other expect(). */
    public List<TraceSummary> expect(String filter) {
        return expect(filter, wanted -> {});
    }

    /**
     * Waits until traces match the filter expression ("" matches every trace), and returns their summaries.
     *
     * @param more how many, within what time and so on
     * @throws AssertionError which says what there was instead, when time is up or too many match
     * @throws EmulatorException for an expression that does not parse
     */
    public List<TraceSummary> expect(String filter, Consumer<Expectation> more) {
        Expectation wanted = new Expectation(filter);
        more.accept(wanted);
        Api.Answer answer = api.post("/_emulator/wait", wanted.request(), wanted.within());
        if (answer.body.containsKey("Explanation")) throw Failures.failure(Json.text(answer.body, "Explanation"));
        return summaries(answer.taken());
    }

    /** Asserts that no trace matches, once nothing has come for half a second. */
    public void forbid(String filter) {
        forbid(filter, wanted -> {});
    }

    /** Asserts that no trace matches, once nothing has come for as long as {@code more} says. */
    public void forbid(String filter, Consumer<Expectation> more) {
        expect(filter, wanted -> more.accept(wanted.exactly(0)));
    }

    /** The summaries of all traces that match now, settled or not. Does not wait, and does not fail where there is none. */
    public List<TraceSummary> traces(String filter) {
        Api.Answer answer = page(filter, 0, FAR_FUTURE, null);
        long start = 0;
        long end = FAR_FUTURE;
        if (answer.status == Api.REFUSED) {
            // With --strict times are bounded, as on AWS. What began within this second is of it too.
            end = Instant.now().getEpochSecond() + 1;
            start = end - SIX_HOURS;
            answer = page(filter, start, end, null);
        }
        List<TraceSummary> found = new ArrayList<>(summaries(answer.taken()));
        while (answer.body.get("NextToken") != null) {
            answer = page(filter, start, end, answer.body.get("NextToken"));
            found.addAll(summaries(answer.taken()));
        }
        return found;
    }

    /** A trace by its id, once nothing of it is missing; AssertionError where that does not come about in 5 seconds. */
    public Trace trace(String id) {
        return trace(id, wanted -> {});
    }

    /** A trace by its id, once nothing of it is missing; {@code more} says within what time and so on. */
    public Trace trace(String id, Consumer<Expectation> more) {
        expect("", wanted -> more.accept(wanted.traces(id)));
        return new Trace(Json.objects(api.post("/Traces", Map.of("TraceIds", List.of(id))).taken(), "Traces").get(0));
    }

    /** Compares the shape of all traces with a file; see the other snapshot(). */
    public void snapshot(Path file) {
        snapshot(file, "");
    }

    /**
     * Compares the shape of the traces that match with a file, which it writes where it is not there (but not where CI
     * is set), or where XRAY_UPDATE is 1 in the environment. The file is that of {@code xray-emulator snapshot}.
     *
     * @throws AssertionError with the differences
     */
    public void snapshot(Path file, String filter) {
        snapshot(file, filter, "1".equals(System.getenv("XRAY_UPDATE")));
    }

    void snapshot(Path file, String filter, boolean update) {
        List<String> command = new ArrayList<>(
                List.of(Binary.find(), "expect", "--endpoint", url, "--snapshot", file.toString()));
        if (update) command.add("--update");
        if (!filter.isEmpty()) command.add(filter);
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            run.getOutputStream().close();
            String output = new String(run.getInputStream().readAllBytes());
            int code = run.waitFor();
            if (code == NOT_MET) throw Failures.failure(output);
            if (code != 0) throw new EmulatorException(output.strip());
        } catch (IOException error) {
            throw new EmulatorException("cannot run " + command.get(0) + ": " + error.getMessage(), error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new EmulatorException("interrupted while comparing with " + file, error);
        }
    }

    /**
     * Has calls of the X-Ray API fail, come late, or datagrams be lost, until the next reset(). They replace those that
     * there were. Returns what the emulator has made of them.
     */
    public List<Fault> faults(Fault... faults) {
        Map<String, Object> answer = api.put("/_emulator/faults",
                Map.of("faults", Stream.of(faults).map(Fault::members).collect(Collectors.toList()))).taken();
        hasFaults = faults.length > 0;
        return Json.objects(answer, "faults").stream().map(Fault::read).collect(Collectors.toList());
    }

    /** Ends all faults. */
    public void clearFaults() {
        faults();
    }

    /** Forgets all traces, and ends faults. */
    public void reset() {
        reset(Map.of());
    }

    /** Forgets all traces, sampling rules, groups, policies and tags, and ends faults. */
    public void resetAll() {
        reset(Map.of("all", true));
    }

    private void reset(Map<String, Object> request) {
        if (hasFaults) clearFaults();
        api.post("/_emulator/reset", request).taken();
    }

    /** What has arrived, and what of it was refused. */
    public Stats stats() {
        return new Stats(api.get("/_emulator/stats").taken());
    }

    /** Ends it, if start() has started it. */
    @Override
    public void close() {
        if (process != null) process.stop();
    }

    @Override
    public String toString() {
        return "xray-emulator at " + url;
    }

    private Api.Answer page(String filter, long start, long end, Object token) {
        Map<String, Object> request = new LinkedHashMap<>(Map.of("StartTime", start, "EndTime", end));
        if (!filter.isEmpty()) request.put("FilterExpression", filter);
        if (token != null) request.put("NextToken", token);
        return api.post("/TraceSummaries", request);
    }

    private static List<TraceSummary> summaries(Map<String, Object> answer) {
        return Json.objects(answer, "TraceSummaries").stream().map(TraceSummary::new).collect(Collectors.toList());
    }
}
