import type { HistogramEntry } from '../api/types';

// X-Ray tells how often each response time was; a chart shows ranges of equal width, or of equal ratio where times are
// far apart.

export interface Bin {
  /** Seconds; `to` belongs to the next bin. */
  from: number;
  to: number;
  /** One of each series. */
  counts: number[];
}

export interface Histogram {
  bins: Bin[];
  isLogarithmic: boolean;
  /** Of each series. */
  totals: number[];
  /** The largest share of its series that a bin has. */
  mostShare: number;
}

export interface Span {
  from: number;
  to: number;
}

// From here on the low end of a linear axis would be one bar.
const LOGARITHMIC_FROM = 25;
// X-Ray's clock.
const RESOLUTION = 0.001;

/** All series in the same bins; `within` leaves out what is outside of it. */
export function histogramOf(series: readonly (readonly HistogramEntry[])[], most = 40, within?: Span): Histogram {
  const kept = series.map((entries) =>
    entries.filter(({ Value, Count }) => Count > 0 && Number.isFinite(Value) && (!within || (Value >= within.from && Value <= within.to))),
  );
  const [least, largest] = extentOf(kept);
  const totals = kept.map((entries) => entries.reduce((sum, { Count }) => sum + Count, 0));
  if (least === undefined || largest === undefined) return { bins: [], isLogarithmic: false, totals, mostShare: 0 };
  const isLogarithmic = largest / Math.max(least, RESOLUTION) >= LOGARITHMIC_FROM;
  const edges = isLogarithmic ? ratioEdges(least, largest, most) : evenEdges(least, largest, most);
  const bins: Bin[] = edges.slice(1).map((to, at) => ({ from: edges[at] ?? 0, to, counts: series.map(() => 0) }));
  for (const [of, entries] of kept.entries()) {
    for (const { Value, Count } of entries) {
      const bin = bins[binAt(edges, Value)];
      if (bin) bin.counts[of] = (bin.counts[of] ?? 0) + Count;
    }
  }
  const mostShare = bins.reduce((top, { counts }) => Math.max(top, ...counts.map((count, of) => count / Math.max(totals[of] ?? 0, 1))), 0);
  return { bins, isLogarithmic, totals, mostShare };
}

function extentOf(series: readonly (readonly HistogramEntry[])[]): [number, number] | [undefined, undefined] {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const entries of series) {
    for (const { Value } of entries) {
      least = Math.min(least, Math.max(Value, 0));
      largest = Math.max(largest, Value, 0);
    }
  }
  return least > largest ? [undefined, undefined] : [least, largest];
}

// Bins begin at round numbers, so that their limits can be said.
function evenEdges(least: number, largest: number, most: number): number[] {
  const step = roundUp((largest - least) / most, RESOLUTION);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.floor(largest / step + 1e-9) + 1;
  return Array.from({ length: last - first + 1 }, (_, at) => precise((first + at) * step));
}

/** 1, 2 or 5 times a power of ten. */
function roundUp(value: number, least: number): number {
  const wanted = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(wanted) + 1e-9);
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted * (1 - 1e-9)) ?? 10 * power;
}

function ratioEdges(least: number, largest: number, most: number): number[] {
  const base = Math.max(least, RESOLUTION);
  const ratio = (largest / base) ** (1 / most);
  const edges = [least < RESOLUTION ? 0 : precise(least)];
  while ((edges.at(-1) ?? largest) <= largest && edges.length <= 2 * most) {
    edges.push(Math.max(precise(base * ratio ** edges.length), precise((edges.at(-1) ?? 0) + RESOLUTION)));
  }
  return edges;
}

const precise = (value: number) => Math.round(value * 1000) / 1000;

/** Of the bin that a value falls into. */
function binAt(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((edges[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How many entries of all series lie in the bins `from` to `to`, both included. */
export function countWithin({ bins }: Histogram, from: number, to: number): number {
  return bins.slice(from, to + 1).reduce((sum, { counts }) => sum + counts.reduce((all, count) => all + count, 0), 0);
}

/** The value that `share` of all do not exceed; undefined where there are none. */
export function percentileOf(entries: readonly HistogramEntry[], share: number): number | undefined {
  const sorted = entries.filter(({ Count }) => Count > 0).toSorted((a, b) => a.Value - b.Value);
  const wanted = Math.max(Math.ceil(share * sorted.reduce((sum, { Count }) => sum + Count, 0)), 1);
  let seen = 0;
  for (const { Value, Count } of sorted) {
    seen += Count;
    if (seen >= wanted) return Value;
  }
  return undefined;
}

/** Single values as entries. */
export function entriesOf(values: readonly number[]): HistogramEntry[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const rounded = precise(value);
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  return [...counts].map(([Value, Count]) => ({ Value, Count })).toSorted((a, b) => a.Value - b.Value);
}

/** Limits of bins to write below an axis: about `most`, spread evenly. */
export function ticksOf({ bins }: Histogram, most: number): { at: number; value: number }[] {
  if (bins.length === 0) return [];
  const step = Math.max(Math.ceil(bins.length / Math.max(most, 1)), 1);
  const ticks = bins.flatMap(({ from }, at) => (at % step === 0 ? [{ at, value: from }] : []));
  return bins.length % step === 0 ? [...ticks, { at: bins.length, value: bins.at(-1)?.to ?? 0 }] : ticks;
}
