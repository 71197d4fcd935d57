// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { RejectedDocument, Stats } from '../../api/emulator';
import { Refusals } from './refusals';

const HOSTILE = '<img src=x onerror="alert(1)">';
const one: RejectedDocument = {
  at: 1_790_000_000, excerpt: `{"name": ${HOSTILE}`, explanation: `name is ${HOSTILE}`, message: 'Invalid segment. ErrorCode: ParseError',
  reason: 'ParseError', source: 'UDP', sender: '127.0.0.1:48777', position: 9,
};
const stats = {
  rejected_by_reason: { ParseError: 250, InvalidId: 1 },
  last_rejected: [one, { ...one, at: one.at - 1, reason: 'InvalidId', explanation: 'id must be 16 hexadecimal digits', excerpt: '{"id": 1}' }],
  warnings_by_reason: {}, last_warnings: [],
  datagrams_received: 251, documents_received: 251, documents_stored: 0, documents_rejected: 251, otlp_spans_received: 0,
} as Stats;

afterEach(() => {
  cleanup();
  window.history.replaceState(null, '', '/rejected');
});

it('shows what was sent as text, with the place where reading it failed', () => {
  const { container } = render(<Refusals stats={stats} />);
  expect(container.querySelector('img')).toBeNull();
  expect(screen.getByText(`name is ${HOSTILE}`)).toBeTruthy();
  expect(container.querySelector('mark')?.textContent).toBe('<');
  expect(screen.getAllByText('UDP from 127.0.0.1:48777')).toHaveLength(2);
});

it('narrows down to a reason, which is then in the address', async () => {
  render(<Refusals stats={stats} />);
  expect(screen.getAllByRole('listitem')).toHaveLength(2);
  await userEvent.click(screen.getByRole('button', { name: 'InvalidId 1' }));
  expect(window.location.search).toBe('?reason=InvalidId');
  expect(screen.getAllByRole('listitem')).toHaveLength(1);
  await userEvent.click(screen.getByRole('button', { name: 'InvalidId 1' }));
  expect(window.location.search).toBe('');
});

it('says how many it does not show', () => {
  render(<Refusals stats={stats} />);
  expect(screen.getByText(/249 earlier ones are only counted/)).toBeTruthy();
});
