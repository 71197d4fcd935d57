import type { Copyable } from '../model/copy_as';
import { Button } from './button';
import { useCopy } from './copy_button';
import { Menu, MenuItem } from './menu';

/** Texts to take along, one to choose. */
export function CopyMenu({ copies }: { copies: readonly Copyable[] }) {
  const [copied, copy] = useCopy();
  const address = () => window.location.href;
  return (
    <>
      <Menu trigger={<Button icon={copied ? 'check' : 'copy'}>{copied ? 'Copied' : 'Copy as'}</Button>}>
        <MenuItem onSelect={() => void copy(address())}>Link to this page</MenuItem>
        {copies.map(({ label, text }) => (
          <MenuItem key={label} onSelect={() => void copy(text)}>
            {label}
          </MenuItem>
        ))}
      </Menu>
      <span role="status" className="hidden-text">
        {copied ? 'Copied' : ''}
      </span>
    </>
  );
}
