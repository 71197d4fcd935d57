// SPDX-License-Identifier: Apache-2.0
package interop.opentelemetry;

import static interop.reading.Reader.child;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import interop.reading.Reader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.xray.model.TraceSummary;

/** Holds what the AWS SDK for Java reads back against the spans of the shop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShopTest {
    private static final String LOUD = "shop-loud";
    private static final String QUIET = "shop-quiet";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Reader reader = new Reader();
    private Shop shop;
    private String traceId;
    private Map<String, JsonNode> documents;
    private JsonNode root;

    private static Map<String, String> parts(String header) {
        return Arrays.stream(header.split(";")).map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1]));
    }

    private boolean sampled(String path) {
        return parts(shop.call(path)).get("Sampled").equals("1");
    }

    @BeforeAll
    void checkOut() throws IOException {
        reader.createRule(QUIET, 1, 0, "shop", "/quiet");
        reader.createRule(LOUD, 2, 1, "*", "*");
        shop = new Shop();
        Reader.eventually(LIMIT, "sampling by the rule", () -> sampled("/loud"));
        Map<String, String> header = parts(shop.call("/checkout"));
        shop.flush();
        traceId = header.get("Root");
        // What the exporter delivered is there: no waiting.
        documents = reader.documents(traceId);
        root = documents.get("shop");
        assertEquals(header.get("Parent"), root.get("id").asText());
    }

    @AfterAll
    void stop() {
        shop.close();
    }

    @Test
    void idTellsTheTime() {
        long age = Instant.now().getEpochSecond() - Long.parseLong(traceId.split("-")[1], 16);
        assertTrue(age >= 0 && age < 60, traceId);
    }

    @Test
    void requestWithItsData() {
        assertEquals(reader.parse("""
                {"method": "GET", "url": "http://shop.example.com/checkout", "client_ip": "192.0.2.17",
                 "x_forwarded_for": true}"""), root.get("http").get("request"));
        assertEquals(200, root.get("http").get("response").get("status").asInt());
        assertEquals("alice", root.get("user").asText());
        assertEquals(reader.parse("{\"customer\": \"gold\"}"), root.get("annotations"));
        assertEquals(3, root.get("metadata").get("default").get("items").asInt());
        assertEquals("opentelemetry for java", root.get("aws").get("xray").get("sdk").asText());
        assertEquals("1.4", root.get("service").get("version").asText());
    }

    @Test
    void stepsAndCalls() {
        for (int index = 0; index < Shop.STEPS; ++index) child(root, "step-" + index);
        JsonNode query = child(child(root, "price"), "stock");
        assertEquals("remote", query.get("namespace").asText());
        assertEquals(Shop.QUERY, query.get("sql").get("sanitized_query").asText());
        assertEquals("postgresql", query.get("sql").get("database_type").asText());
        assertEquals("reader", query.get("sql").get("user").asText());
        JsonNode table = child(root, "DynamoDb");
        assertEquals("aws", table.get("namespace").asText());
        assertEquals("PutItem", table.get("aws").get("operation").asText());
        assertEquals(table.get("id"), documents.get("inferred DynamoDb").get("parent_id"));
        JsonNode call = child(root, "payments");
        assertTrue(call.get("fault").asBoolean());
        assertEquals(call.get("id"), documents.get("payments").get("parent_id"));
    }

    @Test
    void exceptionWithItsStack() {
        JsonNode payments = documents.get("payments");
        assertTrue(payments.get("fault").asBoolean());
        JsonNode exception = payments.get("cause").get("exceptions").get(0);
        assertEquals("java.lang.IllegalArgumentException", exception.get("type").asText());
        assertEquals("card number has 15 digits", exception.get("message").asText());
        assertTrue(exception.get("stack").get(0).get("label").asText().contains("Shop"));
        assertEquals("Shop.java", exception.get("stack").get(0).get("path").asText());
    }

    @Test
    void summaryAndGraph() {
        List<TraceSummary> found = reader.summaries(
                "annotation.customer = \"gold\" AND service(\"payments\") { fault }");
        assertEquals(List.of(traceId), found.stream().map(TraceSummary::id).toList());
        assertTrue(reader.graph().keySet().containsAll(Set.of("shop/client", "shop/", "payments/")),
                () -> reader.graph().keySet().toString());
    }

    @Test
    void ruleThatSamplesNothing() {
        for (int count = 0; count < 50; ++count) assertTrue(!sampled("/quiet"));
        shop.flush();
        assertEquals(List.of(), reader.summaries("http.url ENDSWITH \"/quiet\""));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void ruleThatChanges() {
        assertTrue(sampled("/loud"), "the rule samples everything");
        reader.setRate(LOUD, 0);
        Reader.eventually(LIMIT, "the end of sampling", () -> !sampled("/loud"));
        reader.setRate(LOUD, 1);
        Reader.eventually(LIMIT, "sampling again", () -> sampled("/loud"));
    }
}
