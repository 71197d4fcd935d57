// SPDX-License-Identifier: Apache-2.0
package interop.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.SamplingRule;
import software.amazon.awssdk.services.xray.model.Service;
import software.amazon.awssdk.services.xray.model.TraceSummary;

/** Reads traces back with the AWS SDK for Java and waits for what takes a moment to arrive. */
public final class Reader {
    private static final Duration POLL_EVERY = Duration.ofMillis(20);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ObjectMapper json = new ObjectMapper();

    /** Takes address, region and credentials from the environment. */
    public final XRayClient client = XRayClient.create();

    /** Asks again until the condition holds; fails when it does not within the limit. */
    public static void eventually(Duration limit, String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(what + " did not come about within " + limit);
            }
            LockSupport.parkNanos(POLL_EVERY.toNanos());
        }
    }

    /** The documents of a trace by segment name, inferred ones with that word before it, as they are now. */
    public Map<String, JsonNode> documents(String traceId) {
        Map<String, JsonNode> found = new HashMap<>();
        client.batchGetTraces(request -> request.traceIds(traceId)).traces().stream()
                .flatMap(trace -> trace.segments().stream())
                .forEach(segment -> {
                    JsonNode document = parse(segment.document());
                    String prefix = document.path("inferred").asBoolean() ? "inferred " : "";
                    found.put(prefix + document.get("name").asText(), document);
                });
        return found;
    }

    /** The documents of a trace once they are complete. */
    public Map<String, JsonNode> trace(String traceId, Predicate<Map<String, JsonNode>> complete) {
        Map<String, JsonNode> found = new HashMap<>();
        eventually(Duration.ofMinutes(2), "trace " + traceId, () -> {
            found.clear();
            found.putAll(documents(traceId));
            return complete.test(found);
        });
        return found;
    }

    /** The one subsegment of this name, directly below the document. */
    public static JsonNode child(JsonNode document, String name) {
        List<JsonNode> found = StreamSupport.stream(document.path("subsegments").spliterator(), false)
                .filter(one -> one.get("name").asText().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " subsegments " + name + " below " + document.get("name"));
        }
        return found.get(0);
    }

    /** The summaries of the last minute that match a filter expression. */
    public List<TraceSummary> summaries(String filter) {
        return client.getTraceSummariesPaginator(request -> request
                        .startTime(Instant.now().minus(MINUTE)).endTime(Instant.now().plus(MINUTE))
                        .filterExpression(filter))
                .stream().flatMap(page -> page.traceSummaries().stream()).toList();
    }

    /** The nodes of the last minute's service graph by name and type, "name/type". */
    public Map<String, Service> graph() {
        Map<String, Service> found = new HashMap<>();
        client.getServiceGraphPaginator(request -> request
                        .startTime(Instant.now().minus(MINUTE)).endTime(Instant.now().plus(MINUTE)))
                .services().forEach(one -> found.put(one.name() + "/" + (one.type() == null ? "" : one.type()), one));
        return found;
    }

    /** Creates a sampling rule without a reservoir for a service and a path. */
    public void createRule(String name, int priority, double rate, String service, String path) {
        client.createSamplingRule(request -> request.samplingRule(SamplingRule.builder()
                .ruleName(name).priority(priority).fixedRate(rate).reservoirSize(0).serviceName(service)
                .serviceType("*").host("*").httpMethod("*").urlPath(path).resourceARN("*").version(1).build()));
    }

    /** Changes a sampling rule's rate. */
    public void setRate(String rule, double rate) {
        client.updateSamplingRule(request -> request.samplingRuleUpdate(
                update -> update.ruleName(rule).fixedRate(rate)));
    }

    /** Decodes a document, or any other JSON text. */
    public JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException error) {
            throw new AssertionError("not JSON: " + text, error);
        }
    }
}
