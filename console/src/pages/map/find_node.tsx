import { useId, useState } from 'react';
import { setSearch } from '../../app/router';
import { findNode } from '../../map/find';
import type { MapGraph } from '../../map/graph';

// More names than a list can be read for.
const MOST_NAMES = 200;

/** Opens a node by its name. */
export function FindNode({ graph }: { graph: MapGraph }) {
  const list = useId();
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const names = [...new Set(graph.nodes.map(({ name }) => name))].toSorted();
  const open = (name: string) => {
    const node = findNode(graph, name);
    setMissing(node === undefined && name.trim() !== '');
    if (node) setSearch({ select: node.key });
  };
  return (
    <form
      className="map-find"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        open(text);
      }}
    >
      <input
        type="search"
        className="field"
        aria-label="Find a node"
        placeholder="Find a node"
        list={list}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={isMissing}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setMissing(false);
          // One that was chosen from the list.
          if (names.includes(target.value)) open(target.value);
        }}
      />
      <datalist id={list}>
        {names.slice(0, MOST_NAMES).map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </datalist>
      <span role="status" className={isMissing ? 'map-missing' : 'hidden-text'}>
        {isMissing ? 'No such node' : ''}
      </span>
    </form>
  );
}
