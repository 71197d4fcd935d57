import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { reportFile } from './report_file.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// `dist/report.html`: the console as one file that opens without an emulator, for the binary to fill with data.
export default defineConfig({
  mode: 'report',
  plugins: [react(), reportFile({ template: file('report.html'), loader: file('report_loader.js'), icon: file('public/favicon.svg') })],
  resolve: { alias: [{ find: './start_worker', replacement: file('src/report/no_worker.ts') }] },
  publicDir: false,
  build: {
    // The console itself is there already.
    emptyOutDir: false,
    assetsDir: '',
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
    rolldownOptions: {
      input: file('src/report/main.tsx'),
      // Vite's loader of chunks, which never loads any here.
      checks: { emptyImportMeta: false },
      output: { format: 'iife', codeSplitting: false },
    },
  },
});
