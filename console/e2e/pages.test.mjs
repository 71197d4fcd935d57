// Every page loads, obeys its policy, and is good for everybody in both themes.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { call, callUntilSampled, startCatalog, startShop } from './applications.mjs';
import { assertSound, openWindow, shown } from './browser.mjs';
import { newId, segment, startEmulator, subsegment } from './emulator.mjs';
import { browser, emulator } from './session.mjs';

let full;

before(async () => {
  await Promise.all([emulator.feed(80, 900), callApplications()]);
  full = fullTrace();
  await emulator.send(full);
  await emulator.send(failingMinutes());
  await emulator.post('/UpdateGroup', { GroupName: 'Default', InsightsConfiguration: { InsightsEnabled: true } });
  await emulator.post('/CreateGroup', { GroupName: 'slow', FilterExpression: 'responsetime > 1' });
  await emulator.post('/_emulator/runs', { name: 'before' });
  await emulator.feed(10, 1);
  await emulator.post('/_emulator/runs', { name: 'after' });
  await emulator.feed(10, 1);
});

/** Traces as X-Ray's and OpenTelemetry's own SDKs send them. */
async function callApplications() {
  const [catalog, shop] = await Promise.all([startCatalog(emulator), startShop(emulator)]);
  const traces = await Promise.all([call(`${catalog.url}/products/kettle`), call(`${catalog.url}/products/broken`), callUntilSampled(`${shop.url}/checkout`)]);
  await emulator.post('/_emulator/wait', { TraceIds: traces, Count: traces.length, TimeoutSeconds: 60 });
  await Promise.all([catalog.stop(), shop.stop()]);
}

/** A segment with something for each of its tabs, which a remote service calls. */
function fullTrace() {
  const shop = segment('everything', 20, 0.5, {
    fault: true,
    http: { request: { method: 'POST', url: 'http://shop.local/everything' }, response: { status: 500 } },
    annotations: { tenant: 'acme', items: 3, paid: true },
    metadata: { default: { cart: [{ sku: 'A-1' }], note: '<img src=x onerror=alert(1)>' } },
    aws: { ecs: { container: 'shop-1' }, xray: { sdk: 'X-Ray for Python', sdk_version: '2.14.0' } },
    sql: { sanitized_query: 'SELECT 1', database_type: 'PostgreSQL' },
    cause: { working_directory: '/srv', exceptions: [{ id: newId(), type: 'ValueError', message: 'no price', stack: [{ path: 'shop.py', line: 7, label: 'price' }] }] },
  });
  shop.subsegments = [subsegment(shop, 'till', 0.1, 0.4, { namespace: 'remote' })];
  const till = segment('till', 19.85, 0.2, { trace_id: shop.trace_id, parent_id: shop.subsegments[0].id });
  return [shop, till];
}

/** Twenty quiet minutes and three of faults: an insight. */
function failingMinutes() {
  return Array.from({ length: 23 * 6 }, (_, at) => segment('ledger', (24 - Math.floor(at / 6)) * 60 + (at % 6), 0.05, at >= 20 * 6 ? { fault: true } : {}));
}

async function visit(t, path, mark, origin = emulator.pages) {
  const window = await openWindow(browser, origin);
  t.after(window.close);
  await window.page.goto(path);
  await shown(window.page, mark(window.page));
  return window;
}

const heading = (name) => (page) => page.getByRole('heading', { level: 1, name });

const PAGES = [
  ['overview', '/', (page) => page.getByRole('region', { name: 'Slowest' }).getByRole('link').nth(1)],
  ['traces', '/traces', (page) => page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1)],
  ['traces in groups', '/traces?by=service', (page) => page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1)],
  ['a filter that matches nothing', '/traces?filter=service(%22nobody%22)', heading('Traces')],
  ['a filter that cannot be read', '/traces?filter=service(', heading('Traces')],
  ['map', '/map', (page) => page.getByRole('button', { name: /^cart\b/ })],
  ['map, with an insight', '/map?select=%7Cledger', (page) => page.getByText('An insight is active:')],
  ['analytics', '/analytics?a=fault&b=ok', (page) => page.getByRole('row', { name: /^p95/ })],
  ['runs', '/runs?before=before&after=after', (page) => page.getByRole('heading', { name: /difference/ }).or(page.getByText('No difference worth a word'))],
  ['sampling rules', '/sampling-rules?request=GET+http%3A%2F%2Fshop.local%2F', (page) => page.getByText('takes it and keeps')],
  ['groups', '/groups', (page) => page.getByRole('heading', { name: 'slow' })],
  ['insights', '/insights', (page) => page.getByRole('link', { name: /ledger/ })],
  ['intake', '/rejected', (page) => page.getByText('InvalidTraceId').first()],
];

for (const [name, path, mark] of PAGES) {
  test(`page: ${name}`, async (t) => {
    await assertSound(await visit(t, path, mark), path);
  });
}

test('overview of an emulator that has nothing', async (t) => {
  const empty = await startEmulator();
  t.after(empty.stop);
  const window = await visit(t, '/', (page) => page.getByRole('button', { name: 'Send a sample trace' }), empty.pages);
  await shown(window.page, window.page.getByText('Listening on'));
  await assertSound(window, 'the empty overview');
  await window.page.getByRole('button', { name: 'Send a sample trace' }).click();
  await window.page.getByRole('link', { name: 'Open the sample trace' }).click();
  await shown(window.page, window.page.getByRole('row', { selected: true }));
  await assertSound(window, 'the sample trace');
});

test('one insight', async (t) => {
  const window = await visit(t, '/insights', (page) => page.getByRole('link', { name: /ledger/ }));
  await window.page.getByRole('link', { name: /ledger/ }).first().click();
  await shown(window.page, window.page.getByRole('heading', { level: 1, name: /ledger/ }));
  await assertSound(window, 'an insight');
});

test('a trace, in each view', async (t) => {
  const window = await visit(t, `/traces/${full[0].trace_id}`, (page) => page.getByRole('row', { selected: true }));
  const { page } = window;
  const marks = {
    Flame: page.getByRole('group', { name: /^Flame view/ }).getByRole('button', { name: /^everything, 500 ms, Fault/, pressed: true }),
    Map: page.getByRole('button', { name: /^everything\b/ }),
    Events: page.getByRole('region', { name: 'Events' }).getByText('ValueError: no price'),
    Statistics: page.getByRole('table').getByRole('row').nth(1),
    Compare: page.getByRole('main').getByRole('combobox').or(page.getByRole('main').getByRole('textbox')).or(page.getByRole('main').getByRole('link')),
    Raw: page.getByRole('main').getByText('LimitExceeded'),
    Timeline: page.getByRole('row', { selected: true }),
  };
  for (const [view, mark] of Object.entries(marks)) {
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: view }).click();
    await shown(page, mark);
    await assertSound(window, `the view ${view} of a trace`);
  }
});

test('a segment, in each tab', async (t) => {
  const window = await visit(t, `/traces/${full[0].trace_id}?segment=${full[0].id}`, (page) => page.getByRole('tablist', { name: 'Details' }));
  const { page } = window;
  const tabs = page.getByRole('tablist', { name: 'Details' }).getByRole('tab');
  const names = (await tabs.allInnerTexts()).map((text) => text.replace(/\s*\d+$/, ''));
  assert.deepEqual(names, ['Overview', 'Exceptions', 'SQL', 'Annotations', 'Metadata', 'Resources', 'OpenTelemetry', 'Raw']);
  for (const name of names) {
    await tabs.filter({ hasText: name }).click();
    await shown(page, page.getByRole('tabpanel', { name }));
    await assertSound(window, `the tab ${name}`);
  }
  assert.equal(await page.locator('img[src="x"]').count(), 0, 'metadata has become an element');
});

test('intake, in each tab', async (t) => {
  const window = await visit(t, '/rejected', (page) => page.getByRole('tablist', { name: 'Intake' }));
  for (const tab of await window.page.getByRole('tablist', { name: 'Intake' }).getByRole('tab').all()) {
    await tab.click();
    await shown(window.page, window.page.getByRole('tabpanel'));
    await assertSound(window, `the tab ${await tab.innerText()}`);
  }
});
