// SPDX-License-Identifier: Apache-2.0
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { binary } = require('./binary.js');

// How long an emulator may take to listen. It takes some milliseconds; a machine may be busy.
const START_MS = 60_000;
const STOP_MS = 10_000;

/** The emulator could not be started or reached, or refused what it was asked: a mistake of the test's. */
class EmulatorError extends Error {
  name = 'EmulatorError';
}

/** An expectation is not met; the message says what there was instead. */
class ExpectationError extends Error {
  name = 'ExpectationError';
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** One trace with its segments, as BatchGetTraces answers it. */
class Trace {
  constructor(answer) {
    this.id = answer.Id;
    this.duration = answer.Duration;
    this.segments = answer.Segments.map((segment) => JSON.parse(segment.Document));
  }

  /** The one segment of that name that a service sent. Throws where there is none, or more than one. */
  segment(name) {
    const found = this.segments.filter((one) => one.name === name && !one.inferred);
    if (found.length === 1) return found[0];
    const names = [...new Set(this.segments.map((one) => one.name))].sort().join(', ');
    throw new ExpectationError(`${found.length} segments are called '${name}'; there are ${names}`);
  }
}

/** A running emulator: made by start() or connect(). */
class Emulator {
  #process;
  #hasFaults = false;

  constructor(url, daemonAddress, child) {
    this.url = url.replace(/\/+$/, '');
    this.daemonAddress = daemonAddress;
    this.#process = child;
  }

  /**
   * Starts one on free ports of this machine, with an empty database in memory, and returns when it listens: in some
   * milliseconds, in which nothing else runs, so that SDKs imported afterwards find its environment. It ends with
   * close(), and with this process, however that ends. `options` are options of `xray-emulator serve`.
   */
  static start(...options) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'xray-emulator-'));
    try {
      const ready = path.join(folder, 'ready.json');
      const log = path.join(folder, 'log');
      const output = fs.openSync(log, 'w');
      const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('XRAY_EMULATOR_'));
      const child = spawn(
        binary(), ['serve', '--port', '0', '--ready-file', ready, '--exit-with-parent', ...options],
        { stdio: ['ignore', output, output], env: Object.fromEntries(clean) });
      fs.closeSync(output);
      // Where there is no such program it is told below.
      child.on('error', () => {});
      if (child.pid === undefined) {
        throw new EmulatorError(
          `cannot run ${binary()}: put xray-emulator on the PATH, or set XRAY_EMULATOR_BIN to where it is`);
      }
      const end = Date.now() + START_MS;
      while (!fs.existsSync(ready)) {
        const isGone = fs.existsSync(`/proc/${child.pid}/stat`) &&
          / Z /.test(fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8'));
        if (isGone || Date.now() > end) {
          child.kill('SIGKILL');
          throw new EmulatorError(`${binary()} did not start: ${fs.readFileSync(log, 'utf8').trim()}`);
        }
        sleep(2);
      }
      child.unref();
      const addresses = JSON.parse(fs.readFileSync(ready, 'utf8'));
      return new Emulator(addresses.http, addresses.daemon, child);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /** One that runs already. Traces over UDP go to the same host and port. */
  static connect(url) {
    return new Emulator(url, new URL(url).host);
  }

  /** Ends it, if start() has started it. */
  async close() {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const closed = once(child, 'exit');
    child.kill();
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await closed;
    clearTimeout(late);
  }

  /** The variables that point X-Ray SDKs, AWS SDKs, the AWS CLI and OpenTelemetry SDKs here. */
  get environment() {
    const kept = (name, value) => process.env[name] ?? value;
    return {
      AWS_XRAY_DAEMON_ADDRESS: this.daemonAddress,
      AWS_ENDPOINT_URL_XRAY: this.url,
      XRAY_EMULATOR_URL: this.url,
      AWS_REGION: kept('AWS_REGION', 'us-east-1'),
      AWS_DEFAULT_REGION: kept('AWS_DEFAULT_REGION', 'us-east-1'),
      AWS_ACCESS_KEY_ID: kept('AWS_ACCESS_KEY_ID', 'test'),
      AWS_SECRET_ACCESS_KEY: kept('AWS_SECRET_ACCESS_KEY', 'test'),
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${this.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
      OTEL_BSP_SCHEDULE_DELAY: kept('OTEL_BSP_SCHEDULE_DELAY', '100'),
      OTEL_METRICS_EXPORTER: kept('OTEL_METRICS_EXPORTER', 'none'),
      OTEL_LOGS_EXPORTER: kept('OTEL_LOGS_EXPORTER', 'none'),
    };
  }

  /**
   * Waits until traces match, and returns their summaries as GetTraceSummaries answers them; see index.d.ts for the
   * options. Throws an ExpectationError when time is up or too many match.
   */
  async expect(filter = '', options = {}) {
    const { traces, count, exactly, atMost, calls, within = 5, quiet, partial = false } = options;
    const answer = await this.#request('/_emulator/wait', {
      FilterExpression: filter || undefined,
      TraceIds: traces,
      Count: count,
      Exactly: exactly,
      AtMost: atMost,
      Calls: calls?.map(readCall),
      TimeoutSeconds: within,
      QuietSeconds: quiet,
      Partial: partial,
    });
    if (answer.status === 408 || answer.status === 409) throw new ExpectationError(answer.body.Explanation);
    return taken(answer).TraceSummaries;
  }

  /** Asserts that no trace matches, once nothing has come for `quiet` seconds (half a second). */
  async forbid(filter = '', { within, quiet } = {}) {
    await this.expect(filter, { exactly: 0, within, quiet });
  }

  /** A trace by its id, once nothing of it is missing. */
  async trace(id, { within } = {}) {
    await this.expect('', { traces: [id], within });
    return new Trace(taken(await this.#request('/Traces', { TraceIds: [id] })).Traces[0]);
  }

  /**
   * Compares the shape of the traces that match with a file, which it writes where it is not there (but not where CI
   * is set), or where `update` or XRAY_UPDATE=1 says so.
   */
  snapshot(file, filter = '', { update = process.env.XRAY_UPDATE === '1' } = {}) {
    const options = ['expect', '--endpoint', this.url, '--snapshot', file];
    if (update) options.push('--update');
    if (filter) options.push(filter);
    const result = spawnSync(binary(), options, { encoding: 'utf8' });
    if (result.status === 3) throw new ExpectationError(result.stderr + result.stdout);
    if (result.status !== 0) throw new EmulatorError(result.error?.message ?? result.stderr.trim());
  }

  /**
   * Has calls of the X-Ray API fail, come late, or datagrams be lost, until the next reset(); see index.d.ts. They
   * replace those that there were; none ends them. Returns what the emulator has made of them.
   */
  async faults(...faults) {
    const answer = taken(await this.#request('/_emulator/faults', { faults }, 'PUT'));
    this.#hasFaults = faults.length > 0;
    return answer.faults;
  }

  /** Forgets all traces, and ends faults(); with `all` sampling rules, groups, policies and tags too. */
  async reset({ all = false } = {}) {
    if (this.#hasFaults) await this.faults();
    taken(await this.#request('/_emulator/reset', { all }));
  }

  async #request(target, body, method = 'POST') {
    try {
      const answer = await fetch(this.url + target, {
        method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
      });
      const text = await answer.text();
      return { status: answer.status, body: text ? JSON.parse(text) : null };
    } catch (error) {
      throw new EmulatorError(`there is no emulator at ${this.url}: ${error.cause?.message ?? error.message}`);
    }
  }
}

function taken({ status, body }) {
  if (status !== 200) throw new EmulatorError(body?.Message ?? body?.message ?? `status ${status}`);
  return body;
}

const CALL = /^\s*("[^"]*"|.+?)\s*->\s*("[^"]*"|.+?)\s*(<=|>=|=|<|>)\s*(\d+)\s*$/;

/** 'front -> back >= 2' as the emulator takes it. */
function readCall(text) {
  const match = CALL.exec(text);
  if (!match) throw new EmulatorError(`'${text}' is not of the form 'front -> back = 2'`);
  const [from, to] = [match[1], match[2]].map((name) => name.replace(/^"|"$/g, ''));
  const number = Number(match[4]);
  const bounds = {
    '=': { Exactly: number },
    '>': { AtLeast: number + 1 },
    '>=': { AtLeast: number },
    '<': { AtMost: number - 1 },
    '<=': { AtMost: number },
  };
  if (match[3] === '<' && number === 0) throw new EmulatorError(`'${text}' cannot be: there are no fewer calls than none`);
  return { From: from, To: to, ...bounds[match[3]] };
}

/**
 * For a test file: an emulator whose environment is set at once, that has no traces at the start of each test and ends
 * with the file. Hooks are those of Jest, Mocha and Vitest (with globals), else those given: `useXRay(require('node:test'))`.
 * To be called before an SDK is imported. Where XRAY_EMULATOR_URL is set, that emulator is used and not ended.
 */
function useXRay(hooks = globalThis) {
  const given = process.env.XRAY_EMULATOR_URL;
  const emulator = given ? Emulator.connect(given) : Emulator.start();
  Object.assign(process.env, emulator.environment);
  if (!given) delete process.env.XRAY_EMULATOR_URL;
  const atEnd = hooks.afterAll ?? hooks.after;
  if (!hooks.beforeEach || !atEnd) throw new EmulatorError('useXRay() needs the hooks beforeEach and afterAll (or after)');
  hooks.beforeEach(() => emulator.reset());
  atEnd(() => emulator.close());
  return emulator;
}

module.exports = { Emulator, EmulatorError, ExpectationError, Trace, useXRay };
