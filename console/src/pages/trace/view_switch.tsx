import { Button } from '../../components/button';

const VIEWS = [
  ['timeline', 'Timeline'],
  ['map', 'Map'],
  ['statistics', 'Statistics'],
  ['compare', 'Compare'],
  ['raw', 'Raw'],
] as const;

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
