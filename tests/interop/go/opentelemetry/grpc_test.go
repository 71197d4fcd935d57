// SPDX-License-Identifier: Apache-2.0

package opentelemetry

import (
	"context"
	"os"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"

	"interop/internal/reading"
)

// exportOverGRPC sends a request with a call and a step, and returns its trace id and the root's id.
func exportOverGRPC(t *testing.T, service string, options ...otlptracegrpc.Option) (traceID, spanID string) {
	t.Helper()
	ctx := context.Background()
	address := otlptracegrpc.WithEndpointURL(os.Getenv("AWS_ENDPOINT_URL_XRAY"))
	exporter, err := otlptracegrpc.New(ctx, append(options, address)...)
	if err != nil {
		t.Fatal(err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter),
		trace.WithResource(resource.NewSchemaless(attribute.String("service.name", service))))
	tracer := provider.Tracer("test")
	inside, root := tracer.Start(ctx, "GET /orders", api.WithSpanKind(api.SpanKindServer))
	_, call := tracer.Start(inside, "GET", api.WithSpanKind(api.SpanKindClient),
		api.WithAttributes(attribute.String("peer.service", "stock")))
	call.End()
	_, step := tracer.Start(inside, "price")
	step.End()
	root.End()
	if err := provider.Shutdown(ctx); err != nil {
		t.Fatalf("the exporter could not deliver: %v", err)
	}
	id := root.SpanContext().TraceID().String()
	return "1-" + id[:8] + "-" + id[8:], root.SpanContext().SpanID().String()
}

func TestOverGRPC(t *testing.T) {
	for service, options := range map[string][]otlptracegrpc.Option{
		"go-grpc":      nil,
		"go-grpc-gzip": {otlptracegrpc.WithCompressor("gzip")},
	} {
		t.Run(service, func(t *testing.T) {
			traceID, spanID := exportOverGRPC(t, service, options...)
			// What the exporter delivered is there: no waiting.
			found := reading.Trace(t, reading.Client(t), traceID, func(map[string]reading.Document) bool { return true })
			reading.Equal(t, "root's id", found[service].ID, spanID)
			call := found[service].Child(t, "stock")
			reading.Equal(t, "call's namespace", call.Namespace, "remote")
			reading.Equal(t, "callee's parent", found["inferred stock"].ParentID, call.ID)
			reading.Equal(t, "step's namespace", found[service].Child(t, "price").Namespace, "")
		})
	}
}
