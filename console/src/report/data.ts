import type { GraphService, Trace, TraceSummary } from '../api/types';

/** What an expectation of the test kit found. */
export interface Expectation {
  text: string;
  met: boolean;
  /** Why it is not met, in lines; may be empty. */
  explanation: string;
}

/** All that a report has; times are epoch seconds. */
export interface ReportData {
  version: 1;
  emulator: string;
  generated: number;
  command: string[];
  /** Null where there was no command, or it did not end. */
  exitCode: number | null;
  expectations: Expectation[];
  TraceSummaries: TraceSummary[];
  Traces: Trace[];
  Services: GraphService[];
  /** Traces that there was no room for. */
  left_out: number;
}

/** Reads what the emulator has put into the file: JSON, compressed, as base64. */
export async function readReport(text: string): Promise<ReportData> {
  const packed = text.trim();
  if (packed === '' || packed.startsWith('@')) throw new Error('This file is the template of reports: it has no data.');
  return check(await unpack(packed));
}

async function unpack(packed: string): Promise<unknown> {
  try {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return await new Response(json).json();
  } catch {
    throw new Error('The data of this report cannot be read. The file may be cut off.');
  }
}

function check(value: unknown): ReportData {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<ReportData>;
  if (given.version !== 1) throw new Error('The data of this report is of another version than its page.');
  return {
    version: 1,
    emulator: given.emulator ?? '',
    generated: given.generated ?? 0,
    command: given.command ?? [],
    exitCode: given.exitCode ?? null,
    expectations: given.expectations ?? [],
    TraceSummaries: given.TraceSummaries ?? [],
    Traces: given.Traces ?? [],
    Services: given.Services ?? [],
    left_out: given.left_out ?? 0,
  };
}
