import type { Clause } from '../api/explain';
import './clauses.css';
import { Icon } from './icons';

/** The conditions of a filter, each with whether it held, and what it was where it did not. */
export function Clauses({ clauses }: { clauses: readonly Clause[] }) {
  return (
    <ul className="clauses">
      {clauses.map(({ Clause: text, Held: held, Actual: actual }, at) => (
        // A filter may say the same twice; its clauses do not move.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={at} className={held ? 'clause-held' : 'clause-failed'}>
          <Icon name={held ? 'check' : 'close'} size={14} />
          <span className="hidden-text">{held ? 'holds: ' : 'fails: '}</span>
          <code>{text}</code>
          {actual !== undefined && actual !== '' && <span className="muted">{actual}</span>}
        </li>
      ))}
    </ul>
  );
}
