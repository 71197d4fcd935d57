// SPDX-License-Identifier: Apache-2.0
package interop.orders;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceHeader;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.interceptors.TracingInterceptor;
import com.amazonaws.xray.sql.TracingDataSource;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import software.amazon.awssdk.services.xray.XRayClient;

/** A small order service and a payment service behind it, instrumented with the X-Ray SDK for Java. */
final class Orders {
    static final String NAME = "orders";
    static final String PAYMENTS = "payments";
    static final String MAIL = "mail.example.com";
    static final String QUERY = "SELECT 7";
    /** More steps than the SDK keeps in one document. */
    static final int IMPORTED = 120;

    private final DataSource stock = TracingDataSource.decorate(database());
    private final XRayClient aws = XRayClient.builder()
            .overrideConfiguration(set -> set.addExecutionInterceptor(new TracingInterceptor())).build();

    private static DataSource database() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:stock");
        source.setUser("reader");
        return source;
    }

    /** Asks for a sampling decision, as the SDK's servlet filter does; true when the request is to be traced. */
    SamplingResponse decide(String path) {
        return AWSXRay.getGlobalRecorder().getSamplingStrategy()
                .shouldTrace(new SamplingRequest(NAME, "orders.example.com", path, "GET", ""));
    }

    /** A request that does nothing, sampled as the rules say; its trace id, or null when it is not traced. */
    String answer(String path) {
        SamplingResponse decision = decide(path);
        if (!decision.isSampled()) return null;
        try (Segment segment = request(path, "GET")) {
            decision.getRuleName().ifPresent(segment::setRuleName);
            respond(segment, 200);
            return segment.getTraceId().toString();
        }
    }

    private static Segment request(String path, String method) {
        Segment segment = AWSXRay.beginSegment(NAME);
        segment.putHttp("request", Map.of("url", "http://orders.example.com" + path, "method", method,
                "user_agent", "till/1.0", "client_ip", "192.0.2.17"));
        return segment;
    }

    private static void respond(Segment segment, int status) {
        segment.putHttp("response", Map.of("status", status));
    }

    /** A good order: nested steps, a query, a traced call and one that is not traced; returns its trace id. */
    String checkOut() {
        try (Segment segment = request("/checkout", "POST")) {
            segment.setUser("alice");
            segment.putAnnotation("customer", "alice");
            segment.putAnnotation("items", 3);
            segment.putAnnotation("gift", true);
            segment.putMetadata("shop", "cart", Map.of("sku", "café cup", "counts", List.of(1, 2)));
            AWSXRay.createSubsegment("validate", () -> AWSXRay.createSubsegment("check-stock", step -> {
                step.putAnnotation("warehouse", "north");
                queryStock();
            }));
            call(PAYMENTS, "http://payments.example.com/charge", 201, call -> {
                String header = TraceHeader.fromEntity(call).toString();
                CompletableFuture.runAsync(() -> charge(TraceHeader.fromString(header))).join();
            });
            call(MAIL, "https://" + MAIL + "/send", 202, call -> {});
            respond(segment, 200);
            return segment.getTraceId().toString();
        }
    }

    private void queryStock() {
        try (Connection connection = stock.getConnection(); Statement statement = connection.createStatement()) {
            statement.executeQuery(QUERY);
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
    }

    private static void call(String name, String url, int status, java.util.function.Consumer<Subsegment> work) {
        AWSXRay.createSubsegment(name, call -> {
            call.setNamespace("remote");
            call.putHttp("request", Map.of("url", url, "method", "POST"));
            work.accept(call);
            call.putHttp("response", Map.of("status", status));
        });
    }

    /** The payment service; a thread of its own stands for its process. */
    private static void charge(TraceHeader caller) {
        TraceID trace = caller.getRootTraceId();
        try (Segment segment = AWSXRay.beginSegment(PAYMENTS, trace, caller.getParentId())) {
            AWSXRay.createSubsegment("ledger", () -> {});
            respond(segment, 201);
        }
    }

    /** A fault: an exception passes through two steps and out of the request. */
    String refuseCard() {
        Segment segment = request("/refuse", "POST");
        try {
            AWSXRay.createSubsegment("pay", () -> AWSXRay.createSubsegment("read-card", () -> {
                throw new IllegalArgumentException("card number has 15 digits");
            }));
        } catch (IllegalArgumentException error) {
            segment.addException(error);
            segment.setFault(true);
            respond(segment, 500);
        } finally {
            segment.close();
        }
        return segment.getTraceId().toString();
    }

    /** A call of an AWS service: any will do. */
    String listRules() {
        try (Segment segment = request("/rules", "GET")) {
            aws.getSamplingRules();
            respond(segment, 200);
            return segment.getTraceId().toString();
        }
    }

    /** So many steps that the SDK sends finished ones ahead of their segment. */
    String importMany() {
        try (Segment segment = request("/import", "POST")) {
            for (int index = 0; index < IMPORTED; ++index) {
                int number = index;
                AWSXRay.createSubsegment("item-" + index, item -> {
                    item.putAnnotation("index", number);
                    AWSXRay.createSubsegment("parse", () -> {});
                });
            }
            return segment.getTraceId().toString();
        }
    }
}
