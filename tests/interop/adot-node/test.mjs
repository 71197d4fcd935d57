// SPDX-License-Identifier: Apache-2.0
// Two services that AWS's distribution of OpenTelemetry (ADOT) for Node.js instruments from outside: once they export
// OTLP over HTTP, once in datagrams, as in a Lambda function. Reads back with the AWS SDK for JavaScript.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import {
  BatchGetTracesCommand, CreateSamplingRuleCommand, GetTraceSummariesCommand, XRayClient,
} from "@aws-sdk/client-xray";

const REGISTER = "@aws/aws-distro-opentelemetry-node-autoinstrumentation/register";
const APP = fileURLToPath(new URL("app.cjs", import.meta.url));
const emulator = process.env.AWS_ENDPOINT_URL_XRAY;
const xray = new XRayClient({});
const processes = [];

async function start(name, settings) {
  const child = spawn(process.execPath, ["--require", REGISTER, APP], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: {
      ...process.env, OTEL_SERVICE_NAME: name, OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none",
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: "http", OTEL_NODE_RESOURCE_DETECTORS: "env", OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_TRACES_SAMPLER: "xray", OTEL_TRACES_SAMPLER_ARG: `endpoint=${emulator},polling_interval=10`, ...settings,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  processes.push(child);
  // The distribution prints lines of its own.
  return new Promise((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith('{"port"')) resolve(`http://127.0.0.1:${JSON.parse(line).port}`);
    });
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
  });
}

async function createRule(RuleName, Priority, FixedRate, URLPath) {
  await xray.send(new CreateSamplingRuleCommand({
    SamplingRule: {
      RuleName, Priority, FixedRate, URLPath, ReservoirSize: 0, ServiceName: "*", ServiceType: "*", Host: "*",
      HTTPMethod: "*", ResourceARN: "*", Version: 1,
    },
  }));
}

async function eventually(what, probe) {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function summaries(FilterExpression) {
  const range = { StartTime: new Date(Date.now() - 60_000), EndTime: new Date(Date.now() + 60_000) };
  const { TraceSummaries } = await xray.send(new GetTraceSummariesCommand({ ...range, FilterExpression }));
  return TraceSummaries;
}

// The documents by name of the one trace that the filter finds, once the named ones are there.
function documents(filter, names) {
  return eventually(filter, async () => {
    const [summary] = await summaries(filter);
    if (!summary) return null;
    const { Traces } = await xray.send(new BatchGetTracesCommand({ TraceIds: [summary.Id] }));
    const found = Traces[0].Segments.map((segment) => JSON.parse(segment.Document));
    const byName = new Map(found.filter((one) => !one.inferred).map((one) => [one.name, one]));
    return names.every((name) => byName.has(name)) ? byName : null;
  });
}

async function stats() {
  return (await fetch(`${emulator}/_emulator/stats`)).json();
}

before(async () => {
  await createRule("quiet", 1, 0, "/quiet");
  await createRule("loud", 2, 1, "*");
});

after(async () => {
  for (const child of processes) {
    const exit = child.exitCode === null ? once(child, "exit") : null;
    child.kill("SIGKILL");
    await exit;
  }
});

for (const [way, suffix, settings] of [
  ["OTLP over HTTP", "http", {}],
  ["datagrams", "udp", { AWS_LAMBDA_FUNCTION_NAME: "shop", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: undefined }],
]) {
  test(`a call of two services over ${way}`, async () => {
    const began = await stats();
    const [shopName, paymentsName] = [`shop-${suffix}`, `payments-${suffix}`];
    const payments = await start(paymentsName, settings);
    const shop = await start(shopName, { NEXT: payments, ...settings });
    // The sampler's own rule takes one request a second, so that a checkout is sampled in any case.
    const found = await eventually("a sampled checkout", async () => {
      await fetch(`${shop}/checkout`);
      return (await summaries(`service("${shopName}") { http.url ENDSWITH "/checkout" }`)).length > 0;
    }).then(() => documents(`service("${shopName}") AND service("${paymentsName}")`, [shopName, paymentsName]));

    const front = found.get(shopName);
    assert.equal(front.http.request.method, "GET");
    assert.equal(front.http.request.url, `${shop}/checkout`);
    assert.equal(front.http.response.status, 200);
    const remote = front.subsegments.find((one) => one.namespace === "remote");
    assert.equal(remote.fault, true);
    assert.equal(remote.http.request.url, `${payments}/broken`);
    assert.equal(remote.http.response.status, 503);
    const back = found.get(paymentsName);
    assert.equal(back.parent_id, remote.id);
    assert.equal(back.fault, true);
    assert.match(back.aws.xray.sdk, /opentelemetry for nodejs/);
    const now = await stats();
    assert.equal(now.datagrams_received > began.datagrams_received, suffix === "udp");
    assert.equal(now.documents_rejected, 0);

    // The rules decide once as many requests are seen as were made; before, a rule of the sampler's own does.
    const seen = async (path) => (await summaries(`service("${shopName}") { http.url ENDSWITH "${path}" }`)).length;
    let attempts = 0;
    await eventually("decisions by the rules", async () => {
      attempts += 1;
      for (let count = 0; count < 10; count += 1) await fetch(`${shop}/loud-${attempts}`);
      for (let one = 1; one <= attempts; one += 1) if (await seen(`/loud-${one}`) === 10) return true;
      return false;
    });
    for (let count = 0; count < 20; count += 1) await fetch(`${shop}/quiet`);
    await fetch(`${shop}/last`);
    await eventually("the last request", async () => (await seen("/last")) === 1);
    assert.equal(await seen("/quiet"), 0);
  });
}
