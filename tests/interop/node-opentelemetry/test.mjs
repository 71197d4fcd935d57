// SPDX-License-Identifier: Apache-2.0
// Runs the shop (OpenTelemetry SDK for JavaScript), calls it, and holds what the AWS SDK for JavaScript reads back
// against its spans.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  BatchGetTracesCommand, CreateSamplingRuleCommand, GetServiceGraphCommand, GetTraceSummariesCommand,
  UpdateSamplingRuleCommand, XRayClient,
} from "@aws-sdk/client-xray";
import { SpanKind, trace, ROOT_CONTEXT } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import shopService from "./shop.cjs";

const LOUD = "shop-loud";
const QUIET = "shop-quiet";
const xray = new XRayClient({});
let services;
let header;
let documents;
let root;

async function createRule(RuleName, Priority, FixedRate, ServiceName, URLPath) {
  await xray.send(new CreateSamplingRuleCommand({
    SamplingRule: {
      RuleName, Priority, FixedRate, ServiceName, URLPath, ReservoirSize: 0, ServiceType: "*", Host: "*",
      HTTPMethod: "*", ResourceARN: "*", Version: 1,
    },
  }));
}

// Calls the shop; the parts of the trace header of its answer.
async function call(path) {
  const response = await fetch(services.shop.address + path);
  await response.text();
  return Object.fromEntries(response.headers.get("x-amzn-trace-id").split(";").map((part) => part.split("=")));
}

async function sampled(path) {
  return (await call(path)).Sampled === "1";
}

async function eventually(what, probe) {
  const deadline = Date.now() + 120_000;
  while (!(await probe())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function range() {
  return { StartTime: new Date(Date.now() - 60_000), EndTime: new Date(Date.now() + 60_000) };
}

async function summaries(FilterExpression) {
  const { TraceSummaries } = await xray.send(new GetTraceSummariesCommand({ ...range(), FilterExpression }));
  return TraceSummaries;
}

function child(entity, name) {
  const found = entity.subsegments.filter((one) => one.name === name);
  assert.equal(found.length, 1, `one ${name} below ${entity.name}`);
  return found[0];
}

// The rules are there when decisions follow them: the sampler's own rule samples one request a second and few others.
async function rulesHaveArrived() {
  for (let count = 0; count < 20; count += 1) if (!(await sampled("/loud"))) return false;
  return !(await sampled("/quiet"));
}

before(async () => {
  await createRule(QUIET, 1, 0, "shop", "/quiet");
  await createRule(LOUD, 2, 1, "*", "*");
  services = await shopService.start();
  await eventually("sampling by the rules", rulesHaveArrived);
  header = await call("/checkout");
  await services.shop.flush();
  await services.payments.flush();
  const { Traces } = await xray.send(new BatchGetTracesCommand({ TraceIds: [header.Root] }));
  // What the exporter delivered is there: no waiting.
  const found = Traces[0].Segments.map((segment) => JSON.parse(segment.Document));
  documents = new Map(found.map((one) => [(one.inferred ? "inferred " : "") + one.name, one]));
  root = documents.get("shop");
});

after(async () => {
  await services.shop.stop();
  await services.payments.stop();
});

test("the id tells the time", () => {
  const age = Date.now() / 1000 - Number.parseInt(header.Root.split("-")[1], 16);
  assert.ok(age >= 0 && age < 60, header.Root);
});

test("a request is a segment with its data", () => {
  assert.equal(root.id, header.Parent);
  assert.equal(root.trace_id, header.Root);
  assert.equal(root.http.request.method, "GET");
  assert.equal(root.http.request.url, "http://shop.example.com/checkout");
  assert.equal(root.http.request.client_ip, "192.0.2.17");
  assert.equal(root.http.response.status, 200);
  assert.equal(root.user, "alice");
  assert.deepEqual(root.annotations, { customer: "gold" });
  assert.equal(root.metadata.default.items, 3);
  assert.equal(root.aws.xray.sdk, "opentelemetry for nodejs");
  assert.equal(root.service.version, "1.4");
});

test("steps, query, AWS call and remote call", () => {
  for (let index = 0; index < shopService.STEPS; index += 1) child(root, `step-${index}`);
  const query = child(child(root, "price"), "stock");
  assert.equal(query.namespace, "remote");
  assert.deepEqual(
    [query.sql.sanitized_query, query.sql.database_type, query.sql.user], [shopService.QUERY, "postgresql", "reader"]);
  const table = child(root, "DynamoDB");
  assert.equal(table.namespace, "aws");
  assert.equal(table.aws.operation, "PutItem");
  assert.equal(documents.get("inferred DynamoDB").parent_id, table.id);
  const remote = child(root, "payments");
  assert.equal(remote.fault, true);
  assert.equal(documents.get("payments").parent_id, remote.id);
});

test("an exception comes with its stack", () => {
  const payments = documents.get("payments");
  assert.equal(payments.fault, true);
  const [exception] = payments.cause.exceptions;
  assert.deepEqual([exception.type, exception.message], ["RangeError", "card number has 15 digits"]);
  assert.match(exception.stack[0].path, /shop\.cjs$/);
});

test("summary and graph", async () => {
  const found = await summaries('annotation.customer = "gold" AND service("payments") { fault }');
  assert.deepEqual(found.map((one) => one.Id), [header.Root]);
  const { Services } = await xray.send(new GetServiceGraphCommand(range()));
  const nodes = new Set(Services.map((service) => `${service.Name}/${service.Type ?? ""}`));
  for (const node of ["shop/client", "shop/", "payments/"]) assert.ok(nodes.has(node), [...nodes].join());
});

test("a rule that samples nothing", async () => {
  const ids = new Set();
  for (let count = 0; count < 50; count += 1) {
    const answer = await call("/quiet");
    assert.equal(answer.Sampled, "0");
    ids.add(answer.Root);
  }
  await services.shop.flush();
  const found = await summaries('http.url ENDSWITH "/quiet"');
  assert.ok(found.every((one) => !ids.has(one.Id)));
});

test("a rule that changes is followed", async () => {
  assert.ok(await sampled("/loud"));
  const SamplingRuleUpdate = { RuleName: LOUD, FixedRate: 0 };
  await xray.send(new UpdateSamplingRuleCommand({ SamplingRuleUpdate }));
  await eventually("the end of sampling", async () => !(await sampled("/loud")));
});

// Sends a request with a call and a step by the SDK's own exporter over gRPC; the context of its root.
async function exportOverGrpc(service, compression) {
  const exporter = new OTLPTraceExporter({ url: process.env.AWS_ENDPOINT_URL_XRAY, compression });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }), spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("test");
  const root = tracer.startSpan("GET /orders", { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  const inside = trace.setSpan(ROOT_CONTEXT, root);
  tracer.startSpan("GET", { kind: SpanKind.CLIENT, attributes: { "peer.service": "stock" } }, inside).end();
  tracer.startSpan("price", {}, inside).end();
  root.end();
  await provider.shutdown();
  return root.spanContext();
}

for (const [service, compression] of [
  ["node-grpc", CompressionAlgorithm.NONE], ["node-grpc-gzip", CompressionAlgorithm.GZIP],
]) {
  test(`over gRPC: ${service}`, async () => {
    const { traceId, spanId } = await exportOverGrpc(service, compression);
    const id = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
    const { Traces } = await xray.send(new BatchGetTracesCommand({ TraceIds: [id] }));
    // What the exporter delivered is there: no waiting.
    const found = Traces[0].Segments.map((segment) => JSON.parse(segment.Document));
    const segment = found.find((one) => one.name === service);
    assert.equal(segment.id, spanId);
    const remote = child(segment, "stock");
    assert.equal(remote.namespace, "remote");
    assert.equal(found.find((one) => one.inferred).parent_id, remote.id);
    assert.equal(child(segment, "price").namespace, undefined);
  });
}
