import { expect, it } from 'vitest';
import { segment, treeOf, type Loose } from './testing';
import { diffTraces, onlyChanges, type DiffRow } from './trace_diff';

const call = (name: string, start: number, end: number, more: Loose = {}) => segment(`${name}${start}`, start, end, { name, ...more });
const told = (rows: DiffRow[]) => rows.map((row) => [row.depth, (row.a ?? row.b)?.name, row.change]);

const before = treeOf(call('shop', 0, 10, { subsegments: [call('auth', 0, 1), call('query', 2, 3), call('query', 4, 5)] }));

it('pairs what is called the same, and tells what came and went', () => {
  const after = treeOf(
    call('shop', 100, 116, { subsegments: [call('query', 101, 102), call('query', 103, 107), call('query', 108, 109), call('mail', 110, 111)] }),
  );
  const rows = diffTraces(before, after);
  expect(told(rows)).toEqual([
    [0, 'shop', 'slower'], [1, 'auth', 'lost'], [1, 'query', 'same'], [1, 'query', 'slower'], [1, 'query', 'added'], [1, 'mail', 'added'],
  ]);
  expect(rows[3]?.delta).toBe(3);
});

it('tells another outcome before another length', () => {
  const after = treeOf(call('shop', 0, 20, { fault: true, subsegments: [] }));
  expect(diffTraces(before, after)[0]).toMatchObject({ change: 'status', delta: 10 });
});

it('finds nothing in a trace and itself, and survives empty ones', () => {
  expect(new Set(diffTraces(before, before).map((row) => row.change))).toEqual(new Set(['same']));
  expect(onlyChanges(diffTraces(before, before))).toEqual([]);
  expect(diffTraces(treeOf(), before).every((row) => row.change === 'added')).toBe(true);
});

it('keeps what a change is in', () => {
  const tree = (length: number) =>
    treeOf(call('a', 0, 50, { subsegments: [call('b', 0, 40, { subsegments: [call('c', 0, length)] }), call('d', 41, 42)] }));
  expect(told(onlyChanges(diffTraces(tree(10), tree(20))))).toEqual([[0, 'a', 'same'], [1, 'b', 'same'], [2, 'c', 'slower']]);
});
