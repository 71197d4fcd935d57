import { expect, it } from 'vitest';
import type { Stats } from '../api/emulator';
import { counterGroups } from './counters';

const stats = {
  documents_received: 5, documents_stored: 4, documents_rejected: 1, datagrams_received: 0, otlp_spans_received: 0,
  rejected_by_reason: {}, last_rejected: [], warnings_by_reason: {}, last_warnings: [],
} as Stats;
const find = (all: Stats, name: string) => counterGroups(all).flatMap((group) => group.counters).find((one) => one.name === name);

it('marks only what should not be', () => {
  expect(find(stats, 'documents_rejected')).toMatchObject({ value: 1, isTrouble: true });
  expect(find(stats, 'documents_received')).toMatchObject({ value: 5, isTrouble: false });
  expect(find(stats, 'datagrams_lost_in_kernel')).toMatchObject({ value: 0, isTrouble: false });
});

it('shows counters that it does not know', () => {
  expect(counterGroups(stats).some((group) => group.title === 'Others')).toBe(false);
  expect(find({ ...stats, new_counter: 7 }, 'new_counter')).toMatchObject({ label: 'new counter', value: 7 });
});
