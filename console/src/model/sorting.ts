export interface Sorting {
  by: string;
  descending: boolean;
}

export type SortValue = string | number | null | undefined;

/** A sorted copy; what has no value comes last either way, and rows that are equal stay in their order. */
export function sortRows<Row>(rows: readonly Row[], valueOf: (row: Row) => SortValue, descending: boolean): Row[] {
  const { ranks, most } = rank(rows.map(valueOf));
  // Rank and place as one number: these are sorted without a function that compares, ten times as fast.
  const keys = new Float64Array(rows.length);
  for (let at = 0; at < keys.length; ++at) {
    const own = ranks[at] as number;
    const wanted = own === MISSING ? most + 1 : descending ? most - own : own;
    keys[at] = wanted * rows.length + at;
  }
  keys.sort();
  return Array.from(keys, (key) => rows[key % rows.length] as Row);
}

const MISSING = -1;

/** The place of each value among all that there are, from 0 to `most`. */
function rank(values: readonly SortValue[]): { ranks: Int32Array; most: number } {
  const isNumbers = values.every((value) => typeof value === 'number' || isMissing(value));
  return isNumbers ? rankNumbers(values) : rankTexts(values);
}

function rankNumbers(values: readonly SortValue[]): { ranks: Int32Array; most: number } {
  const sorted = Float64Array.from(values.filter((value) => typeof value === 'number')).sort();
  // Where the first of those that are alike stands: as good a rank as a count of those that are not.
  const place = (value: number) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { ranks: Int32Array.from(values, (value) => (typeof value === 'number' ? place(value) : MISSING)), most: sorted.length };
}

function rankTexts(values: readonly SortValue[]): { ranks: Int32Array; most: number } {
  const texts = [...new Set(values.filter((value) => !isMissing(value)).map(String))].sort((a, b) => (a < b ? -1 : 1));
  const places = new Map(texts.map((text, at) => [text, at]));
  return { ranks: Int32Array.from(values, (value) => (isMissing(value) ? MISSING : (places.get(String(value)) ?? MISSING))), most: texts.length };
}

const isMissing = (value: SortValue): value is null | undefined => value === null || value === undefined || value === '';

/** `duration` sorts up, `-duration` down. */
export function readSorting(text: string | null, fallback: Sorting): Sorting {
  if (!text) return fallback;
  return text.startsWith('-') ? { by: text.slice(1), descending: true } : { by: text, descending: false };
}

export const writeSorting = (sorting: Sorting) => (sorting.descending ? `-${sorting.by}` : sorting.by);
