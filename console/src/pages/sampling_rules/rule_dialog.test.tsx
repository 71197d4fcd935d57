// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { BoostedRule } from '../../api/sampling';
import { RuleDialog } from './rule_dialog';
import type { EditTask } from './task';

const rule: BoostedRule = {
  RuleName: 'checkout', Priority: 100, ReservoirSize: 2, FixedRate: 0.1, ServiceName: '*', ServiceType: '*', Host: '*', HTTPMethod: 'POST',
  URLPath: '*', ResourceARN: '*', Attributes: {}, SamplingRateBoost: { MaxRate: 0.5, CooldownWindowMinutes: 5 },
};

function show(task: EditTask, answer: { status: number; body: unknown }) {
  const requests: unknown[] = [];
  vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
    requests.push(JSON.parse(String(init.body)));
    return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status }));
  });
  const onClose = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RuleDialog task={task} taken={[100]} onClose={onClose} />
    </QueryClientProvider>,
  );
  return { requests, onClose };
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const noteOf = (input: HTMLElement) => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent;

it('shows what the service says beside the field that it is about', async () => {
  const message = "1 validation error detected: Value '' at 'samplingRule.ruleName' failed to satisfy constraint: Member must have length greater than or equal to 1";
  const { onClose } = show({ kind: 'create' }, { status: 400, body: { message } });
  await userEvent.click(screen.getByRole('button', { name: 'Create' }));
  const name = await screen.findByLabelText('Name');
  await vi.waitFor(() => expect(noteOf(name)).toBe('Must have length greater than or equal to 1'));
  expect(name.getAttribute('aria-invalid')).toBe('true');
  expect(onClose).not.toHaveBeenCalled();
});

it('asks the service for nothing while a number is wrong', async () => {
  const { requests } = show({ kind: 'edit', rule }, { status: 200, body: {} });
  const priority = screen.getByLabelText('Priority');
  await userEvent.clear(priority);
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(noteOf(priority)).toBe('A whole number from 1 to 9999');
  expect(requests).toEqual([]);
});

it('keeps the boost of a rule that is edited, which an update without it would take away', async () => {
  const { requests, onClose } = show({ kind: 'edit', rule }, { status: 200, body: { SamplingRuleRecord: {} } });
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(requests).toEqual([{ SamplingRuleUpdate: rule }]);
});

it('sends of Default only what can be set', async () => {
  const { requests, onClose } = show({ kind: 'edit', rule: { ...rule, RuleName: 'Default', Priority: 10_000 } }, { status: 200, body: {} });
  expect(screen.queryByLabelText('Host')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(requests).toEqual([{ SamplingRuleUpdate: { RuleName: 'Default', ReservoirSize: 2, FixedRate: 0.1 } }]);
});
