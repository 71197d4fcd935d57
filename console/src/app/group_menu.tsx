import { Button } from '../components/button';
import { Menu, MenuChoice } from '../components/menu';
import { setSearch } from './router';
import { useGroups, useScope } from './scope';

/** Not there while there is no group but Default. */
export function GroupMenu() {
  const { group } = useScope();
  const names = (useGroups().data ?? []).map((one) => one.GroupName).filter((name) => name !== 'Default');
  if (names.length === 0 && group === '') return null;
  const choices = [['', 'All traces'], ...names.map((name) => [name, name] as const)] as const;
  return (
    <Menu
      trigger={
        <Button icon="filter" aria-label={`Group: ${group || 'all traces'}`}>
          <span className={group ? 'tool-label' : 'tool-label group-none'}>{group || 'All traces'}</span>
        </Button>
      }
    >
      <MenuChoice label="Group" value={group} choices={choices} onChoose={(name) => setSearch({ group: name })} />
    </Menu>
  );
}
