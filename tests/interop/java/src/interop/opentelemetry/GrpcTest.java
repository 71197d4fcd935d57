// SPDX-License-Identifier: Apache-2.0
package interop.opentelemetry;

import static interop.reading.Reader.child;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import interop.reading.Reader;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Spans that the SDK's own exporter sends over gRPC (by okhttp), without and with gzip. */
class GrpcTest {
    private static final long DELIVERY_SECONDS = 60;

    private final Reader reader = new Reader();

    @Test
    void plain() {
        exportAndRead("java-grpc", "none");
    }

    @Test
    void compressed() {
        exportAndRead("java-grpc-gzip", "gzip");
    }

    private void exportAndRead(String service, String compression) {
        OtlpGrpcSpanExporter exporter = OtlpGrpcSpanExporter.builder()
                .setEndpoint(System.getenv("AWS_ENDPOINT_URL_XRAY")).setCompression(compression).build();
        Attributes name = Attributes.of(AttributeKey.stringKey("service.name"), service);
        Span root;
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.create(name))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build()) {
            root = sendRequest(provider.get("test"));
            assertTrue(provider.forceFlush().join(DELIVERY_SECONDS, TimeUnit.SECONDS).isSuccess(), "not delivered");
        }
        String id = root.getSpanContext().getTraceId();
        // What the exporter delivered is there: no waiting.
        Map<String, JsonNode> documents = reader.documents("1-" + id.substring(0, 8) + "-" + id.substring(8));
        JsonNode segment = documents.get(service);
        assertEquals(root.getSpanContext().getSpanId(), segment.get("id").asText());
        JsonNode call = child(segment, "stock");
        assertEquals("remote", call.get("namespace").asText());
        assertEquals(call.get("id"), documents.get("inferred stock").get("parent_id"));
        assertFalse(child(segment, "price").has("namespace"));
    }

    /** A request with a call and a step. */
    private static Span sendRequest(Tracer tracer) {
        Span root = tracer.spanBuilder("GET /orders").setSpanKind(SpanKind.SERVER).startSpan();
        Context inside = Context.root().with(root);
        tracer.spanBuilder("GET").setParent(inside).setSpanKind(SpanKind.CLIENT)
                .setAttribute("peer.service", "stock").startSpan().end();
        tracer.spanBuilder("price").setParent(inside).startSpan().end();
        root.end();
        return root;
    }
}
