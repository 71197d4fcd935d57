// An emulator of the test's own, and what the tests send to it.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serveDist } from './dist_server.mjs';

const FEEDER = fileURLToPath(new URL('feed.mjs', import.meta.url));
const PATIENCE = 20_000;

/** Its pages are at `pages`: the binary's own or, with XRAY_CONSOLE_DIST, those of that folder. */
export async function startEmulator() {
  const binary = process.env['XRAY_EMULATOR_BIN'];
  assert.ok(binary, 'XRAY_EMULATOR_BIN is to be the path of the binary; ./dev console --browser sets it');
  const child = spawn(binary, ['serve', '--port', '0', '--otlp-grpc-port', '0', '--exit-with-parent'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await addressOf(child, binary);
  const dist = process.env['XRAY_CONSOLE_DIST'];
  const server = dist ? await serveDist(dist, url) : undefined;
  return {
    url,
    pages: server?.url ?? url,
    post: (path, body) => post(url + path, body),
    send: (documents) => post(`${url}/TraceSegments`, { TraceSegmentDocuments: documents.map((one) => JSON.stringify(one)) }),
    feed: (requests, seconds) => promisify(execFile)(process.execPath, [FEEDER, url, String(requests), String(seconds)]),
    stop: async () => {
      server?.stop();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** It says where it listens when it does. */
function addressOf(child, binary) {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why) => reject(new Error(`${binary} ${why}\n${said}`));
    const timer = setTimeout(() => fail(`has not said within ${PATIENCE} ms where it listens`), PATIENCE);
    const hear = (text) => {
      said += text;
      const address = /AWS_ENDPOINT_URL_XRAY=(\S+)/.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('error', (error) => fail(`does not start: ${error.message}`));
    child.on('exit', (code) => fail(`ended with ${code}`));
  });
}

async function post(url, body) {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, `POST ${url}: ${response.status} ${text}`);
  const answer = JSON.parse(text);
  assert.deepEqual(answer.UnprocessedTraceSegments ?? [], [], `POST ${url} refused documents`);
  return answer;
}

export const newId = () => randomBytes(8).toString('hex');
export const newTraceId = (time) => `1-${Math.floor(time).toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`;

/** A segment that began `ago` seconds ago and took `length`. */
export function segment(name, ago, length, more = {}) {
  const start = Date.now() / 1000 - ago;
  return { id: newId(), trace_id: newTraceId(start), name, start_time: start, end_time: start + length, ...more };
}

/** A part of it, from and to in seconds after its beginning. */
export function subsegment(of, name, from, to, more = {}) {
  return { id: newId(), name, start_time: of.start_time + from, end_time: of.start_time + to, ...more };
}
