// Chromium, and what no page of the console may do in it.
import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
// The dark theme differs in its colours only.
const THEMES = [
  ['light', undefined],
  ['dark', ['color-contrast']],
];
const PATIENCE = 30_000;

export async function launchBrowser() {
  return await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? findChromium(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

function findChromium() {
  const places = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(found, `none of ${NAMES.join(', ')} is on the PATH; CHROMIUM can name one`);
  return found;
}

/** A window of its own at an emulator's pages. `problems` collects what is not allowed. */
export async function openWindow(browser, origin, options = {}) {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const problems = [];
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      // Heard below.
      // oxlint-disable-next-line no-console
      console.error(`policy violated: ${violatedDirective} by ${blockedURI} in ${sourceFile}`);
    });
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !isRefusal(message.text())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`not caught: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) problems.push(`asks another host: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} from ${response.url()}`);
  });
  return { page, problems, close: () => context.close() };
}

/** The browser reports every answer of 4xx; some are meant, as for a filter that cannot be read. */
const isRefusal = (text) => /^Failed to load resource: the server responded with a status of 4\d\d/.test(text);

/** Waits until a page shows what `mark` finds and loads nothing any more. */
export async function shown(page, mark) {
  try {
    await mark.first().waitFor();
    await page.locator('.state-loading').first().waitFor({ state: 'detached' });
  } catch (error) {
    const text = await page.locator('body').innerText();
    throw new Error(`${page.url()} shows not what it should: ${error.message}\nIt shows:\n${text.slice(0, 1500)}`, { cause: error });
  }
}

/** Nothing forbidden has happened, and axe finds nothing in either theme. */
export async function assertSound({ page, problems }, what) {
  for (const [colorScheme, rules] of THEMES) {
    await page.emulateMedia({ colorScheme });
    const found = await violations(page, rules);
    assert.equal(found, '', `${what} in ${colorScheme}: axe finds\n${found}`);
  }
  assert.equal(problems.join('\n'), '', `${what}:\n${problems.join('\n')}`);
}

let axe;

async function violations(page, rules) {
  axe ??= await readFile(AXE, 'utf8');
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const options = { resultTypes: ['violations'], preload: false, ...(rules ? { runOnly: rules } : {}) };
  const { violations: found } = await page.evaluate((given) => window.axe.run(document, given), options);
  return found.map(({ id, help, nodes }) => [`${id}: ${help}`, ...nodes.slice(0, 5).map((node) => `  ${node.target.join(' ')}: ${node.failureSummary}`)].join('\n')).join('\n');
}
