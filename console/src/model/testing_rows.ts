import type { TraceRow } from './trace_row';

/** For tests: a row with only what matters to it. */
export const row = (id: string, more: Partial<TraceRow> = {}): TraceRow => ({
  id, start: 0, duration: 1, response: 1, status: 'ok', code: 200, method: 'GET', url: 'http://a/', client: null,
  entry: 'a', services: ['a'], users: [], annotations: {}, revision: 1, ...more,
});
