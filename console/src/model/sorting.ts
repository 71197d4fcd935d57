export interface Sorting {
  by: string;
  descending: boolean;
}

export type SortValue = string | number | null | undefined;

/** A sorted copy; what has no value comes last either way, and rows that are equal stay in their order. */
export function sortRows<Row>(rows: readonly Row[], valueOf: (row: Row) => SortValue, descending: boolean): Row[] {
  const keyed = rows.map((row) => ({ row, value: valueOf(row) }));
  keyed.sort((a, b) => {
    if (isMissing(a.value) || isMissing(b.value)) return Number(isMissing(a.value)) - Number(isMissing(b.value));
    return descending ? compare(b.value, a.value) : compare(a.value, b.value);
  });
  return keyed.map(({ row }) => row);
}

const isMissing = (value: SortValue): value is null | undefined => value === null || value === undefined || value === '';

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : Number(left > right);
}

/** `duration` sorts up, `-duration` down. */
export function readSorting(text: string | null, fallback: Sorting): Sorting {
  if (!text) return fallback;
  return text.startsWith('-') ? { by: text.slice(1), descending: true } : { by: text, descending: false };
}

export const writeSorting = (sorting: Sorting) => (sorting.descending ? `-${sorting.by}` : sorting.by);
