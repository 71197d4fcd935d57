// Traces of real SDKs, from the first datagram on a page that was open before to the map of all services.
import { test } from 'node:test';
import { call, callUntilSampled, startCatalog, startShop } from './applications.mjs';
import { assertSound, openWindow, shown } from './browser.mjs';
import { browser, emulator } from './session.mjs';

async function begin(t, path, mark) {
  const window = await openWindow(browser, emulator.pages);
  t.after(window.close);
  await window.page.goto(path);
  await shown(window.page, mark(window.page));
  return window;
}

const row = (page, name) => page.getByRole('treegrid').getByRole('row', { name }).first();

test('an X-Ray SDK: the first page hears it, and shows where its time went', async (t) => {
  const window = await begin(t, '/', (page) => page.getByText('No datagram yet'));
  const { page } = window;
  const catalog = await startCatalog(emulator);
  t.after(catalog.stop);
  const trace = await call(`${catalog.url}/products/kettle`);
  await page.getByText(/^\d+ datagrams?/).waitFor();
  await page.getByText(/^127\.0\.0\.1:\d+, /).waitFor();
  await page.getByRole('link', { name: /Sampling rules.*etched|Sampling rules.*sample/ }).waitFor();
  await page.getByRole('region', { name: 'Latest' }).getByRole('link', { name: /GET \/products\/kettle/ }).click();
  await page.waitForURL(new RegExp(trace));
  for (const name of [/^catalog/, /look-up/, /parse/, /items@db\.example\.com/, /^stock/, /count/]) await row(page, name).waitFor();

  await row(page, /items@db\.example\.com/).click();
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByRole('tab', { name: 'SQL' }).click();
  await details.getByText('reader').waitFor();
  await row(page, /^catalog/).click();
  await details.getByRole('tab', { name: 'Annotations' }).click();
  await details.getByText('kettle').waitFor();
  await details.getByRole('tab', { name: 'Overview' }).click();
  await details.getByText('X-Ray for Node.js').first().waitFor();
  await assertSound(window, 'a trace of the X-Ray SDK');
});

test('an OpenTelemetry SDK: its spans, their kinds and what they threw', async (t) => {
  const shop = await startShop(emulator);
  t.after(shop.stop);
  const trace = await callUntilSampled(`${shop.url}/checkout`);
  // The page waits for the spans where they are not there yet.
  const window = await begin(t, `/traces/${trace}`, (page) => row(page, /^shop/));
  const { page } = window;
  const details = page.getByRole('region', { name: 'Details' });
  const find = page.getByRole('search').getByRole('textbox', { name: 'Find in this trace' });
  await find.fill('SELECT count');
  await find.press('Enter');
  await details.getByRole('tab', { name: 'OpenTelemetry' }).click();
  await details.getByText(/client/i).first().waitFor();

  await find.fill('card number');
  await page.getByRole('search').getByRole('status').filter({ hasText: /^[1-9]/ }).waitFor();
  await find.press('Enter');
  await details.getByRole('heading', { name: 'payments' }).waitFor();
  await details.getByRole('tab', { name: /Exceptions/ }).click();
  await details.getByText('card number has 15 digits').first().waitFor();
  await assertSound(window, 'a trace of OpenTelemetry');
});

test('the map has the services of both', async (t) => {
  const window = await begin(t, '/map', (page) => page.getByRole('button', { name: /^payments\b/ }));
  for (const name of [/^catalog\b/, /^stock\b/, /^shop\b/]) await window.page.getByRole('button', { name }).first().waitFor();
  await assertSound(window, 'the map');
});
