// SPDX-License-Identifier: Apache-2.0
// Runs the two services (X-Ray SDK for Node.js), calls them as a client would, and reads the traces back with the AWS
// SDK for JavaScript.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import {
  BatchGetTracesCommand, CreateSamplingRuleCommand, GetSamplingRulesCommand, GetServiceGraphCommand,
  GetTraceGraphCommand, paginateGetTraceSummaries, PutTelemetryRecordsCommand, PutTraceSegmentsCommand, XRayClient,
} from "@aws-sdk/client-xray";

const RULE = "catalog-everything";
const IMPORTED = 150;
// Of the graph, when a product is asked for.
const NODES = ["catalog/client", "catalog/", "stock/", "items@db.example.com/Database::SQL"];
const xray = new XRayClient({});
const processes = [];
const traces = {};
let catalog;
let began;
let ruleInUse;

async function start(file, environment) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "inherit"],
  });
  processes.push(child);
  const [line] = await once(child.stdout, "data");
  return `http://127.0.0.1:${JSON.parse(line).port}`;
}

function newTraceId() {
  const now = Math.floor(Date.now() / 1000).toString(16).padStart(8, "0");
  return `1-${now}-${randomBytes(12).toString("hex")}`;
}

async function call(path, sampled) {
  const id = newTraceId();
  const response = await fetch(catalog + path, { headers: { "X-Amzn-Trace-Id": `Root=${id};Sampled=${sampled}` } });
  await response.text();
  return { id, status: response.status, header: response.headers.get("x-amzn-trace-id") };
}

// Asks again until probe() gives something; datagrams and the SDK's polls take their time.
async function eventually(what, probe) {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function createRule(RuleName, Priority, FixedRate, URLPath) {
  await xray.send(new CreateSamplingRuleCommand({
    SamplingRule: {
      RuleName, Priority, FixedRate, URLPath, ReservoirSize: 0, ServiceName: "catalog", ServiceType: "*", Host: "*",
      HTTPMethod: "*", ResourceARN: "*", Version: 1,
    },
  }));
}

// The documents of a trace once the named segments are there.
function documents(id, names) {
  return eventually(`trace ${id}`, async () => {
    const { Traces } = await xray.send(new BatchGetTracesCommand({ TraceIds: [id] }));
    const found = Traces.flatMap((trace) => trace.Segments).map((segment) => JSON.parse(segment.Document));
    return names.every((name) => found.some((one) => one.name === name && !one.inferred)) ? found : null;
  });
}

function named(entities, name) {
  const found = entities.filter((entity) => entity.name === name);
  assert.equal(found.length, 1, `one ${name}`);
  return found[0];
}

function range() {
  return { StartTime: new Date(began - 60_000), EndTime: new Date(Date.now() + 60_000) };
}

before(async () => {
  began = Date.now();
  await createRule("catalog-nothing", 19, 0, "/quiet");
  await createRule(RULE, 20, 1, "*");
  const stock = await start("stock.cjs", {});
  catalog = await start("catalog.cjs", { STOCK_URL: stock });

  ruleInUse = await eventually("the SDK's first poll of the sampling rules", async () => {
    const { id, header } = await call("/rules", "?");
    if (!header?.includes("Sampled=1")) return null;
    const segment = named(await documents(id, ["catalog"]), "catalog");
    return segment.aws.xray.rule_name;
  });
  for (const [story, path, names] of [
    ["found", "/products/kettle", ["catalog", "stock"]],
    ["missing", "/products/unknown", ["catalog", "stock"]],
    ["broken", "/products/broken", ["catalog", "stock"]],
    ["aws call", "/rules", ["catalog"]],
    ["import", "/import", ["catalog"]],
  ]) {
    const { id, status } = await call(path, "1");
    traces[story] = { id, status, documents: await documents(id, names) };
  }
});

after(async () => {
  for (const child of processes) {
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    await exit;
  }
});

test("the sampling rule reaches the SDK", async () => {
  assert.equal(ruleInUse, RULE);
  const { SamplingRuleRecords } = await xray.send(new GetSamplingRulesCommand({}));
  assert.ok(SamplingRuleRecords.some((record) => record.SamplingRule.RuleName === "Default"));
});

test("a rule that samples nothing is followed", async () => {
  for (let count = 0; count < 50; count += 1) {
    const { header } = await call("/quiet", "?");
    assert.match(header, /Sampled=0/);
  }
});

test("a request is one segment with its data, its callee below the remote call", () => {
  const { documents: found, id } = traces.found;
  const front = named(found, "catalog");
  const back = named(found, "stock");
  assert.equal(front.trace_id, id);
  assert.deepEqual(front.annotations, { sku: "kettle", page: 2, preview: false });
  assert.deepEqual(front.metadata.search.filters, { colour: ["red", "blau"], price: { max: 99.5 } });
  assert.equal(front.user, "bob");
  assert.equal(front.http.request.method, "GET");
  assert.equal(front.http.request.url, `${catalog}/products/kettle`);
  assert.equal(front.http.response.status, 200);
  named(named(front.subsegments, "look-up").subsegments, "parse");
  const query = named(front.subsegments, "items@db.example.com");
  assert.deepEqual([query.namespace, query.sql.url, query.sql.user, query.sql.preparation],
    ["remote", "db.example.com:5432/items", "reader", "statement"]);
  const remote = front.subsegments.find((one) => one.http);
  assert.equal(remote.namespace, "remote");
  assert.equal(remote.http.response.status, 200);
  assert.equal(back.parent_id, remote.id);
  assert.deepEqual(named(back.subsegments, "count").annotations, { sku: "kettle" });
  assert.deepEqual(found.filter((one) => one.inferred).map((one) => one.name), ["items@db.example.com"],
    "a traced callee leaves nothing to infer, the database does");
});

test("a callee's 404 marks the callee and the call", () => {
  const { documents: found, status } = traces.missing;
  assert.equal(status, 502);
  const remote = named(found, "catalog").subsegments.find((one) => one.http);
  assert.equal(remote.error, true);
  assert.equal(named(found, "stock").error, true);
  assert.equal(named(found, "catalog").fault, true);
});

test("an exception is kept with its type and message", () => {
  const back = named(traces.broken.documents, "stock");
  assert.equal(back.fault, true);
  const [exception] = named(back.subsegments, "count").cause.exceptions;
  assert.equal(exception.type, "RangeError");
  assert.equal(exception.message, "shelf 9 does not exist");
});

test("an AWS call has an inferred segment", () => {
  const found = traces["aws call"].documents;
  const call = named(named(found, "catalog").subsegments, "XRay");
  assert.equal(call.namespace, "aws");
  assert.equal(call.aws.operation, "GetSamplingRules");
  const inferred = found.find((one) => one.inferred);
  assert.equal(inferred.parent_id, call.id);
  assert.equal(inferred.origin, "AWS::XRay");
});

test("streamed subsegments come back in their segment", async () => {
  const names = await eventually("all imported items", async () => {
    const segment = named(await documents(traces.import.id, ["catalog"]), "catalog");
    const found = new Set((segment.subsegments ?? []).map((one) => one.name));
    return found.size === IMPORTED ? found : null;
  });
  assert.ok(names.has("item-0") && names.has(`item-${IMPORTED - 1}`));
});

test("summaries show every trace with its outcome", async () => {
  const summaries = new Map();
  for await (const page of paginateGetTraceSummaries({ client: xray }, range())) {
    for (const summary of page.TraceSummaries) summaries.set(summary.Id, summary);
  }
  for (const [story, fault] of [["found", false], ["missing", true], ["broken", true], ["import", false]]) {
    const summary = summaries.get(traces[story].id);
    assert.equal(summary.HasFault, fault, story);
    assert.equal(summary.EntryPoint.Name, "catalog");
    assert.equal(summary.Http.HttpStatus, traces[story].status);
    assert.ok(summary.ResponseTime > 0);
  }
  const { Annotations, Users } = summaries.get(traces.found.id);
  assert.deepEqual(Annotations.sku.map((one) => one.AnnotationValue), [{ StringValue: "kettle" }]);
  assert.deepEqual(Annotations.page.map((one) => one.AnnotationValue), [{ NumberValue: 2 }]);
  assert.deepEqual(Annotations.preview.map((one) => one.AnnotationValue), [{ BooleanValue: false }]);
  assert.deepEqual(Users.map((one) => one.UserName), ["bob"]);
});

test("the service graph joins client, catalog, stock and the AWS service", async () => {
  const { Services } = await xray.send(new GetServiceGraphCommand(range()));
  const nodes = Services.map((service) => `${service.Name}/${service.Type ?? ""}`);
  assert.deepEqual(new Set(nodes), new Set([...NODES, "XRay/AWS::XRay"]));
  const stock = Services.find((service) => service.Name === "stock");
  assert.deepEqual(
    [stock.SummaryStatistics.TotalCount, stock.SummaryStatistics.OkCount], [3, 1]);
  assert.equal(stock.SummaryStatistics.ErrorStatistics.OtherCount, 1);
  assert.equal(stock.SummaryStatistics.FaultStatistics.TotalCount, 1);
  assert.ok(Services.every((service) => service.StartTime instanceof Date));
});

test("the graph of one trace", async () => {
  const { Services } = await xray.send(new GetTraceGraphCommand({ TraceIds: [traces.found.id] }));
  assert.deepEqual(new Set(Services.map((service) => `${service.Name}/${service.Type ?? ""}`)),
    new Set(NODES));
});

test("PutTraceSegments answers for each document, and is read at once", async () => {
  const good = { name: "direct", id: "70de5b6f19ff9a0a", trace_id: newTraceId(), start_time: began / 1000,
    end_time: began / 1000 + 0.25 };
  const { UnprocessedTraceSegments } = await xray.send(new PutTraceSegmentsCommand({
    TraceSegmentDocuments: [JSON.stringify(good), JSON.stringify({ ...good, id: "70de5b6f19ff9a0b", name: "" })],
  }));
  assert.deepEqual(UnprocessedTraceSegments.map((one) => [one.Id, one.ErrorCode]),
    [["70de5b6f19ff9a0b", "MissingName"]]);
  const { Traces } = await xray.send(new BatchGetTracesCommand({ TraceIds: [good.trace_id] }));
  assert.equal(Traces.length, 1);
  assert.equal(Traces[0].Duration, 0.25);
});

test("PutTelemetryRecords is accepted", async () => {
  const answer = await xray.send(new PutTelemetryRecordsCommand({
    TelemetryRecords: [{ Timestamp: new Date(), SegmentsReceivedCount: 1 }],
  }));
  assert.equal(answer.$metadata.httpStatusCode, 200);
});
