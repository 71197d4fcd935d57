// SPDX-License-Identifier: Apache-2.0
package interop.opentelemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.contrib.awsxray.AwsXrayIdGenerator;
import io.opentelemetry.contrib.awsxray.AwsXrayRemoteSampler;
import io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A service on a free port whose requests are spans, with X-Ray's ids, trace header and sampling rules. */
final class Service implements AutoCloseable {
    /** What a service does with a request, inside its span; returns the status. */
    interface Handler {
        int handle(Service service, String path, Span span) throws Exception;
    }

    private static final TextMapPropagator X_RAY = AwsXrayPropagator.getInstance();
    private static final TextMapGetter<HttpExchange> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpExchange exchange) {
            return exchange.getRequestHeaders().keySet();
        }

        @Override
        public String get(HttpExchange exchange, String key) {
            return exchange.getRequestHeaders().getFirst(key);
        }
    };

    private final SdkTracerProvider provider;
    private final AwsXrayRemoteSampler sampler;
    private final HttpServer server;
    final Tracer tracer;

    /** Nothing is sampled before the rules have arrived, which are asked for every second. */
    Service(String name, String compression, Handler handler) throws IOException {
        Resource resource = Resource.getDefault().merge(Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"), name, AttributeKey.stringKey("service.version"), "1.4")));
        sampler = AwsXrayRemoteSampler.newBuilder(resource).setEndpoint(System.getenv("AWS_ENDPOINT_URL_XRAY"))
                .setPollingInterval(Duration.ofSeconds(1)).setInitialSampler(Sampler.alwaysOff()).build();
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder().setCompression(compression)
                .setEndpoint(System.getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")).build();
        provider = SdkTracerProvider.builder().setResource(resource).setSampler(sampler)
                .setIdGenerator(AwsXrayIdGenerator.getInstance())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build()).build();
        tracer = provider.get("test");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> serve(exchange, handler));
        server.start();
    }

    /** Where the service answers. */
    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void serve(HttpExchange exchange, Handler handler) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Span span = tracer.spanBuilder(exchange.getRequestMethod() + " " + path).setSpanKind(SpanKind.SERVER)
                .setParent(X_RAY.extract(Context.root(), exchange, HEADERS))
                .setAttribute("http.request.method", exchange.getRequestMethod()).setAttribute("url.scheme", "http")
                .setAttribute("server.address", "shop.example.com").setAttribute("url.path", path)
                // The sampler compares the older name.
                .setAttribute("http.target", path).setAttribute("client.address", "192.0.2.17").startSpan();
        int status = 500;
        try (Scope ignored = span.makeCurrent()) {
            status = handler.handle(this, path, span);
        } catch (Exception error) {
            span.recordException(error);
        } finally {
            span.setAttribute("http.response.status_code", status).end();
            X_RAY.inject(Context.root().with(span), exchange, (carrier, key, value) ->
                    carrier.getResponseHeaders().set(key, value));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }
    }

    /** Delivers the spans that have ended. */
    void flush() {
        if (!provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()) {
            throw new AssertionError("the exporter could not deliver");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        provider.close();
        sampler.close();
    }
}
