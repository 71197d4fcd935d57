import { messageOf, ApiError, UnreachableError, call } from './http';

// How the emulator takes things in, and what a test may do to it: clock, faults, import and export.

export interface Clock {
  /** Epoch seconds, by which retention, leases, delays and insights go. */
  now: number;
  mode: 'system' | 'offset' | 'frozen';
}

export const getClock = (signal?: AbortSignal) => call<Clock>('/_emulator/clock', { method: 'GET', signal });

export type ClockChange = { action: 'freeze'; at?: number } | { action: 'advance'; seconds: number } | { action: 'follow' };

export const changeClock = (change: ClockChange) => call<Clock>('/_emulator/clock', { body: change });

/** One of `error`, `delayMs` and `drop`; `count` or `share`, or neither for every call. */
export interface InjectedFault {
  /** A name of the X-Ray API, `*` for all of them, or `UDP`. */
  operation: string;
  error?: string;
  delayMs?: number;
  drop?: true;
  /** The next so many calls. */
  count?: number;
  /** Of the calls, 0 to 1. */
  share?: number;
  /** How many calls it has met. */
  applied?: number;
}

export async function getFaults(signal?: AbortSignal): Promise<InjectedFault[]> {
  return (await call<{ faults: InjectedFault[] }>('/_emulator/faults', { method: 'GET', signal })).faults;
}

/** These, and no others. */
export async function putFaults(faults: InjectedFault[]): Promise<InjectedFault[]> {
  const body = { faults: faults.map((fault) => ({ ...fault, applied: undefined })) };
  return (await call<{ faults: InjectedFault[] }>('/_emulator/faults', { method: 'PUT', body })).faults;
}

export interface ImportOutcome {
  Documents: number;
  Refused: number;
  Traces: number;
  /** The first hundred. */
  Unprocessed: { Id: string | null; ErrorCode: string; Message: string }[];
}

/** Takes an export, or what BatchGetTraces answers. */
export async function importTraces(content: Blob): Promise<ImportOutcome> {
  const response = await reach('/_emulator/import', {
    method: 'POST',
    body: content,
    headers: { 'Content-Type': 'application/json' },
  });
  return JSON.parse(await response.text()) as ImportOutcome;
}

export interface ExportQuery {
  filter?: string | undefined;
  run?: string | undefined;
}

export function exportAddress({ filter, run }: ExportQuery): string {
  const search = new URLSearchParams();
  if (filter?.trim()) search.set('filter', filter.trim());
  if (run) search.set('run', run);
  const text = search.toString();
  return `/_emulator/export${text === '' ? '' : `?${text}`}`;
}

/** Whole traces, one JSON object in a line. */
export const exportTraces = async (query: ExportQuery): Promise<Blob> =>
  (await reach(exportAddress(query), { method: 'GET' })).blob();

async function reach(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new UnreachableError();
  }
  if (!response.ok) throw new ApiError(response.status, messageOf(await response.text(), response.status));
  return response;
}
