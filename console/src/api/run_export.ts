import { ApiError, messageOf, UnreachableError } from './http';
import type { Trace } from './types';

export interface ExportProgress {
  traces: number;
  /** Whether there are more, which were not read. */
  cut: boolean;
}

// A run is compared by what these tell; a tab has no room for everything that a run may hold.
const MOST_TRACES = 20_000;
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Reads the traces of a run one by one, whole and with inferred segments, and keeps none. An export is one request of
 * some kilobytes a trace; the API would need one for every five traces to tell the calls.
 */
export async function readRun(name: string, onTrace: (trace: Trace) => void, signal?: AbortSignal, onProgress?: (progress: ExportProgress) => void): Promise<ExportProgress> {
  const progress = { traces: 0, cut: false };
  const reader = (await open(name, signal)).pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let size = 0;
  for (;;) {
    // What comes next is not there before it has been read.
    // oxlint-disable-next-line no-await-in-loop
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? '')).split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    size += value?.length ?? 0;
    for (const line of lines) {
      if (line.trim() === '') continue;
      onTrace(JSON.parse(line) as Trace);
      progress.traces += 1;
    }
    onProgress?.({ ...progress });
    if (done) return progress;
    if (progress.traces >= MOST_TRACES || size >= MOST_BYTES) {
      void reader.cancel();
      return { ...progress, cut: true };
    }
  }
}

async function open(name: string, signal: AbortSignal | undefined) {
  let response: Response;
  try {
    response = await fetch(`/_emulator/export?run=${encodeURIComponent(name)}`, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new UnreachableError();
  }
  if (!response.ok) throw new ApiError(response.status, messageOf(await response.text(), response.status));
  if (!response.body) throw new UnreachableError();
  return response.body;
}
