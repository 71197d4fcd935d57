import type { TraceSummary } from '../api/types';
import type { Vocabulary } from './filter_completion';
import { rowOf } from './trace_row';

// A list to choose from, not to read through.
const MOST_VALUES = 200;

/** The names and values that traces have, each once, the most frequent first. */
export function vocabularyOf(summaries: readonly TraceSummary[], groups: readonly string[]): Vocabulary {
  const counts = { services: new Map(), types: new Map(), users: new Map(), urls: new Map(), methods: new Map(), statuses: new Map() };
  const annotations = new Map<string, Map<string, number>>();
  for (const summary of summaries) {
    const row = rowOf(summary);
    for (const service of row.services) count(counts.services, service);
    for (const { Type } of summary.ServiceIds) if (Type !== null && Type !== 'client') count(counts.types, Type);
    for (const user of row.users) count(counts.users, user);
    if (row.url !== null) count(counts.urls, row.url);
    if (row.method !== null) count(counts.methods, row.method);
    if (row.code !== null) count(counts.statuses, String(row.code));
    for (const [key, values] of Object.entries(row.annotations)) {
      const known = annotations.get(key) ?? new Map<string, number>();
      for (const value of values) count(known, String(value));
      annotations.set(key, known);
    }
  }
  return {
    services: ranked(counts.services),
    types: ranked(counts.types),
    users: ranked(counts.users),
    urls: ranked(counts.urls),
    methods: ranked(counts.methods),
    statuses: ranked(counts.statuses),
    groups,
    annotations: new Map([...annotations].map(([key, values]) => [key, ranked(values)])),
  };
}

const count = (counts: Map<string, number>, value: string) => counts.set(value, (counts.get(value) ?? 0) + 1);

const ranked = (counts: Map<string, number>) =>
  [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_VALUES)
    .map(([value]) => value);
