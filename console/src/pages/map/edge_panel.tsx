import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { ResponseHistogram } from '../../charts/response_histogram';
import { filterOfEdge } from '../../map/filters';
import { Glyph } from '../../map/glyph';
import type { MapEdge, MapGraph } from '../../map/graph';
import { kindWord, shortName } from '../../map/kinds';
import { Figures, Outcomes, Panel, Times, type PanelContext } from './panel';

export function EdgePanel({ edge, ...context }: PanelContext & { edge: MapEdge }) {
  const { graph, minutes, onOpen } = context;
  const called = edge.aliases.length > 0 ? ` · called as ${edge.aliases.join(', ')}` : '';
  const name = `${nameOf(graph, edge.from)} → ${nameOf(graph, edge.to)}`;
  return (
    <Panel title={name} subtitle={`${edge.isLink ? 'Linked traces' : 'Call'}${called}`} onClose={context.onClose} takesFocus={context.takesFocus}>
      {edge.isLink ? (
        <Ages edge={edge} graph={graph} name={name} />
      ) : edge.traffic ? (
        <>
          <Figures traffic={edge.traffic} histogram={edge.histogram} minutes={minutes} />
          <Outcomes traffic={edge.traffic} filterOf={(outcome) => filterOfEdge(graph, edge, outcome)} />
          <Times
            label={`Response times of ${name}`}
            entries={edge.histogram}
            note="As the caller saw them, the network included."
            filterOf={(span) => filterOfEdge(graph, edge, undefined, span)}
          />
        </>
      ) : (
        <p>No call has ended yet.</p>
      )}
      <section>
        <h3>Ends</h3>
        <ul className="neighbours">
          <End graph={graph} nodeKey={edge.from} side="From" onOpen={onOpen} />
          <End graph={graph} nodeKey={edge.to} side="To" onOpen={onOpen} />
        </ul>
      </section>
    </Panel>
  );
}

function Ages({ edge, graph, name }: { edge: MapEdge; graph: MapGraph; name: string }) {
  return (
    <section>
      <h3>Received event age</h3>
      <p className="muted panel-note">How long what was sent had waited when it was received. The traces of both sides are linked.</p>
      <ResponseHistogram label={`Received event age of ${name}`} series={[{ name, entries: edge.ages }]} unit="event" />
      <div className="panel-actions">
        <Link className="button button-primary" href={addressOf('/traces', { filter: filterOfEdge(graph, edge) })}>
          View traces
        </Link>
      </div>
    </section>
  );
}

function End({ graph, nodeKey, side, onOpen }: { graph: MapGraph; nodeKey: string; side: string; onOpen: (key: string) => void }) {
  const node = graph.nodeOf.get(nodeKey);
  if (!node) return null;
  return (
    <li>
      <button type="button" onClick={() => onOpen(nodeKey)}>
        <span className="muted">{side}</span>
        <Glyph kind={node.kind} />
        <span className="neighbour-name">{shortName(node.name)}</span>
        <span className="muted">{kindWord(node.type)}</span>
      </button>
    </li>
  );
}

const nameOf = (graph: MapGraph, key: string) => shortName(graph.nodeOf.get(key)?.name ?? '');
