import type { HistogramEntry, RootCause, TraceSummary } from '../api/types';
import { annotationKeys, DIMENSIONS, filterFor, labelOf, valuesOf, type Dimension } from './grouping';
import { entriesOf } from './response_histogram';
import { statusWord, type Status } from './status';
import { rowOf, timeOf, type TraceRow } from './trace_row';

export type CauseKind = 'fault' | 'error' | 'time';

interface Cause {
  /** `storefront → cart → payments.shop.local: ConnectionError`. */
  text: string;
  filter: string;
}

/** What is compared of a trace. */
export interface AnalyticsTrace {
  row: TraceRow;
  causes: Record<CauseKind, Cause[]>;
}

export function analyticsOf(summary: TraceSummary): AnalyticsTrace {
  return {
    row: rowOf(summary),
    causes: {
      fault: summary.FaultRootCauses.map(causeOf),
      error: summary.ErrorRootCauses.map(causeOf),
      time: summary.ResponseTimeRootCauses.map(causeOf),
    },
  };
}

/** The path from the service where it began to what was to blame, and a filter that finds the traces with it. */
function causeOf({ Services }: RootCause): Cause {
  const entities = Services.map(({ EntityPath }) => EntityPath.at(-1));
  const names = Services.map(({ Name }) => Name);
  const last = entities.at(-1);
  const exception = last?.Exceptions?.at(-1)?.Name ?? undefined;
  // The last entity is the service's own segment where nothing below it is to blame.
  if (last && last.Name !== names.at(-1)) names.push(last.Name);
  const pattern = {
    Services: Services.map(({ Name, EntityPath }) => ({
      Name,
      EntityPath: EntityPath.map((entity) => {
        const thrown = entity.Exceptions?.flatMap((one) => (one.Name === null ? [] : [{ Name: one.Name }])) ?? [];
        return thrown.length > 0 ? { Name: entity.Name, Exceptions: thrown } : { Name: entity.Name };
      }),
    })),
  };
  return { text: names.join(' → ') + (exception ? `: ${exception}` : ''), filter: `rootcause.json = #[${JSON.stringify(pattern)}]` };
}

/** The traces of two sides. One without an expression of its own is everything that the other is not. */
export function sidesOf(all: AnalyticsTrace[] | undefined, a: AnalyticsTrace[] | undefined, b: AnalyticsTrace[] | undefined): [AnalyticsTrace[], AnalyticsTrace[]] {
  if (a && b) return [a, b];
  if (a) return [a, without(all ?? [], a)];
  if (b) return [without(all ?? [], b), b];
  return [all ?? [], []];
}

function without(all: AnalyticsTrace[], some: AnalyticsTrace[]): AnalyticsTrace[] {
  const known = new Set(some.map(({ row }) => row.id));
  return all.filter(({ row }) => !known.has(row.id));
}

/** Those that began before a moment, and those that began from it on. */
export function splitAt(all: AnalyticsTrace[], moment: number): [AnalyticsTrace[], AnalyticsTrace[]] {
  return [all.filter(({ row }) => row.start < moment), all.filter(({ row }) => row.start >= moment)];
}

export function responseTimes(traces: readonly AnalyticsTrace[]): HistogramEntry[] {
  return entriesOf(traces.flatMap(({ row }) => timeOf(row) ?? []));
}

export const startTimes = (traces: readonly AnalyticsTrace[]): HistogramEntry[] => entriesOf(traces.map(({ row }) => row.start));

export interface Difference {
  key: string;
  field: string;
  value: string;
  filter: string;
  /** Traces of either side. */
  a: number;
  b: number;
  shareA: number;
  shareB: number;
  /** Share of B less that of A: what became more frequent is greater than 0. */
  delta: number;
}

// A field with more values tells traces apart, and not what they have in common.
const MOST_VALUES = 5000;

interface Counted {
  field: string;
  value: string;
  filter: string;
  a: number;
  b: number;
}

type Describe = (trace: AnalyticsTrace) => { key: string; value: string; filter: string }[];

/** The values of a field, or of all, with how frequent they are on either side; the greatest difference first. */
export function differencesOf(a: readonly AnalyticsTrace[], b: readonly AnalyticsTrace[], dimensions: readonly Dimension[]): Difference[] {
  const rows = dimensions.flatMap((dimension) => [...count(a, b, fieldLabel(dimension), describerOf(dimension))]);
  return finish(rows, a.length, b.length);
}

/** Root causes of a kind, in the same way. */
export function causesOf(a: readonly AnalyticsTrace[], b: readonly AnalyticsTrace[], kind: CauseKind): Difference[] {
  const describe: Describe = ({ causes }) => causes[kind].map(({ text, filter }) => ({ key: text, value: text, filter }));
  return finish([...count(a, b, kind, describe)], a.length, b.length);
}

export const OUTCOME: Dimension = 'outcome';

export const fieldLabel = (dimension: Dimension) => (dimension === OUTCOME ? 'Outcome' : dimension.startsWith('annotation.') ? dimension : labelOf(dimension));

/** All fields that either side has: outcome, URL and so on, and every annotation key. */
export function fieldsOf(a: readonly AnalyticsTrace[], b: readonly AnalyticsTrace[]): Dimension[] {
  const keys = annotationKeys([...a, ...b].map(({ row }) => row)).slice(0, 100);
  return [OUTCOME, ...DIMENSIONS.map(([dimension]) => dimension), ...keys.map((key) => `annotation.${key}`)];
}

// A trace that goes on has no outcome that a filter could ask for.
const OUTCOME_FILTERS: Record<Status, string> = { ok: 'ok', error: 'error', throttle: 'throttle', fault: 'fault', pending: '' };

function describerOf(dimension: Dimension): Describe {
  if (dimension === OUTCOME) return ({ row }) => [{ key: row.status, value: statusWord(row.status), filter: OUTCOME_FILTERS[row.status] }];
  return ({ row }) =>
    [...new Set(valuesOf(row, dimension))].map((value) => ({ key: `${typeof value} ${String(value)}`, value: String(value), filter: filterFor(dimension, value) }));
}

function count(a: readonly AnalyticsTrace[], b: readonly AnalyticsTrace[], field: string, describe: Describe): Iterable<Counted> {
  const counts = new Map<string, Counted>();
  for (const [side, traces] of [['a', a], ['b', b]] as const) {
    for (const trace of traces) {
      for (const { key, value, filter } of describe(trace)) {
        let counted = counts.get(key);
        if (!counted) {
          if (counts.size >= MOST_VALUES) continue;
          counted = { field, value, filter, a: 0, b: 0 };
          counts.set(key, counted);
        }
        counted[side] += 1;
      }
    }
  }
  return counts.values();
}

function finish(rows: readonly Counted[], ofA: number, ofB: number): Difference[] {
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return rows
    .map((row) => {
      const [shareA, shareB] = [share(row.a, ofA), share(row.b, ofB)];
      return { ...row, key: `${row.field}\n${row.value}\n${row.filter}`, shareA, shareB, delta: ofA === 0 || ofB === 0 ? 0 : shareB - shareA };
    })
    .toSorted((x, y) => Math.abs(y.delta) - Math.abs(x.delta) || y.a + y.b - (x.a + x.b));
}

/** `+12 pp`, `−0.4 pp`: percentage points. */
export function formatPoints(delta: number): string {
  const points = delta * 100;
  const size = Math.abs(points) < 9.95 ? Math.abs(points).toFixed(1).replace(/\.0$/, '') : String(Math.round(Math.abs(points)));
  if (size === '0') return '0 pp';
  return `${points > 0 ? '+' : '−'}${size} pp`;
}
