import { setSearch } from '../../app/router';
import { Button } from '../../components/button';
import { Icon } from '../../components/icons';
import { Menu, MenuChoice, MenuLabel, MenuLine, MenuToggle } from '../../components/menu';
import { DIMENSIONS, labelOf } from '../../model/grouping';

interface TableToolsProps {
  dimension: string;
  /** Keys of the annotations that are there. */
  keys: string[];
  /** Those that have a column. */
  columns: string[];
}

// Menus are for reading; a filter finds the rest.
const MOST_KEYS = 30;

export function TableTools({ dimension, keys, columns }: TableToolsProps) {
  const shown = keys.slice(0, MOST_KEYS);
  const choices = [['', 'Nothing'], ...DIMENSIONS] as [string, string][];
  const byAnnotation = shown.map((key) => [`annotation.${key}`, key] as const);
  const choose = (by: string) => setSearch({ by }, { replace: true });
  const toggle = (key: string) =>
    setSearch({ columns: (columns.includes(key) ? columns.filter((one) => one !== key) : [...columns, key]).join(',') }, { replace: true });
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button>
            Group by{dimension === '' ? '' : `: ${labelOf(dimension)}`}
            <Icon name="chevron_down" size={12} />
          </Button>
        }
      >
        <MenuChoice label="Group by" value={dimension} choices={choices} onChoose={choose} />
        {byAnnotation.length > 0 && (
          <>
            <MenuLine />
            <MenuLabel>Annotation</MenuLabel>
            <MenuChoice label="Annotation" value={dimension} choices={byAnnotation} onChoose={choose} />
          </>
        )}
      </Menu>
      {shown.length > 0 && (
        <Menu
          align="start"
          trigger={
            <Button>
              Columns
              <Icon name="chevron_down" size={12} />
            </Button>
          }
        >
          <MenuLabel>Annotations</MenuLabel>
          {shown.map((key) => (
            <MenuToggle key={key} checked={columns.includes(key)} onToggle={() => toggle(key)}>
              {key}
            </MenuToggle>
          ))}
        </Menu>
      )}
    </>
  );
}
