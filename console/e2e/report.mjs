// Fills dist/report.html with what an emulator has, as the binary does, and looks at it from file:// without a network:
// node e2e/report.mjs [URL] [folder for the report and its screenshots]
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const [url = 'http://127.0.0.1:2000', folder = '/tmp/xray-report'] = process.argv.slice(2);
const MOST_BYTES = 1_000_000;
const TRACES = 100;
const HOSTILE = '</script><img src=x onerror="document.title=1">';

async function call(path, body) {
  const response = await fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json();
}

/** All pages of an answer. */
async function all(path, body, member) {
  const found = [];
  let token;
  do {
    const page = await call(path, token ? { ...body, NextToken: token } : body);
    found.push(...page[member]);
    token = page.NextToken;
  } while (token);
  return found;
}

async function collect() {
  const now = Date.now() / 1000;
  const range = { StartTime: Math.floor(now - 6 * 3600), EndTime: Math.ceil(now + 1) };
  const summaries = await all('/TraceSummaries', range, 'TraceSummaries');
  const kept = summaries.slice(0, TRACES - 1);
  if (kept.length < TRACES - 1) throw new Error(`${kept.length} traces; feed more with e2e/feed.mjs`);
  const traces = [];
  for (let at = 0; at < kept.length; at += 5) traces.push(...(await all('/Traces', { TraceIds: kept.slice(at, at + 5).map((one) => one.Id) }, 'Traces')));
  const hostile = hostileTrace(kept[0], now);
  return {
    version: 1,
    emulator: '0.1.0',
    generated: now,
    command: ['pytest', '-q', 'tests/test_checkout.py'],
    exitCode: 1,
    expectations: [
      { text: 'service("storefront") AND http.url ENDSWITH "/checkout"', met: true, explanation: '' },
      { text: 'service("refunds") AND fault', met: false, explanation: `No trace matched within 5 s. What came closest:\n  ${kept[0].Id}\n    held    fault\n    failed  service("refunds"): the services were storefront, cart, payments` },
      { text: 'annotation.tenant = "acme"', met: true, explanation: '' },
    ],
    TraceSummaries: [...kept, hostile.summary],
    Traces: [...traces, hostile.trace],
    Services: await all('/ServiceGraph', range, 'Services'),
    left_out: summaries.length - kept.length,
    hostile: hostile.trace.Id,
  };
}

/** As no emulator would let in: names, keys and values that would like to be markup. */
function hostileTrace(like, now) {
  const Id = `1-${Math.floor(now).toString(16)}-00000000000000000000bad0`;
  const document = {
    id: '00000000000000ff', trace_id: Id, name: 'a<b>service</b>', start_time: now - 1, end_time: now,
    annotations: { note: HOSTILE }, metadata: { default: { [HOSTILE]: HOSTILE } },
  };
  const Annotations = { [HOSTILE]: [{ AnnotationValue: { StringValue: HOSTILE, NumberValue: null, BooleanValue: null }, ServiceIds: null }] };
  const Http = { HttpURL: `javascript:${HOSTILE}`, HttpMethod: HOSTILE, HttpStatus: 200, ClientIp: null, UserAgent: null };
  return {
    summary: { ...like, Id, Annotations, Http, StartTime: now, HasFault: false, HasError: false, HasThrottle: false },
    trace: { Id, Duration: 1, LimitExceeded: false, Segments: [{ Id: document.id, Document: JSON.stringify(document) }] },
  };
}

function fill(data) {
  const template = readFileSync(new URL('../dist/report.html', import.meta.url), 'utf8');
  const parts = template.split('@XRAY_REPORT_DATA@');
  if (parts.length !== 2) throw new Error(`the placeholder is there ${parts.length - 1} times`);
  const file = join(folder, 'report.html');
  writeFileSync(file, parts.join(gzipSync(JSON.stringify(data)).toString('base64')));
  return file;
}

const say = (...words) => process.stdout.write(`${words.join(' ')}\n`);

const check = (what, isTrue) => {
  if (!isTrue) throw new Error(`not so: ${what}`);
};

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function lookAt(page, name) {
  await page.waitForLoadState('load');
  await page.screenshot({ path: join(folder, `${name}.png`) });
  // The policy lets no script in; what the debugger runs is none of the page's.
  await page.evaluate(`${axe}; undefined`);
  const { violations } = await page.evaluate(() => window.axe.run());
  for (const { id, nodes } of violations) say(`${name}: ${id}`, nodes.map((node) => node.html).slice(0, 3));
  check(`${name} has no axe violation`, violations.length === 0);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(`${name} is as wide as the window`, overflow <= 0);
}

async function walk(browser, file, data, theme, width) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, offline: true });
  const page = await context.newPage();
  const troubles = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => !/^(file|blob|data):/.test(request.url()) && troubles.push(`asked for ${request.url()}`));
  const address = pathToFileURL(file).href;
  const name = (what) => `${what}-${theme}-${width}`;
  const open = async (place, heading) => {
    await page.goto(`${address}#${place}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  };

  const began = Date.now();
  await open('/', 'X-Ray report');
  await page.getByRole('heading', { name: 'Slowest' }).waitFor();
  if (width > 1000) say(`${theme}: shown after ${Date.now() - began} ms`);
  check('unmet expectations come first', (await page.locator('.report-expectations li').first().textContent()).includes('Not met'));
  await lookAt(page, name('overview'));

  await page.getByRole('link', { name: /^Traces\b/ }).last().click();
  await page.getByText(`${TRACES} traces`).waitFor();
  await page.getByRole('button', { name: 'Group by' }).click();
  await page.getByRole('menuitemradio', { name: 'Service' }).click();
  await page.getByRole('region', { name: 'Groups by Service' }).waitFor();
  await lookAt(page, name('traces'));
  await page.getByRole('button', { name: 'Only payments' }).click();
  await page.getByText(`of ${TRACES} match`).waitFor();
  const search = page.getByRole('searchbox');
  await search.fill('fault=payments ConnectionError');
  await search.press('Enter');
  await page.getByText(`of ${TRACES} match`).waitFor();
  await lookAt(page, name('search'));
  await page.locator('a[href^="#/traces/1-"]').first().click();
  await page.getByRole('button', { name: 'Timeline' }).waitFor();
  await lookAt(page, name('trace'));
  await page.getByRole('tab', { name: 'Raw' }).click();
  for (const view of ['Map', 'Statistics', 'Compare', 'Raw']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    if (view === 'Map') await page.locator('[data-key]').first().waitFor();
    await page.waitForTimeout(400);
    await lookAt(page, name(`trace-${view.toLowerCase()}`));
  }
  await page.goBack();
  await page.getByRole('searchbox').waitFor();

  await open('/map', 'Service map');
  if (width > 1000) {
    await page.locator('[data-key]').first().waitFor();
    await page.waitForTimeout(400);
    await page.locator('[data-key="|payments"]').first().press('Enter');
    await page.getByRole('link', { name: 'View traces' }).waitFor();
  }
  await lookAt(page, name('map'));

  await open(`/traces/${data.hostile}`, 'a<b>service</b>');
  await page.getByRole('tab', { name: 'Annotations' }).click();
  await page.getByText(HOSTILE).waitFor();
  await open('/traces/1-00000000-000000000000000000000000', 'Trace');
  await page.getByText('This trace is not in the report').waitFor();
  await page.goto(`${address}#/nowhere`);
  await page.getByText('No such page').waitFor();
  check(`no trouble in ${theme} at ${width}: ${troubles.join('; ')}`, troubles.length === 0);
  await context.close();
}

mkdirSync(folder, { recursive: true });
const data = await collect();
const file = fill(data);
const size = statSync(file).size;
say(`${file}: ${size} bytes; the template ${statSync(new URL('../dist/report.html', import.meta.url)).size}`);
check(`the report is smaller than ${MOST_BYTES}`, size < MOST_BYTES);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
try {
  for (const [theme, width] of [['light', 1280], ['dark', 360], ['dark', 1280], ['light', 360]]) await walk(browser, file, data, theme, width);
  say('all pages are fine');
} finally {
  await browser.close();
}
