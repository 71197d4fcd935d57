// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { segment, treeOf } from '../../model/testing';
import { visibleEntities, type TraceTree } from '../../model/trace_tree';
import { Waterfall } from './waterfall';

// Nothing has a size here, and what has none is not drawn.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const tree = treeOf(
  segment('root', 0, 10, {
    name: '<b>shop</b>',
    subsegments: [segment('call', 1, 4, { fault: true, subsegments: [segment('inner', 2, 3)] }), segment('going', 5, undefined)],
  }),
  segment('db', 1, 4, { parent_id: 'call', inferred: true }),
  segment('lost', 6, 7, { parent_id: 'nowhere' }),
);

function Page({ of }: { of: TraceTree }) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState(of.entities[0]);
  return (
    <Waterfall
      tree={of}
      rows={visibleEntities(of, folded)}
      view={{ from: of.start, to: of.end }}
      onView={() => undefined}
      selected={selected}
      onSelect={setSelected}
      folded={folded}
      onFold={(entity, close) => setFolded(new Set(close ? [entity.id] : []))}
      matches={new Set()}
      gaps={new Map()}
      path={[]}
      spans={undefined}
    />
  );
}

const rows = () => screen.getAllByRole('row').slice(1);
const selected = () => rows().find((row) => row.getAttribute('aria-selected') === 'true')?.textContent ?? '';
const press = (...keys: string[]) => {
  for (const key of keys) fireEvent.keyDown(rows().find((row) => row.tabIndex === 0) as HTMLElement, { key });
};

it('is a tree grid: levels, one row in the order of tabs, and what each row is', () => {
  const { container } = render(<Page of={tree} />);
  expect(rows().map((row) => row.getAttribute('aria-level'))).toEqual(['1', '2', '3', '3', '2', '1']);
  expect(rows().filter((row) => row.tabIndex === 0)).toHaveLength(1);
  const texts = rows().map((row) => row.textContent);
  expect(texts[1]).toContain('Fault');
  expect(texts.find((text) => text?.includes('db'))).toContain('inferred');
  expect(texts.find((text) => text?.includes('going'))).toContain('in progress');
  expect(texts.find((text) => text?.includes('lost'))).toContain('parent missing');
  expect(container.querySelector('b')).toBeNull();
});

it('is walked with the keyboard', () => {
  render(<Page of={tree} />);
  press('ArrowDown', 'ArrowDown');
  expect(selected()).not.toContain('call');
  press('ArrowLeft');
  expect(selected()).toContain('call');
  press('ArrowLeft');
  expect(rows()).toHaveLength(4);
  press('ArrowRight');
  expect(rows()).toHaveLength(6);
  press('End');
  expect(selected()).toContain('lost');
  press('Home');
  expect(selected()).toContain('shop');
});
