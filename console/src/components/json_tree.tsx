import { useState } from 'react';
import './json_tree.css';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

// A level with more entries shows them by so many.
const PAGE = 200;

interface JsonTreeProps {
  value: Json;
  name?: string;
  /** How many levels are open at first. */
  open?: number;
}

/** A value as a tree to unfold. Contents are text nodes, whatever is in them; what is folded is not rendered. */
export function JsonTree({ value, name, open = 1 }: JsonTreeProps) {
  return (
    <div className="json">
      <Node value={value} name={name} open={open} />
    </div>
  );
}

function Node({ value, name, open }: { value: Json; name: string | undefined; open: number }) {
  if (value === null || typeof value !== 'object') {
    return (
      <div className="json-leaf">
        <Key name={name} />
        <Scalar value={value} />
      </div>
    );
  }
  return <Branch value={value} name={name} open={open} />;
}

function Branch({ value, name, open }: { value: Json[] | { [key: string]: Json }; name: string | undefined; open: number }) {
  const [unfolded, setUnfolded] = useState(open > 0);
  const [shown, setShown] = useState(PAGE);
  const isList = Array.isArray(value);
  const entries: [string, Json][] = isList ? value.map((item, at) => [String(at), item]) : Object.entries(value);
  if (entries.length === 0) {
    return (
      <div className="json-leaf">
        <Key name={name} />
        <span className="muted">{isList ? '[]' : '{}'}</span>
      </div>
    );
  }
  return (
    <details className="json-branch" open={unfolded} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
      <summary>
        <Key name={name} />
        <span className="muted">{isList ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      {unfolded && entries.slice(0, shown).map(([key, item]) => <Node key={key} name={key} value={item} open={open - 1} />)}
      {unfolded && entries.length > shown && (
        <button type="button" className="json-more" onClick={() => setShown(shown + PAGE)}>
          {entries.length - shown} more
        </button>
      )}
    </details>
  );
}

function Key({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="json-key">{name}: </span>;
}

function Scalar({ value }: { value: string | number | boolean | null }) {
  if (typeof value === 'string') return <span className="json-text">{JSON.stringify(value)}</span>;
  return <span className="json-number">{String(value)}</span>;
}
