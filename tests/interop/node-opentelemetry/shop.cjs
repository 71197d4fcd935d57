// SPDX-License-Identifier: Apache-2.0
"use strict";
// A shop and a payment service behind it, instrumented with the OpenTelemetry SDK for JavaScript, X-Ray's ids, trace
// header and sampling rules.

const http = require("node:http");
const { context, propagation, SpanKind, SpanStatusCode, trace, ROOT_CONTEXT } = require("@opentelemetry/api");
const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-proto");
const { AWSXRayIdGenerator } = require("@opentelemetry/id-generator-aws-xray");
const { AWSXRayPropagator } = require("@opentelemetry/propagator-aws-xray");
const { resourceFromAttributes, defaultResource } = require("@opentelemetry/resources");
const { AWSXRayRemoteSampler } = require("@opentelemetry/sampler-aws-xray");
const { BatchSpanProcessor, NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");

const STEPS = 120;
const QUERY = "SELECT count FROM stock";

// The globals (context, propagation) are the first provider's; every service has a tracer of its own provider.
function provide(name, options) {
  const resource = defaultResource().merge(resourceFromAttributes({ "service.name": name, "service.version": "1.4" }));
  const sampler = new AWSXRayRemoteSampler({ resource, endpoint: process.env.AWS_ENDPOINT_URL_XRAY });
  const provider = new NodeTracerProvider({
    resource, sampler, idGenerator: new AWSXRayIdGenerator(),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(options))],
  });
  provider.register({ propagator: new AWSXRayPropagator() });
  return { provider, sampler, tracer: provider.getTracer("test") };
}

// An HTTP server whose every request is a span; answer(path, span, tracer) returns the status.
async function serve(name, options, answer) {
  const service = provide(name, options);
  const server = http.createServer((request, response) => {
    const path = new URL(request.url, "http://service").pathname;
    const attributes = {
      "http.request.method": request.method, "url.scheme": "http", "server.address": "shop.example.com",
      "url.path": path, "client.address": "192.0.2.17",
    };
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    const span = service.tracer.startSpan(`${request.method} ${path}`, { kind: SpanKind.SERVER, attributes }, caller);
    const here = trace.setSpan(caller, span);
    context.with(here, async () => {
      const status = await answer(path, span, service.tracer).catch((error) => {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        return 500;
      });
      span.setAttribute("http.response.status_code", status);
      span.end();
      const headers = {};
      propagation.inject(here, headers);
      response.writeHead(status, headers);
      response.end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    flush: () => service.provider.forceFlush(),
    async stop() {
      server.close();
      server.closeAllConnections();
      service.sampler.stopPollers();
      await service.provider.shutdown();
    },
  };
}

function queryStock(tracer) {
  tracer.startSpan("SELECT stock", {
    kind: SpanKind.CLIENT,
    attributes: {
      "db.system": "postgresql", "db.name": "stock", "db.user": "reader", "db.statement": QUERY,
      "server.address": "db.example.com",
    },
  }).end();
}

// Stands for a call of DynamoDB, as the instrumentation of the AWS SDK describes it.
function putItem(tracer) {
  tracer.startSpan("DynamoDB.PutItem", {
    kind: SpanKind.CLIENT,
    attributes: {
      "rpc.system": "aws-api", "rpc.service": "DynamoDB", "rpc.method": "PutItem", "aws.region": "us-east-1",
      "aws.dynamodb.table_names": ["order-archive"], "http.status_code": 200,
    },
  }).end();
}

async function pay(tracer, payments) {
  const attributes = { "http.request.method": "POST", "url.full": `${payments}/pay`, "peer.service": "payments" };
  const span = tracer.startSpan("POST", { kind: SpanKind.CLIENT, attributes });
  const headers = {};
  propagation.inject(trace.setSpan(context.active(), span), headers);
  const { status } = await fetch(`${payments}/pay`, { method: "POST", headers });
  span.setAttribute("http.response.status_code", status);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

async function checkOut(span, tracer, payments) {
  span.setAttributes({
    "enduser.id": "alice", customer: "gold", items: 3, "aws.xray.annotations": ["customer"],
  });
  tracer.startActiveSpan("price", (price) => {
    queryStock(tracer);
    price.end();
  });
  for (let index = 0; index < STEPS; index += 1) tracer.startSpan(`step-${index}`).end();
  putItem(tracer);
  await pay(tracer, payments);
  return 200;
}

// Starts both services.
async function start() {
  const shopOptions = { compression: "gzip" };
  const payments = await serve("payments", {}, async () => {
    throw new RangeError("card number has 15 digits");
  });
  const shop = await serve("shop", shopOptions, async (path, span, tracer) =>
    (path === "/checkout" ? checkOut(span, tracer, payments.address) : 200));
  return { shop, payments };
}

module.exports = { start, QUERY, STEPS };
