// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { JsonTree } from './json_tree';

afterEach(cleanup);

it('shows contents as text, whatever is in them', () => {
  const { container } = render(<JsonTree open={5} value={{ '<b>key</b>': '<img src=x onerror=alert(1)>', list: ['</script>'] }} />);
  expect(container.querySelector('img, b, script')).toBeNull();
  expect(container.textContent).toContain('<img src=x onerror=alert(1)>');
});

it('shows long lists by the page', async () => {
  const { container } = render(<JsonTree open={1} value={Array.from({ length: 450 }, (_, at) => at)} />);
  const leaves = () => container.querySelectorAll('.json-leaf').length;
  expect(leaves()).toBe(200);
  await userEvent.click(screen.getByRole('button', { name: '250 more' }));
  expect(leaves()).toBe(400);
});

it('renders nothing of what is folded', () => {
  const { container } = render(<JsonTree open={1} value={{ outer: { inner: 'hidden' } }} />);
  expect(container.textContent).not.toContain('hidden');
});
