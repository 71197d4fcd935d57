// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { KeepAll } from './keep_all';

const rule = (RuleName: string, FixedRate: number) => ({ SamplingRule: { RuleName, FixedRate, ReservoirSize: 1 } });

/** An emulator with these rules; tells the updates that it was sent. */
function emulator(records: ReturnType<typeof rule>[]) {
  const updates: unknown[] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (path === '/UpdateSamplingRule') {
      const update = (JSON.parse(String(init.body)) as { SamplingRuleUpdate: { FixedRate: number } }).SamplingRuleUpdate;
      updates.push(update);
      for (const record of records) if (record.SamplingRule.RuleName === 'Default') record.SamplingRule.FixedRate = update.FixedRate;
    }
    return Promise.resolve(new Response(JSON.stringify({ SamplingRuleRecords: records })));
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <KeepAll />
    </QueryClientProvider>,
  );
  return updates;
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('switches between every trace and what AWS keeps', async () => {
  const updates = emulator([rule('Default', 1)]);
  const button = await screen.findByRole('switch', { name: 'Keep every trace' });
  expect(button.getAttribute('aria-checked')).toBe('true');
  await userEvent.click(button);
  expect(await screen.findByText('1 a second and 5 % of the rest')).toBeTruthy();
  expect(button.getAttribute('aria-checked')).toBe('false');
  await userEvent.click(button);
  await vi.waitFor(() => expect(button.getAttribute('aria-checked')).toBe('true'));
  expect(updates).toEqual([
    { RuleName: 'Default', ReservoirSize: 1, FixedRate: 0.05 },
    { RuleName: 'Default', ReservoirSize: 1, FixedRate: 1 },
  ]);
});

it('says that other rules keep less', async () => {
  emulator([rule('Default', 1), rule('health', 0)]);
  expect(await screen.findByText('but 1 rule before it keeps less')).toBeTruthy();
});
