// One browser and one emulator for all tests of a file, from before the first to after the last.
import { after } from 'node:test';
import { launchBrowser } from './browser.mjs';
import { startEmulator } from './emulator.mjs';

export const [browser, emulator] = await Promise.all([launchBrowser(), startEmulator()]);

after(async () => {
  await browser.close();
  await emulator.stop();
});
