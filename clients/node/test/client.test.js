// SPDX-License-Identifier: Apache-2.0
'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const dgram = require('node:dgram');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const hooks = require('node:test');
const { test } = hooks;

const { Emulator, EmulatorError, ExpectationError, useXRay } = require('..');

const xray = useXRay(hooks);

let traces = 0;

/** Sends a trace of shop, which calls stock, as an SDK does; returns its id. */
async function checkOut(customer, calls = 1) {
  const now = Date.now() / 1000;
  const id = `1-${Math.floor(now).toString(16)}-${(++traces).toString(16).padStart(24, '0')}`;
  const call = (n) => ({
    id: `aaaaaaaa${n.toString(16).padStart(8, '0')}`, name: 'stock', namespace: 'remote', start_time: now, end_time: now,
  });
  const segment = {
    trace_id: id, id: '0123456789abcdef', name: 'shop', start_time: now, end_time: now, annotations: { customer },
    subsegments: Array.from({ length: calls }, (_, n) => call(n)),
  };
  const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(':');
  const socket = dgram.createSocket('udp4');
  await new Promise((sent, failed) => socket.send(
    `{"format":"json","version":1}\n${JSON.stringify(segment)}`, port, host, (error) => (error ? failed(error) : sent())));
  socket.close();
  return id;
}

test('traces are found, counted and read', async () => {
  const id = await checkOut('alice');
  const [summary] = await xray.expect('annotation.customer = "alice"', { calls: ['shop -> stock = 1'] });
  assert.strictEqual(summary.Id, id);
  const trace = await xray.trace(id);
  assert.deepStrictEqual(trace.segment('shop').annotations, { customer: 'alice' });
  assert.throws(() => trace.segment('shpo'), /shop, stock/);
  await xray.forbid('fault', { quiet: 0 });
});

test('a test starts without traces', async () => {
  await xray.expect('', { exactly: 0, quiet: 0 });
});

test('a failure explains itself', async () => {
  await checkOut('alice', 2);
  await assert.rejects(xray.expect('service("shpo")', { within: 0.2 }), (error) => {
    assert.ok(error instanceof ExpectationError);
    assert.match(error.message, /did you mean "shop"\?/);
    return true;
  });
  for (const calls of ['shop -> stock = 1', 'shop->stock > 2', '"shop" -> "stock" < 2', 'shop -> stock >= 3', 'shop -> stock <= 1'])
    await assert.rejects(xray.expect('', { calls: [calls], within: 0 }), ExpectationError, calls);
  await xray.expect('', { calls: ['shop -> stock >= 2', '"shop" -> "stock" < 3', 'shop -> stock <= 2', 'shop -> stock > 1'] });
});

test('misuse is told apart from failure', async () => {
  await assert.rejects(xray.expect('service("shop"'), EmulatorError);
  await assert.rejects(xray.expect('', { calls: ['shop stock'] }), /front -> back/);
  await assert.rejects(Emulator.connect('http://127.0.0.1:9').reset(), /no emulator at http:\/\/127.0.0.1:9/);
});

test('snapshots are written, compared and updated', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'xray-snapshot-'));
  const file = path.join(folder, 'shape.txt');
  try {
    await xray.trace(await checkOut('alice'));
    xray.snapshot(file, '', { update: true });
    xray.snapshot(file);
    await xray.reset();
    await xray.trace(await checkOut('alice', 2));
    assert.throws(() => xray.snapshot(file), ExpectationError);
    xray.snapshot(file, '', { update: true });
    xray.snapshot(file);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('faults are met until the next reset', async () => {
  const groups = async () => (await fetch(`${xray.url}/Groups`, { method: 'POST', body: '{}' })).status;
  const fault = { operation: 'GetGroups', error: 'ThrottledException', count: 2 };
  assert.deepEqual(await xray.faults(fault), [fault]);
  assert.equal(await groups(), 429);
  await xray.reset();
  assert.equal(await groups(), 200);
  await assert.rejects(xray.faults({ operation: 'GetGroup' }), /Fault 1: /);
});

test('an emulator ends with the process that started it', async () => {
  const program = `const { Emulator } = require(${JSON.stringify(path.join(__dirname, '..'))});
    console.log(Emulator.start().url); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await require('node:events').once(child.stdout.setEncoding('utf8'), 'data');
  const emulator = Emulator.connect(url.trim());
  await emulator.reset();
  child.kill('SIGKILL');
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    try {
      await emulator.expect('', { exactly: 0, quiet: 0 });
    } catch (error) {
      if (/no emulator at/.test(error.message)) return;
    }
  }
  assert.fail('it is still there');
});

test('a binary that is not there is told', () => {
  const before = process.env.XRAY_EMULATOR_BIN;
  process.env.XRAY_EMULATOR_BIN = '/nowhere/xray-emulator';
  try {
    assert.throws(() => Emulator.start(), /XRAY_EMULATOR_BIN/);
  } finally {
    if (before === undefined) delete process.env.XRAY_EMULATOR_BIN;
    else process.env.XRAY_EMULATOR_BIN = before;
  }
});

test('options that are not there are told', () => {
  assert.throws(() => Emulator.start('--no-such-option'), /did not start: .*no-such-option/s);
});
