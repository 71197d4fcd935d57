/** How a request ended, in X-Ray's words; the worst that holds. */
export type Status = 'ok' | 'error' | 'throttle' | 'fault' | 'pending';

interface Flags {
  HasFault: boolean;
  HasThrottle: boolean;
  HasError: boolean;
  IsPartial: boolean;
  Duration: number | null;
}

/** Of a trace summary. Pending is what has told nothing bad and is not complete. */
export function statusOfSummary(summary: Flags): Status {
  if (summary.HasFault) return 'fault';
  if (summary.HasThrottle) return 'throttle';
  if (summary.HasError) return 'error';
  return summary.IsPartial || summary.Duration === null ? 'pending' : 'ok';
}

const WORDS: Record<Status, string> = {
  ok: 'OK',
  error: 'Error',
  throttle: 'Throttle',
  fault: 'Fault',
  pending: 'In progress',
};

export const statusWord = (status: Status) => WORDS[status];

const ORDER: Status[] = ['ok', 'pending', 'error', 'throttle', 'fault'];

/** The worse, the greater. */
export const severityOf = (status: Status) => ORDER.indexOf(status);

/** Of an HTTP status, as X-Ray counts it. */
export function statusOfHttp(code: number): Status {
  if (code === 429) return 'throttle';
  if (code >= 500) return 'fault';
  return code >= 400 ? 'error' : 'ok';
}
