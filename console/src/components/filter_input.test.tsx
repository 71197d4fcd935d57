// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { FilterInput } from './filter_input';

afterEach(cleanup);

const vocabulary = { services: ['cart', 'catalog'], types: [], users: [], urls: [], methods: [], statuses: [], groups: [], annotations: new Map() };

function Page({ onSubmit }: { onSubmit: (value: string) => void }) {
  const [value, setValue] = useState('');
  return <FilterInput label="Filter" value={value} onChange={setValue} onSubmit={onSubmit} vocabulary={vocabulary} recent={['fault']} />;
}

it('is written with the keyboard alone', async () => {
  const onSubmit = vi.fn();
  const user = userEvent.setup();
  render(<Page onSubmit={onSubmit} />);
  const input = screen.getByRole<HTMLInputElement>('combobox');
  await user.type(input, 'serv');
  expect(input.getAttribute('aria-expanded')).toBe('true');
  await user.keyboard('{ArrowDown}{Enter}');
  expect(input.value).toBe('service("")');
  await user.type(input, 'cat', { initialSelectionStart: 9, initialSelectionEnd: 9 });
  await user.keyboard('{ArrowDown}');
  const active = document.getElementById(input.getAttribute('aria-activedescendant') ?? '');
  expect(active?.textContent).toContain('"catalog"');
  expect(onSubmit).not.toHaveBeenCalled();
  await user.keyboard('{Enter}');
  expect(input.value).toBe('service("catalog")');
  await user.keyboard('{Escape}{Enter}');
  expect(onSubmit).toHaveBeenCalledWith('service("catalog")');
});

it('offers what was asked before while it is empty, and leaves without a trace', async () => {
  const user = userEvent.setup();
  render(<Page onSubmit={() => undefined} />);
  await user.click(screen.getByRole('combobox'));
  expect(screen.getAllByRole('option')[0]?.textContent).toContain('fault');
  await user.tab();
  expect(screen.queryAllByRole('option')).toHaveLength(0);
});
