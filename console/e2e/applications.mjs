// The applications of tests/interop, whose traces come from X-Ray's and OpenTelemetry's own SDKs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { newTraceId } from './emulator.mjs';

const FOLDERS = JSON.parse(process.env['NODE_APPLICATIONS'] ?? '{}');
const PATIENCE = 60_000;
const START_SHOP = 'require(process.argv[1]).start().then(({ shop }) => console.log(JSON.stringify({ port: new URL(shop.address).port })))';

/** A catalog and the stock behind it, with the X-Ray SDK; their traces go to the emulator. */
export async function startCatalog(emulator) {
  const stock = await start([fileOf('node', 'stock.cjs')], environmentFor(emulator));
  const catalog = await start([fileOf('node', 'catalog.cjs')], { ...environmentFor(emulator), STOCK_URL: stock.url });
  return { url: catalog.url, stop: () => Promise.all([catalog.stop(), stock.stop()]) };
}

/** A shop and the payments behind it, with the OpenTelemetry SDK. */
export const startShop = (emulator) => start(['-e', START_SHOP, fileOf('node-opentelemetry', 'shop.cjs')], environmentFor(emulator));

/** Calls an application of the X-Ray SDK as one whose caller keeps the trace; tells the trace's id. */
export async function call(url) {
  const id = newTraceId(Date.now() / 1000);
  const response = await fetch(url, { headers: { 'X-Amzn-Trace-Id': `Root=${id};Sampled=1` } });
  await response.text();
  return id;
}

/** Calls an application that decides by itself, as OpenTelemetry's sampler does once it has fetched the rules. */
export async function callUntilSampled(url) {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const response = await fetch(url);
    await response.text();
    const [, trace, sampled] = /Root=([^;]+).*Sampled=(.)/.exec(response.headers.get('x-amzn-trace-id'));
    if (sampled === '1') return trace;
    await setTimeout(50);
  }
  throw new Error(`${url} has not kept a trace within ${PATIENCE} ms`);
}

function fileOf(folder, file) {
  assert.ok(FOLDERS[folder], `NODE_APPLICATIONS does not name the folder of ${folder}; ./dev console --browser sets it`);
  return join(FOLDERS[folder], file);
}

function environmentFor({ url }) {
  return {
    ...process.env,
    AWS_XRAY_DAEMON_ADDRESS: new URL(url).host,
    AWS_ENDPOINT_URL_XRAY: url,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces`,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
}

/** They print their port once they listen. */
async function start(command, env) {
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended]);
  assert.equal(child.exitCode, null, `${command.join(' ')} ended with ${child.exitCode}`);
  return {
    url: `http://127.0.0.1:${JSON.parse(first[0]).port}`,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
