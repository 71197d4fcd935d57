// SPDX-License-Identifier: Apache-2.0
package interop.orders;

import static interop.reading.Reader.child;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import interop.reading.Reader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.xray.model.TraceSummary;

/** Holds what the AWS SDK for Java reads back against what the order service did. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OrdersTest {
    private static final String LOUD = "orders-loud";
    private static final String QUIET = "orders-quiet";
    /** The SDK reports its statistics every 10 seconds, and gets the rules' rates back; a busy machine takes longer. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Reader reader = new Reader();
    private Orders orders;

    @BeforeAll
    void start() {
        reader.createRule(QUIET, 1, 0, Orders.NAME, "/quiet");
        reader.createRule(LOUD, 2, 1, Orders.NAME, "*");
        orders = new Orders();
        // The SDK asks for the rules in the background; until they are there it decides by a rule of its own.
        Reader.eventually(LIMIT, "a decision by the rule",
                () -> orders.decide("/loud").getRuleName().filter(LOUD::equals).isPresent());
    }

    private JsonNode segment(String traceId) {
        return reader.trace(traceId, found -> found.containsKey(Orders.NAME)).get(Orders.NAME);
    }

    @Test
    void requestWithDataAndNestedSteps() {
        String id = orders.checkOut();
        Map<String, JsonNode> found = reader.trace(id, all -> all.keySet().containsAll(
                Set.of(Orders.NAME, Orders.PAYMENTS, "inferred " + Orders.MAIL)));
        JsonNode segment = found.get(Orders.NAME);
        assertEquals(id, segment.get("trace_id").asText());
        assertEquals(reader.parse("""
                {"method": "POST", "url": "http://orders.example.com/checkout", "user_agent": "till/1.0",
                 "client_ip": "192.0.2.17"}"""), segment.get("http").get("request"));
        assertEquals(200, segment.get("http").get("response").get("status").asInt());
        assertEquals("alice", segment.get("user").asText());
        assertEquals(reader.parse("{\"customer\": \"alice\", \"items\": 3, \"gift\": true}"),
                segment.get("annotations"));
        assertEquals(reader.parse("{\"sku\": \"café cup\", \"counts\": [1, 2]}"),
                segment.get("metadata").get("shop").get("cart"));
        assertEquals("X-Ray for Java", segment.get("aws").get("xray").get("sdk").asText());

        JsonNode step = child(child(segment, "validate"), "check-stock");
        assertEquals("north", step.get("annotations").get("warehouse").asText());
        JsonNode query = step.get("subsegments").get(0);
        assertEquals("remote", query.get("namespace").asText());
        assertEquals("H2", query.get("sql").get("database_type").asText());
        assertTrue(query.get("sql").get("user").asText().equalsIgnoreCase("reader"));

        JsonNode call = child(segment, Orders.PAYMENTS);
        JsonNode payments = found.get(Orders.PAYMENTS);
        assertEquals(call.get("id"), payments.get("parent_id"));
        child(payments, "ledger");
        assertEquals(child(segment, Orders.MAIL).get("id"), found.get("inferred " + Orders.MAIL).get("parent_id"));

        TraceSummary summary = reader.summaries("annotation.customer = \"alice\" AND service(\"payments\")").stream()
                .filter(one -> one.id().equals(id)).findFirst().orElseThrow();
        assertEquals("alice", summary.users().get(0).userName());
        assertEquals(200, summary.http().httpStatus());
        assertFalse(summary.hasFault());
    }

    @Test
    void exceptionIsKeptWhereItWasRaised() {
        String id = orders.refuseCard();
        JsonNode segment = segment(id);
        assertTrue(segment.get("fault").asBoolean());
        JsonNode inner = child(child(segment, "pay"), "read-card");
        JsonNode exceptions = inner.get("cause").get("exceptions");
        assertEquals(1, exceptions.size());
        assertEquals("java.lang.IllegalArgumentException", exceptions.get(0).get("type").asText());
        assertEquals("card number has 15 digits", exceptions.get(0).get("message").asText());
        assertTrue(exceptions.get(0).get("stack").get(0).get("label").asText().contains("refuseCard"));
        assertEquals(exceptions.get(0).get("id"), segment.get("cause"));
        assertEquals(List.of(id), reader.summaries("service(\"orders\") { fault }").stream()
                .map(TraceSummary::id).toList());
    }

    @Test
    void awsCallHasAnInferredSegment() {
        Map<String, JsonNode> found = reader.trace(orders.listRules(), all -> all.containsKey("inferred XRay"));
        JsonNode call = child(found.get(Orders.NAME), "XRay");
        assertEquals("aws", call.get("namespace").asText());
        assertEquals("GetSamplingRules", call.get("aws").get("operation").asText());
        assertEquals("us-east-1", call.get("aws").get("region").asText());
        JsonNode inferred = found.get("inferred XRay");
        assertEquals(call.get("id"), inferred.get("parent_id"));
        assertEquals("AWS::XRay", inferred.get("origin").asText());
    }

    @Test
    void streamedStepsComeBackInTheirSegment() {
        JsonNode segment = reader.trace(orders.importMany(), all -> all.containsKey(Orders.NAME)
                && all.get(Orders.NAME).path("subsegments").size() == Orders.IMPORTED).get(Orders.NAME);
        for (int index = 0; index < Orders.IMPORTED; ++index) {
            JsonNode item = child(segment, "item-" + index);
            assertEquals(index, item.get("annotations").get("index").asInt());
            child(item, "parse");
        }
    }

    @Test
    void graphJoinsTheServices() {
        reader.trace(orders.checkOut(), all -> all.keySet().containsAll(Set.of(Orders.NAME, Orders.PAYMENTS)));
        reader.trace(orders.listRules(), all -> all.containsKey(Orders.NAME));
        assertTrue(reader.graph().keySet().containsAll(
                Set.of("orders/client", "orders/", "payments/", "mail.example.com/remote", "XRay/AWS::XRay")),
                () -> reader.graph().keySet().toString());
    }

    @Test
    void ruleThatSamplesNothing() {
        for (int count = 0; count < 50; ++count) assertNull(orders.answer("/quiet"));
        assertEquals(List.of(), reader.summaries("http.url ENDSWITH \"/quiet\""));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void ruleThatChanges() {
        String id = orders.answer("/loud");
        assertNotNull(id, "the rule samples everything");
        assertEquals(LOUD, segment(id).get("aws").get("xray").get("rule_name").asText());
        reader.setRate(LOUD, 0);
        Reader.eventually(LIMIT, "the end of sampling", () -> orders.answer("/loud") == null);
    }
}
