// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two services with the OpenTelemetry SDK for Java, whose batches come in any order. */
@ExtendWith(XrayEmulatorExtension.class)
class OpenTelemetryTest {
    /** What is in no trace before the spans of the second service are. */
    private static final String FROM_BACK = "annotation.item = \"book\"";

    private static OpenTelemetrySdk front;
    private static OpenTelemetrySdk back;

    @BeforeAll
    static void open(XrayEmulator xray) {
        front = service("front", xray);
        back = service("back", xray);
    }

    @AfterAll
    static void close() {
        front.close();
        back.close();
    }

    private static OpenTelemetrySdk service(String name, XrayEmulator xray) {
        return AutoConfiguredOpenTelemetrySdk.builder().addPropertiesSupplier(xray::systemProperties)
                .addPropertiesSupplier(() -> Map.of("otel.service.name", name)).build().getOpenTelemetrySdk();
    }

    private static Tracer tracer(OpenTelemetry service) {
        return service.getTracer("test");
    }

    /** Returns the trace's id, as OpenTelemetry writes it. */
    private static String order(int status) {
        Span request = tracer(front).spanBuilder("GET /order").setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", "GET").startSpan();
        Span call = tracer(front).spanBuilder("GET").setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(request)).setAttribute("peer.service", "back")
                .setAttribute("http.request.method", "GET").startSpan();
        tracer(back).spanBuilder("GET /stock").setSpanKind(SpanKind.SERVER).setParent(Context.root().with(call))
                .setAttribute("http.response.status_code", status).setAttribute("item", "book")
                .setAttribute(AttributeKey.stringArrayKey("aws.xray.annotations"), List.of("item")).startSpan().end();
        call.setAttribute("http.response.status_code", status).end();
        request.setAttribute("http.response.status_code", status).end();
        return request.getSpanContext().getTraceId();
    }

    @Test
    void aTraceIsWhole(XrayEmulator xray) {
        for (int number = 0; number < 5; ++number) {
            String id = order(200);
            xray.expect(FROM_BACK, wanted -> wanted.traces(id));
            Trace trace = xray.trace(id);
            assertEquals("GET", ((Map<?, ?>) ((Map<?, ?>) trace.segment("front").members().get("http")).get("request"))
                    .get("method"));
            assertEquals(trace.segment("front").subsegments().get(0).id(), trace.segment("back").parentId());
        }
        xray.expect("", wanted -> wanted.exactly(5).calls("front -> back = 1"));
        xray.forbid("fault");
        assertEquals(15, xray.stats().spansReceived());
    }

    @Test
    void aFaultIsSeen(XrayEmulator xray) {
        String id = order(503);
        TraceSummary summary = xray.expect("service(\"back\") { fault } AND " + FROM_BACK, wanted -> wanted.traces(id)).get(0);
        assertTrue(summary.hasFault());
        assertTrue(xray.trace(id).segment("back").isFault());
    }
}
