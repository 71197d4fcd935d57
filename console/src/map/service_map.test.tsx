// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { GraphService } from '../api/types';
import { graphOf } from './graph';
import { ServiceMap } from './service_map';

afterEach(cleanup);
// There is no worker here, as in a page that was opened from a file.
beforeAll(() => vi.stubGlobal('Worker', undefined));

function service(id: number, name: string, to: number[], fault = 0): GraphService {
  const statistics = { OkCount: 4 - fault, ErrorStatistics: { ThrottleCount: 0, OtherCount: 0, TotalCount: 0 }, FaultStatistics: { OtherCount: 0, TotalCount: fault }, TotalCount: 4, TotalResponseTime: 2 };
  return {
    ReferenceId: id, Name: name, Names: [name], Root: id === 0, AccountId: null, Type: null, State: 'active', StartTime: 0, EndTime: 60,
    SummaryStatistics: statistics, DurationHistogram: null, ResponseTimeHistogram: null,
    Edges: to.map((target) => ({ ReferenceId: target, StartTime: null, EndTime: null, SummaryStatistics: statistics, ResponseTimeHistogram: null, Aliases: [] })),
  };
}

const graph = graphOf([service(0, 'shop', [1, 2]), service(1, 'cart', [2], 1), service(2, '<b>db</b>', [])]);

function Selected() {
  const [selected, setSelected] = useState<string>();
  return (
    <>
      <ServiceMap graph={graph} scope="test" selected={selected} onSelect={setSelected} minutes={1} label="Map" />
      <output data-testid="selected">{selected ?? 'nothing'}</output>
    </>
  );
}

it('is walked along calls and opened by the keyboard', async () => {
  render(<Selected />);
  const shop = await waitFor(() => screen.getByRole('button', { name: /^shop 500 ms · 4\/min/ }));
  expect(shop.getAttribute('tabindex')).toBe('0');
  shop.focus();
  fireEvent.keyDown(shop, { key: 'ArrowRight' });
  const here = document.activeElement;
  expect(here?.getAttribute('data-key')).toMatch(/^\|(cart|<b>db<\/b>)$/);
  fireEvent.keyDown(here ?? shop, { key: 'Enter' });
  expect(screen.getByTestId('selected').textContent).toBe(here?.getAttribute('data-key'));
  fireEvent.keyDown(here ?? shop, { key: 'Escape' });
  expect(screen.getByTestId('selected').textContent).toBe('nothing');
});

it('says in words what went wrong, and opens edges', async () => {
  render(<Selected />);
  expect(await waitFor(() => screen.getAllByRole('button', { name: /cart 500 ms · 4\/min 25 % fault/ }))).not.toHaveLength(0);
  const edge = screen.getByRole('button', { name: /from shop to cart$/ });
  fireEvent.click(edge);
  expect(screen.getByTestId('selected').textContent).toBe('|shop>|cart');
  fireEvent.keyDown(edge, { key: 'ArrowRight' });
  expect(document.activeElement?.getAttribute('data-key')).toBe('|cart');
});
