// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** More of what is expected of traces: {@code xray.expect(filter, wanted -> wanted.exactly(2).within(TEN_SECONDS))}. */
public final class Expectation {
    private static final Pattern CALL =
            Pattern.compile("\\s*(\"[^\"]*\"|.+?)\\s*->\\s*(\"[^\"]*\"|.+?)\\s*(<=|>=|=|<|>)\\s*(\\d{1,9})\\s*");
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final Map<String, Object> request = new LinkedHashMap<>();
    private final List<String> traces = new ArrayList<>();
    private final List<Map<String, Object>> calls = new ArrayList<>();
    private Duration within = WITHIN;

    Expectation(String filter) {
        if (!filter.isEmpty()) request.put("FilterExpression", filter);
    }

    /** At least so many traces match (one, where nothing is said). */
    public Expectation count(int number) {
        return with("Count", number);
    }

    /** So many traces match, no more. */
    public Expectation exactly(int number) {
        return with("Exactly", number);
    }

    /** No more traces match. */
    public Expectation atMost(int number) {
        return with("AtMost", number);
    }

    /** Of the traces with these ids (X-Ray's form or 32 hexadecimal digits) all must match; no others count. */
    public Expectation traces(String... ids) {
        return traces(List.of(ids));
    }

    /** Of the traces with these ids (X-Ray's form or 32 hexadecimal digits) all must match; no others count. */
    public Expectation traces(Collection<String> ids) {
        traces.addAll(ids);
        return with("TraceIds", traces);
    }

    /**
     * How often one service calls another within each trace: {@code "front -> back = 2"}, with =, &lt;, &gt;, &lt;= or
     * &gt;=. Names with spaces or {@code ->} stand in double quotes.
     */
    public Expectation calls(String... texts) {
        for (String text : texts) calls.add(readCall(text));
        return with("Calls", calls);
    }

    /** How long to wait (five seconds). */
    public Expectation within(Duration time) {
        within = time;
        return this;
    }

    /** How long nothing more must have come. */
    public Expectation quiet(Duration time) {
        return with("QuietSeconds", seconds(time));
    }

    /** Traces count too of which something is missing. */
    public Expectation partial() {
        return with("Partial", true);
    }

    Duration within() {
        return within;
    }

    Map<String, Object> request() {
        request.put("TimeoutSeconds", seconds(within));
        return request;
    }

    private Expectation with(String member, Object value) {
        request.put(member, value);
        return this;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static Map<String, Object> readCall(String text) {
        Matcher match = CALL.matcher(text);
        if (!match.matches()) throw new EmulatorException("'" + text + "' is not of the form 'front -> back = 2'");
        int number = Integer.parseInt(match.group(4));
        String operator = match.group(3);
        if (operator.equals("<") && number == 0) {
            throw new EmulatorException("'" + text + "' cannot be: there are no fewer calls than none");
        }
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("From", unquoted(match.group(1)));
        call.put("To", unquoted(match.group(2)));
        if (operator.equals("=")) call.put("Exactly", number);
        else if (operator.startsWith(">")) call.put("AtLeast", operator.equals(">") ? number + 1 : number);
        else call.put("AtMost", operator.equals("<") ? number - 1 : number);
        return call;
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
    }
}
