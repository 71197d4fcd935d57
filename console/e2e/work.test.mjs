// What people come for, from the first page to the answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWindow, shown } from './browser.mjs';
import { newId, segment, startEmulator, subsegment } from './emulator.mjs';
import { browser, emulator } from './session.mjs';

async function begin(t, at = emulator) {
  const window = await openWindow(browser, at.pages);
  t.after(async () => {
    await window.close();
    assert.equal(window.problems.join('\n'), '', 'on the way');
  });
  await window.page.addInitScript(() => {
    window.clicks = 0;
    window.addEventListener('click', ({ isTrusted, detail }) => {
      // Enter clicks as well; then there is no detail.
      if (isTrusted && detail > 0) window.clicks += 1;
    }, true);
  });
  await window.page.goto('/');
  await shown(window.page, window.page.getByText('Listening on'));
  return { page: window.page, began: Date.now() };
}

const MINUTE = 60_000;

/** So many clicks, and no more than a minute, which includes what the machine does beside it. */
async function assertEffort(t, { page, began }, clicks) {
  const seconds = (Date.now() - began) / 1000;
  assert.equal(await page.evaluate(() => window.clicks), clicks, 'clicks');
  assert.ok(seconds * 1000 < MINUTE, `it took ${seconds} s`);
  t.diagnostic(`${clicks} clicks, ${seconds.toFixed(1)} s`);
}

const open = (page, name) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();

/** A request of `shop` whose query took so long. */
function order(ago, query, more = {}) {
  const shop = segment('shop', ago, query + 0.1, {
    http: { request: { method: 'POST', url: 'http://shop.local/orders' }, response: { status: more.fault ? 500 : 200 } },
    ...more,
  });
  shop.subsegments = [
    subsegment(shop, 'check', 0.01, 0.03),
    subsegment(shop, 'orders@db', 0.05, 0.05 + query, { namespace: 'remote', sql: { sanitized_query: 'SELECT * FROM orders WHERE customer = ?' } }),
  ];
  return shop;
}

const TRACES = () => [...Array.from({ length: 20 }, (_, at) => order(60 + at, 0.02)), order(30, 3.2)];

test('from nothing to the slow query: three clicks', async (t) => {
  const empty = await startEmulator();
  const work = await begin(t, empty);
  t.after(empty.stop);
  const { page } = work;
  await page.getByText('Waiting for the first trace').first().waitFor();
  await empty.send(TRACES());
  await page.getByRole('region', { name: 'Slowest' }).getByRole('link', { name: /POST \/orders.*3\.3 s/ }).click();
  await page.getByRole('treegrid').getByRole('row', { name: /orders@db.*3\.2 s/ }).first().click();
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByRole('tab', { name: 'SQL' }).click();
  await details.getByText('SELECT * FROM orders WHERE customer = ?').waitFor();
  await assertEffort(t, work, 3);
});

test('from nothing to the slow query: by the keyboard alone', async (t) => {
  const empty = await startEmulator();
  const work = await begin(t, empty);
  t.after(empty.stop);
  const { page } = work;
  const press = (key) => page.keyboard.press(key);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 60; ++presses) {
      // One press after the other.
      // oxlint-disable-next-line no-await-in-loop
      await press('Tab');
      // oxlint-disable-next-line no-await-in-loop
      if (wanted.test(await focused())) return;
    }
    assert.fail(`no press of Tab leads to ${wanted}`);
  };
  await empty.send(TRACES());
  await page.getByRole('region', { name: 'Slowest' }).getByRole('link', { name: /3\.3 s/ }).waitFor();
  await tabTo(/POST \/orders.*3\.3 s/);
  await press('Enter');
  await page.getByRole('treegrid').getByRole('row', { selected: true }).waitFor();
  // Find it, walk to it, and go on to its details.
  await press('/');
  await page.keyboard.type('SELECT');
  await page.getByRole('search').getByRole('status').filter({ hasText: /^[1-9]/ }).waitFor();
  await press('Enter');
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByRole('heading', { name: 'orders@db' }).waitFor();
  await tabTo(/^Overview$/);
  await press('ArrowRight');
  await details.getByText('SELECT * FROM orders WHERE customer = ?').waitFor();
  await assertEffort(t, work, 0);
});

test('find the slow span', async (t) => {
  await emulator.send(TRACES());
  const work = await begin(t);
  const { page } = work;
  await open(page, 'Traces');
  const table = page.getByRole('grid', { name: 'Traces' });
  await table.getByRole('button', { name: 'Duration' }).click();
  await page.waitForURL(/sort=/);
  const slowest = table.getByRole('row').nth(1);
  await slowest.filter({ hasText: '3.3 s' }).getByRole('link', { name: 'POST /orders' }).click();

  await page.getByRole('button', { name: 'Critical path' }).click();
  const waterfall = page.getByRole('treegrid');
  await waterfall.getByRole('row', { name: /orders@db.*3\.2 s/ }).first().click();
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByRole('heading', { name: 'orders@db' }).waitFor();
  await details.getByRole('tab', { name: 'SQL' }).click();
  await details.getByText('SELECT * FROM orders WHERE customer = ?').waitFor();
  assert.match(page.url(), /segment=.*tab=sql|tab=sql.*segment=/, 'the address leads a colleague to the same query');
  await assertEffort(t, work, 6);
});

test('find what broke since the last run', async (t) => {
  const broken = { fault: true, cause: { working_directory: '/srv', exceptions: [{ id: newId(), type: 'PoolExhausted', message: 'no connection left' }] } };
  await emulator.post('/_emulator/runs', { name: 'main' });
  await emulator.send(Array.from({ length: 10 }, (_, at) => order(10 + at, 0.02)));
  await emulator.post('/_emulator/runs', { name: 'my-change' });
  await emulator.send(Array.from({ length: 10 }, (_, at) => order(1 + at / 10, 0.4, at < 4 ? broken : {})));
  const work = await begin(t);
  const { page } = work;
  await open(page, 'Runs');
  await page.getByRole('button', { name: 'Compare' }).click();
  const found = page.locator('.findings').getByRole('listitem');
  await found.first().waitFor();
  const texts = await found.allInnerTexts();
  const told = texts.map((text) => text.replace(/\s+/g, ' ')).join('\n');
  assert.match(texts[0], /Worse[\s\S]*new exception[\s\S]*PoolExhausted/, `the new exception is told first:\n${told}`);
  assert.match(told, /Worse faults shop 0 % → 40 %/, told);
  assert.match(told, /Worse p95 shop 120 ms → 500 ms/, told);

  await found.first().getByRole('link').click();
  await shown(page, page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1));
  const status = page.getByRole('main').getByRole('status').first();
  assert.match(await status.innerText(), /^10 traces|^10 of /, 'only the traces of the later run');
  await assertEffort(t, work, 3);
});

test('see why a request was not sampled', async (t) => {
  const rule = { RuleName: 'no-health-checks', Priority: 5, FixedRate: 0, ReservoirSize: 0, ServiceName: '*', ServiceType: '*', Host: '*', HTTPMethod: 'GET', URLPath: '/health*', ResourceARN: '*', Version: 1 };
  await emulator.post('/CreateSamplingRule', { SamplingRule: rule });
  const work = await begin(t);
  const { page } = work;
  await open(page, 'Sampling rules');
  const question = page.getByRole('region', { name: 'Which rule takes this request?' });
  await question.getByRole('textbox', { name: 'Request' }).fill('GET http://shop.local/healthz');
  await question.getByRole('textbox', { name: 'Service name' }).fill('shop');
  await question.getByText('no-health-checks priority 5 takes it and keeps none').waitFor();
  await assertEffort(t, work, 1);

  await question.getByRole('textbox', { name: 'Request' }).fill('POST http://shop.local/orders');
  await question.getByText('Default priority 10000 takes it and keeps every request').waitFor();
  const answer = await question.getByRole('status').innerText();
  assert.match(answer.replace(/\s+/g, ' '), /no-health-checks priority 5, passed over: .*\/health\*/, 'why the rule before did not take it');
});
