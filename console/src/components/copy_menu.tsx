import type { Copyable } from '../model/copy_as';
import { Button } from './button';
import { useCopy } from './copy_button';
import { Menu, MenuItem } from './menu';

/** Texts to take along, one to choose; they are made when the menu is opened. */
export function CopyMenu({ make }: { make: () => Copyable[] }) {
  const [copied, copy] = useCopy();
  return (
    <>
      <Menu trigger={<Button icon={copied ? 'check' : 'copy'}>{copied ? 'Copied' : 'Copy as'}</Button>}>
        <Items make={make} onChoose={(text) => void copy(text)} />
      </Menu>
      <span role="status" className="hidden-text">
        {copied ? 'Copied' : ''}
      </span>
    </>
  );
}

function Items({ make, onChoose }: { make: () => Copyable[]; onChoose: (text: string) => void }) {
  return (
    <>
      <MenuItem onSelect={() => onChoose(window.location.href)}>Link to this page</MenuItem>
      {make().map(({ label, text }) => (
        <MenuItem key={label} onSelect={() => onChoose(text)}>
          {label}
        </MenuItem>
      ))}
    </>
  );
}
