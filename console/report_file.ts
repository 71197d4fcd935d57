import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync, strToU8 } from 'fflate';
import type { Plugin } from 'vite';

interface Parts {
  template: string;
  loader: string;
  icon: string;
}

// The binary puts the data there.
const PLACEHOLDER = '@XRAY_REPORT_DATA@';

/**
 * Puts the bundle into one file, `report.html`. Script and style are compressed; the file's policy names their hashes,
 * so that nothing else can run in it.
 */
export function reportFile(parts: Parts): Plugin {
  return {
    name: 'report-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      let [script, style] = ['', ''];
      for (const [name, made] of Object.entries(bundle)) {
        if (made.type === 'chunk') script += made.code;
        else if (name.endsWith('.css')) style += asText(made.source);
        else this.error(`a report is one file, but the build made ${name}`);
        delete bundle[name];
      }
      const file = fill(parts, script, style);
      if (file.split(PLACEHOLDER).length !== 2) this.error(`${PLACEHOLDER} is to be in the report once`);
      this.emitFile({ type: 'asset', fileName: 'report.html', source: file });
    },
  };
}

function fill({ template, loader, icon }: Parts, script: string, style: string): string {
  const load = readFileSync(loader, 'utf8').trim();
  const values: Record<string, string> = {
    SCRIPTS: `'${hashOf(load)}' '${hashOf(script)}'`,
    STYLES: `'${hashOf(style)}'`,
    ICON: readFileSync(icon).toString('base64'),
    CODE: pack(JSON.stringify({ script, style })),
    LOADER: load,
  };
  return readFileSync(template, 'utf8').replaceAll(/@([A-Z]+)@/g, (whole, name: string) => values[name] ?? whole);
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const asText = (source: string | Uint8Array) => (typeof source === 'string' ? source : new TextDecoder().decode(source));

// Not by Node.js: what its zlib makes of the same bytes differs between versions and processors.
const pack = (text: string) => Buffer.from(gzipSync(strToU8(text), { level: 9, mtime: 0 })).toString('base64');
