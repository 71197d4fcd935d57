// Takes the pictures in docs/screenshots: XRAY_EMULATOR_BIN=… node e2e/screenshots.mjs. Smaller with pngquant.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchBrowser, openWindow, shown } from './browser.mjs';
import { startEmulator } from './emulator.mjs';

const SIZE = { width: 1280, height: 800 };
// Pages keep room for a scroll bar, which is not in pictures.
const SCROLL_BAR = 15;
const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
mkdirSync(FOLDER, { recursive: true });

const [browser, emulator] = await Promise.all([launchBrowser(), startEmulator()]);
try {
  await emulator.feed(220, 1500);
  const { page } = await openWindow(browser, emulator.pages, { locale: 'en-GB', timezoneId: 'UTC', viewport: { ...SIZE, width: SIZE.width + SCROLL_BAR } });
  const take = async (name, colorScheme = 'light') => {
    await page.emulateMedia({ colorScheme });
    const path = `${FOLDER}${name}.png`;
    await page.screenshot({ path, clip: { x: 0, y: 0, ...SIZE } });
    spawnSync('pngquant', ['--force', '--skip-if-larger', '--strip', '--output', path, '128', path]);
  };
  await page.goto('/');
  await shown(page, page.getByRole('region', { name: 'Slowest' }).getByRole('link').nth(1));
  await take('overview');
  await page.goto('/traces');
  await shown(page, page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1));
  await take('traces');
  await page.goto('/traces?filter=fault+AND+service(%22payments%22)');
  await shown(page, page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1));
  await page.getByRole('grid', { name: 'Traces' }).getByRole('link').first().click();
  await page.getByRole('treegrid').getByRole('row', { name: /payments\.shop\.local/ }).first().click();
  await shown(page, page.getByRole('tab', { name: /Exceptions/ }));
  await take('trace');
  await take('trace-dark', 'dark');
  await page.goto('/map');
  await shown(page, page.getByRole('button', { name: /^cart\b/ }));
  await take('map');
  await take('map-dark', 'dark');
} finally {
  await browser.close();
  await emulator.stop();
}
