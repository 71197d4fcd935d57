import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `XRAY_EMULATOR_URL=http://127.0.0.1:2000 npx vite` serves the sources against a running emulator.
const emulator = process.env['XRAY_EMULATOR_URL'] ?? 'http://127.0.0.1:2000';

export default defineConfig({
  plugins: [react()],
  // The binary serves what lies in dist at /assets/.
  base: '/assets/',
  build: {
    assetsDir: '',
    // The policy of the pages allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  worker: { format: 'es' },
  server: {
    proxy: {
      // All operations of the API are POST; everything else is the console itself.
      '/_emulator': { target: emulator, changeOrigin: true },
      '^/[A-Z].*': { target: emulator, changeOrigin: true },
    },
  },
  test: {
    // Files that need a document say so in their first line: // @vitest-environment happy-dom
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
