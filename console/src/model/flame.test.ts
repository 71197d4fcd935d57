import { expect, it } from 'vitest';
import { drawRow, flameOf, stepIn } from './flame';
import { treeOf } from './testing';
import type { Entity } from './trace_tree';

const part = (name: string, start: number, end: number, subsegments: unknown[] = []) => ({ id: name, name, start_time: start, end_time: end, subsegments });

const NESTED = part('root', 0, 10, [part('a', 0, 4, [part('b', 1, 2)]), part('c', 3, 6), part('d', 6, 9)]);

const names = (rows: Entity[][]) => rows.map((row) => row.map((one) => one.name));

it('puts each below its parent, and what is at work at the same time into rows of its own', () => {
  expect(names(flameOf(treeOf(NESTED)).rows)).toEqual([['root'], ['a', 'd'], ['b', 'c']]);
});

it('shows all of what stands at one moment', () => {
  const tree = treeOf(part('root', 0, 1, [part('x', 0.5, 0.5), part('y', 0.5, 0.5)]));
  expect(names(flameOf(tree).rows)).toEqual([['root'], ['x'], ['y']]);
});

it('walks to the parent, to the longest child, and along a row', () => {
  const tree = treeOf(NESTED);
  const flame = flameOf(tree);
  const at = (name: string) => tree.entities.find((one) => one.name === name) as Entity;
  const step = (from: string, key: string) => stepIn(flame, tree, at(from), key)?.name;
  expect(step('root', 'ArrowDown')).toBe('a');
  expect(step('b', 'ArrowUp')).toBe('a');
  expect(step('a', 'ArrowRight')).toBe('d');
  expect(step('d', 'ArrowLeft')).toBe('a');
  expect(step('root', 'ArrowUp')).toBeUndefined();
});

it('draws what is too short to be seen as one with its neighbours', () => {
  const tree = treeOf(part('root', 0, 10, [part('long', 0, 5), part('s1', 5.001, 5.002), part('s2', 5.003, 5.004), part('far', 9, 9.001)]));
  const row = drawRow(flameOf(tree).rows[1] ?? [], { from: 0, to: 10 }, 0.01);
  expect(row.blocks.map(({ entity }) => entity.name)).toEqual(['long']);
  expect(row.crumbs.map(([from]) => from.toFixed(2))).toEqual(['0.50', '0.90']);
});

it('has bounds for what is wide, and for what is all at once', () => {
  const tree = treeOf(part('root', 0, 10_000, Array.from({ length: 20_000 }, (_, at) => part(`s${at}`, at % 7, 9000 + (at % 7)))));
  const flame = flameOf(tree);
  expect(flame.rows.reduce((sum, row) => sum + row.length, 0)).toBe(20_001);
  expect(flame.rows.length).toBe(101);
});
