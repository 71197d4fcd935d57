// Serves a folder of built pages as the binary serves its own, with the same headers, and passes the rest on to the
// emulator: tries pages with a binary that was built before them.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

export async function serveDist(dist, emulator) {
  const root = resolve(dist);
  const policy = (await fetch(emulator)).headers.get('content-security-policy');
  if (policy === null) throw new Error(`${emulator} gives its start page without a policy`);
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url, emulator);
    const file = fileOf(incoming, pathname);
    if (file === undefined) pass(incoming, outgoing, emulator);
    else void give(join(root, file), root, policy, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** All operations of the API are POST; all pages are one. */
function fileOf({ method }, path) {
  if (method !== 'GET' || path.startsWith('/_emulator/')) return undefined;
  return path.startsWith('/assets/') ? path.slice('/assets/'.length) : 'index.html';
}

async function give(path, root, policy, outgoing) {
  const content = path.startsWith(root + sep) ? await readFile(path).catch(() => undefined) : undefined;
  const headers = { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' };
  outgoing.writeHead(content === undefined ? 404 : 200, headers).end(content);
}

function pass(incoming, outgoing, emulator) {
  const headers = { ...incoming.headers, host: new URL(emulator).host };
  // They name this server, and the emulator serves no foreign pages.
  delete headers.origin;
  delete headers.referer;
  const onward = request(emulator + incoming.url, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
