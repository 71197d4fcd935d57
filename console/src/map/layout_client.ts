import { startWorker } from './start_worker';
import type { Layout, LayoutInput } from './geometry';

interface Reply {
  id: number;
  layout?: Layout;
  problem?: string;
}

interface Waiting {
  input: LayoutInput;
  resolve: (layout: Layout | Promise<Layout>) => void;
  reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let isWithout = false;
let count = 0;

/** Lays a graph out in a worker; where there can be none, as in a page opened from a file, right here. */
export function layOut(input: LayoutInput): Promise<Layout> {
  const active = start();
  if (!active) return layOutHere(input);
  return new Promise((resolve, reject) => {
    count += 1;
    waiting.set(count, { input, resolve, reject });
    // A worker has no origin to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    active.postMessage({ id: count, input });
  });
}

function start(): Worker | undefined {
  if (worker || isWithout) return worker;
  try {
    worker = startWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => settle(data));
    worker.addEventListener('error', goWithout);
  } catch {
    isWithout = true;
  }
  return worker;
}

function settle({ id, layout, problem }: Reply) {
  const one = waiting.get(id);
  waiting.delete(id);
  if (layout) one?.resolve(layout);
  else one?.reject(new Error(problem ?? 'The map could not be laid out.'));
}

function goWithout() {
  isWithout = true;
  worker?.terminate();
  worker = undefined;
  for (const { input, resolve } of waiting.values()) resolve(layOutHere(input));
  waiting.clear();
}

async function layOutHere(input: LayoutInput): Promise<Layout> {
  const { layeredLayout } = await import('./layered');
  return layeredLayout(input);
}
