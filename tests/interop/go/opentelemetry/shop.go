// SPDX-License-Identifier: Apache-2.0

// Package opentelemetry is a shop and a payment service behind it, instrumented with the OpenTelemetry SDK for Go,
// X-Ray's ids and X-Ray's trace header.
package opentelemetry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	xrayotel "go.opentelemetry.io/contrib/propagators/aws/xray"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"
)

// Steps is how many inner spans a checkout makes beside the others.
const Steps = 40

var (
	errCard    = errors.New("card number has 15 digits")
	propagator = xrayotel.Propagator{}
)

// Service is one service with a tracer provider of its own; its exporter takes its address from the environment.
type Service struct {
	provider *trace.TracerProvider
	tracer   api.Tracer
	Server   *httptest.Server
}

func start(
	name string, compression otlptracehttp.Compression, handle func(*Service) http.HandlerFunc,
) (*Service, error) {
	exporter, err := otlptracehttp.New(context.Background(), otlptracehttp.WithCompression(compression))
	if err != nil {
		return nil, err
	}
	described := resource.NewSchemaless(
		attribute.String("service.name", name), attribute.String("service.version", "1.4"),
		attribute.String("telemetry.sdk.name", "opentelemetry"), attribute.String("telemetry.sdk.language", "go"))
	service := &Service{provider: trace.NewTracerProvider(
		trace.WithBatcher(exporter), trace.WithResource(described),
		trace.WithIDGenerator(xrayotel.NewIDGenerator()))}
	service.tracer = service.provider.Tracer("test")
	service.Server = httptest.NewServer(handle(service))
	return service, nil
}

// Stop ends the service after its spans have been delivered.
func (s *Service) Stop() error {
	s.Server.Close()
	return s.provider.Shutdown(context.Background())
}

// Start starts the payment service and the shop that calls it.
func Start() (shop, payments *Service, err error) {
	payments, err = start("payments", otlptracehttp.NoCompression, func(s *Service) http.HandlerFunc { return s.pay })
	if err != nil {
		return nil, nil, err
	}
	shop, err = start("shop", otlptracehttp.GzipCompression, func(s *Service) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { s.checkOut(w, r, payments.Server.URL) }
	})
	return shop, payments, err
}

// serve begins the span of a request, below the caller's where the request names one.
func (s *Service) serve(r *http.Request) (context.Context, api.Span) {
	ctx := propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	return s.tracer.Start(ctx, r.Method+" "+r.URL.Path, api.WithSpanKind(api.SpanKindServer), api.WithAttributes(
		attribute.String("http.request.method", r.Method), attribute.String("url.scheme", "http"),
		attribute.String("server.address", "shop.example.com"), attribute.String("url.path", r.URL.Path),
		attribute.String("client.address", "192.0.2.17")))
}

func respond(w http.ResponseWriter, span api.Span, status int) {
	span.SetAttributes(attribute.Int("http.response.status_code", status))
	propagator.Inject(api.ContextWithSpan(context.Background(), span), propagation.HeaderCarrier(w.Header()))
	w.WriteHeader(status)
}

func (s *Service) checkOut(w http.ResponseWriter, r *http.Request, payments string) {
	ctx, span := s.serve(r)
	defer span.End()
	span.SetAttributes(
		attribute.String("enduser.id", "alice"), attribute.String("customer", "gold"), attribute.Int("items", 3),
		attribute.StringSlice("aws.xray.annotations", []string{"customer"}))
	inner, price := s.tracer.Start(ctx, "price")
	s.queryStock(inner)
	price.End()
	for index := range Steps {
		_, step := s.tracer.Start(ctx, fmt.Sprintf("step-%d", index))
		step.End()
	}
	s.putItem(ctx)
	s.call(ctx, payments)
	respond(w, span, http.StatusOK)
}

func (s *Service) queryStock(ctx context.Context) {
	_, span := s.tracer.Start(ctx, "SELECT stock", api.WithSpanKind(api.SpanKindClient), api.WithAttributes(
		attribute.String("db.system", "postgresql"), attribute.String("db.name", "stock"),
		attribute.String("db.user", "reader"), attribute.String("db.statement", "SELECT count FROM stock"),
		attribute.String("server.address", "db.example.com")))
	span.End()
}

// putItem stands for a call of DynamoDB, as the instrumentation of the AWS SDK describes it.
func (s *Service) putItem(ctx context.Context) {
	_, span := s.tracer.Start(ctx, "DynamoDB.PutItem", api.WithSpanKind(api.SpanKindClient), api.WithAttributes(
		attribute.String("rpc.system", "aws-api"), attribute.String("rpc.service", "DynamoDB"),
		attribute.String("rpc.method", "PutItem"), attribute.String("aws.region", "us-east-1"),
		attribute.StringSlice("aws.dynamodb.table_names", []string{"order-archive"}),
		attribute.Int("http.status_code", http.StatusOK)))
	span.End()
}

// call asks the payment service, which fails.
func (s *Service) call(ctx context.Context, payments string) {
	ctx, span := s.tracer.Start(ctx, "POST", api.WithSpanKind(api.SpanKindClient), api.WithAttributes(
		attribute.String("http.request.method", http.MethodPost), attribute.String("url.full", payments+"/pay"),
		attribute.String("peer.service", "payments")))
	defer span.End()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, payments+"/pay", http.NoBody)
	if err != nil {
		panic(err)
	}
	propagator.Inject(ctx, propagation.HeaderCarrier(request.Header))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	_ = answer.Body.Close()
	span.SetAttributes(attribute.Int("http.response.status_code", answer.StatusCode))
	span.SetStatus(codes.Error, "")
}

func (s *Service) pay(w http.ResponseWriter, r *http.Request) {
	_, span := s.serve(r)
	defer span.End()
	span.RecordError(errCard, api.WithStackTrace(true))
	span.SetStatus(codes.Error, "no card")
	respond(w, span, http.StatusInternalServerError)
}
