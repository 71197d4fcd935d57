// SPDX-License-Identifier: Apache-2.0
package interop.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** A shop and a payment service behind it that always fails. */
final class Shop implements AutoCloseable {
    static final int STEPS = 120;
    static final String QUERY = "SELECT count FROM stock";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Service payments = new Service("payments", "none", (service, path, span) -> {
        span.setStatus(StatusCode.ERROR, "no card");
        throw new IllegalArgumentException("card number has 15 digits");
    });
    private final Service shop = new Service("shop", "gzip", this::handle);

    Shop() throws IOException {}

    /** Calls the shop; returns the trace header of its answer. */
    String call(String path) {
        try {
            return http.send(HttpRequest.newBuilder(shop.address(path)).build(),
                    HttpResponse.BodyHandlers.discarding()).headers().firstValue("X-Amzn-Trace-Id").orElseThrow();
        } catch (IOException | InterruptedException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Delivers the spans of both services. */
    void flush() {
        shop.flush();
        payments.flush();
    }

    @Override
    public void close() {
        shop.close();
        payments.close();
    }

    private int handle(Service service, String path, Span span) throws Exception {
        if (!path.equals("/checkout")) return 200;
        span.setAttribute("enduser.id", "alice").setAttribute("customer", "gold").setAttribute("items", 3)
                .setAttribute(AttributeKey.stringArrayKey("aws.xray.annotations"), List.of("customer"));
        Span price = service.tracer.spanBuilder("price").startSpan();
        try (Scope ignored = price.makeCurrent()) {
            queryStock(service);
        } finally {
            price.end();
        }
        for (int index = 0; index < STEPS; ++index) service.tracer.spanBuilder("step-" + index).startSpan().end();
        putItem(service);
        pay(service);
        return 200;
    }

    private static void queryStock(Service service) {
        service.tracer.spanBuilder("SELECT stock").setSpanKind(SpanKind.CLIENT)
                .setAttribute("db.system", "postgresql").setAttribute("db.name", "stock")
                .setAttribute("db.user", "reader").setAttribute("db.statement", QUERY)
                .setAttribute("server.address", "db.example.com").startSpan().end();
    }

    /** Stands for a call of DynamoDB, as the instrumentation of the AWS SDK describes it. */
    private static void putItem(Service service) {
        service.tracer.spanBuilder("DynamoDb.PutItem").setSpanKind(SpanKind.CLIENT)
                .setAttribute("rpc.system", "aws-api").setAttribute("rpc.service", "DynamoDb")
                .setAttribute("rpc.method", "PutItem").setAttribute("aws.region", "us-east-1")
                .setAttribute(AttributeKey.stringArrayKey("aws.dynamodb.table_names"), List.of("order-archive"))
                .setAttribute("http.response.status_code", 200).startSpan().end();
    }

    private void pay(Service service) throws IOException, InterruptedException {
        Span call = service.tracer.spanBuilder("POST").setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", "POST").setAttribute("peer.service", "payments")
                .setAttribute("url.full", payments.address("/pay").toString()).startSpan();
        HttpRequest.Builder request = HttpRequest.newBuilder(payments.address("/pay"))
                .POST(HttpRequest.BodyPublishers.noBody());
        AwsXrayPropagator.getInstance().inject(Context.current().with(call), request, HttpRequest.Builder::setHeader);
        int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        call.setAttribute("http.response.status_code", status).setStatus(StatusCode.ERROR).end();
    }
}
