// SPDX-License-Identifier: Apache-2.0
package interop.older;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Namespace;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A request with an X-Ray SDK for Java of 2022, as services have it that were never updated. */
class OlderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Posts JSON to the emulator. */
    private static JsonNode ask(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("AWS_ENDPOINT_URL_XRAY") + path))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    /** A call, and a part that fails. */
    private static void work() {
        AWSXRay.beginSubsegment("stock").setNamespace(Namespace.REMOTE.toString());
        AWSXRay.endSubsegment();
        AWSXRay.createSubsegment("price", () -> {
            throw new IllegalStateException("there is no price");
        });
    }

    /** Sends a request and returns its trace id. */
    private static String serve() {
        AWSXRay.setGlobalRecorder(AWSXRayRecorderBuilder.standard()
                .withSamplingStrategy(new AllSamplingStrategy()).build());
        Segment segment = AWSXRay.beginSegment("older-shop");
        segment.putAnnotation("customer", "gold");
        assertThrows(IllegalStateException.class, OlderTest::work);
        AWSXRay.endSegment();
        return segment.getTraceId().toString();
    }

    @Test
    void request() throws IOException, InterruptedException {
        String traceId = serve();
        String filter = "service(\\\"older-shop\\\") AND annotation.customer = \\\"gold\\\"";
        ask("/_emulator/wait", "{\"TimeoutSeconds\": 60, \"FilterExpression\": \"" + filter + "\"}");
        Map<Boolean, JsonNode> documents = new HashMap<>();
        JsonNode trace = ask("/Traces", "{\"TraceIds\": [\"" + traceId + "\"]}").get("Traces").get(0);
        for (JsonNode segment : trace.get("Segments")) {
            JsonNode document = JSON.readTree(segment.get("Document").asText());
            documents.put(document.path("inferred").asBoolean(), document);
        }
        Map<String, JsonNode> parts = new HashMap<>();
        documents.get(false).get("subsegments").forEach(part -> parts.put(part.get("name").asText(), part));
        assertEquals("X-Ray for Java", documents.get(false).get("aws").get("xray").get("sdk").asText());
        assertEquals(parts.get("stock").get("id"), documents.get(true).get("parent_id"));
        JsonNode exception = parts.get("price").get("cause").get("exceptions").get(0);
        assertEquals("there is no price", exception.get("message").asText());
        assertTrue(parts.get("price").get("fault").asBoolean());
    }
}
