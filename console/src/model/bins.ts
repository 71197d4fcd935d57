import type { Status } from './status';

/** A bar of a distribution: values from `from` (with it) to `to` (without it). */
export interface Bin {
  from: number;
  to: number;
  count: number;
  /** Those of them that failed. */
  bad: number;
}

export interface Weighted {
  value: number;
  count: number;
  bad: number;
}

// What lasted no time at all has no place on an axis that grows by factors.
const LEAST = 1e-6;

/**
 * Bins that grow by the same factor, so that 5 ms beside 7 ms shows as well as 5 s beside 7 s. The lowest begins with
 * the lowest value; of one value alone there is one bin.
 */
export function logBins(values: readonly Weighted[], most: number): Bin[] {
  let [low, high] = [Infinity, 0];
  for (const { value } of values) {
    if (!(value >= 0)) continue;
    low = Math.min(low, Math.max(value, LEAST));
    high = Math.max(high, value, LEAST);
  }
  if (low === Infinity) return [];
  // 2 % of slack, so that the highest lies within the last bin.
  const factor = Math.max((high / low) ** (1 / most), 1.02);
  const count = Math.max(Math.floor(Math.log(high / low) / Math.log(factor) + 1e-9) + 1, 1);
  const bins: Bin[] = Array.from({ length: count }, (_, at) => ({ from: low * factor ** at, to: low * factor ** (at + 1), count: 0, bad: 0 }));
  for (const { value, count: weight, bad } of values) {
    if (!(value >= 0)) continue;
    const at = Math.floor(Math.log(Math.max(value, LEAST) / low) / Math.log(factor) + 1e-9);
    const bin = bins[Math.min(Math.max(at, 0), count - 1)];
    if (!bin) continue;
    bin.count += weight;
    bin.bad += bad;
  }
  return bins;
}

export const isBad = (status: Status): boolean => status === 'fault' || status === 'error' || status === 'throttle';

/** The value below which a share of all lies; `sorted` ascends. Undefined of nothing. */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  return sorted[Math.min(Math.max(Math.ceil(sorted.length * share) - 1, 0), sorted.length - 1)];
}

/** Two numbers of a range in an address: `0.1~2.5`. */
export function readPair(text: string | null): [number, number] | undefined {
  const [from, to] = (text ?? '').split('~').map((part) => (part === '' ? Number.NaN : Number(part)));
  return from !== undefined && to !== undefined && from <= to ? [from, to] : undefined;
}

export const writePair = ([from, to]: readonly [number, number], digits = 6): string =>
  `${Number(from.toPrecision(digits))}~${Number(to.toPrecision(digits))}`;
