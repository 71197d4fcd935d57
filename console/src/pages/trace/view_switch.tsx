import { Button } from '../../components/button';

const VIEWS = [
  ['timeline', 'Timeline'],
  ['flame', 'Flame'],
  ['map', 'Map'],
  ['events', 'Events'],
  ['statistics', 'Statistics'],
  ['compare', 'Compare'],
  ['raw', 'Raw'],
] as const;

/** A view that there is not is the first. */
export const readView = (text: string | null): string => VIEWS.find(([id]) => id === text)?.[0] ?? 'timeline';

export function ViewSwitch({ view, onView }: { view: string; onView: (view: string) => void }) {
  return (
    <span className="switch" role="group" aria-label="View">
      {VIEWS.map(([id, label]) => (
        <Button key={id} pressed={view === id} onClick={() => onView(id)}>
          {label}
        </Button>
      ))}
    </span>
  );
}
