// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { entriesOf, type Span } from '../model/response_histogram';
import { ResponseHistogram } from './response_histogram';

afterEach(cleanup);

const entries = entriesOf([1, 1.01, 1.02, 1.03]);

function Chosen() {
  const [range, setRange] = useState<Span>();
  return (
    <>
      <ResponseHistogram label="Times" series={[{ name: 'all', entries }]} range={range} onRange={setRange} />
      <output>{range ? `${range.from} to ${range.to}` : 'all'}</output>
    </>
  );
}

it('has a range chosen by the keys', () => {
  render(<Chosen />);
  const [from, to] = screen.getAllByRole('slider');
  if (!from || !to) throw new Error('There are no ends');
  fireEvent.keyDown(from, { key: 'Home' });
  expect(screen.getByRole('status').textContent).toBe('all');
  fireEvent.keyDown(from, { key: 'ArrowRight' });
  expect(screen.getByRole('status').textContent).toMatch(/^1\.001 to 1\.03/);
  fireEvent.keyDown(to, { key: 'PageDown' });
  fireEvent.keyDown(to, { key: 'PageDown' });
  expect(to.getAttribute('aria-valuetext')).toBe('1.02 s, 2 requests chosen');
  fireEvent.keyDown(from, { key: 'End' });
  expect(screen.getByRole('status').textContent).toBe('1.02 to 1.021');
  fireEvent.keyDown(from, { key: 'Escape' });
  expect(screen.getByRole('status').textContent).toBe('all');
});

it('says what it shows, and that there is nothing', () => {
  const { rerender } = render(<ResponseHistogram label="Times" series={[{ name: 'all', entries }]} />);
  expect(screen.getByText(/^Times\. 4 requests, from 1 s to 1\.03 s/)).toBeTruthy();
  rerender(<ResponseHistogram label="Times" series={[{ name: 'all', entries: [] }]} />);
  expect(screen.getByText('Nothing has ended yet.')).toBeTruthy();
});
