import type { Insight } from '../../api/insights';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { StatusGlyph } from '../../components/status_badge';
import { filterOfNode } from '../../map/filters';
import { Glyph } from '../../map/glyph';
import { edgesFrom, edgesTo, type MapEdge, type MapGraph, type MapNode } from '../../map/graph';
import { kindWord, shortName } from '../../map/kinds';
import { badTexts, metricsText } from '../../map/texts';
import { Figures, Neighbours, Outcomes, Panel, Times, type Neighbour, type PanelContext } from './panel';

const NOTES: Record<string, string> = {
  // Only the application's own segments are recorded by the node itself.
  recorded: 'As the service itself recorded them; its callers see the network as well.',
  inferred: 'As its callers recorded them: it sends no segments of its own.',
};

export function NodePanel({ node, insight, ...context }: PanelContext & { node: MapNode; insight: Insight | undefined }) {
  const { graph, minutes, onOpen } = context;
  const isInferred = node.state === 'unknown' || node.kind === 'remote';
  return (
    <Panel
      title={
        <>
          <Glyph kind={node.kind} size={18} />
          {node.name}
        </>
      }
      subtitle={`${kindWord(node.type)}${node.isRoot ? ' · where traces begin' : ''}`}
      onClose={context.onClose}
      takesFocus={context.takesFocus}
    >
      {insight && (
        <p className="panel-insight">
          <StatusGlyph status="fault" /> An insight is active: {insight.Summary}{' '}
          <Link href={addressOf('/insights', { id: insight.InsightId })}>Show it</Link>
        </p>
      )}
      {node.traffic ? (
        <>
          <Figures traffic={node.traffic} histogram={node.histogram} minutes={minutes} />
          <Outcomes traffic={node.traffic} filterOf={(outcome) => filterOfNode(graph, node, outcome)} />
          <Times
            label={`Response times of ${node.name}`}
            entries={node.histogram}
            note={NOTES[isInferred ? 'inferred' : 'recorded'] ?? ''}
            filterOf={(span) => filterOfNode(graph, node, undefined, span)}
          />
        </>
      ) : (
        <>
          <p>Who calls {node.name} from outside. Clients send no segments: the calls below tell what they saw.</p>
          <div className="panel-actions">
            <Link className="button button-primary" href={addressOf('/traces', { filter: filterOfNode(graph, node) })}>
              View traces
            </Link>
          </div>
        </>
      )}
      <Neighbours title="Calls" list={edgesFrom(graph, node.key).map((edge) => neighbour(graph, edge, edge.to, minutes))} onOpen={onOpen} />
      <Neighbours title="Called by" list={edgesTo(graph, node.key).map((edge) => neighbour(graph, edge, edge.from, minutes))} onOpen={onOpen} />
    </Panel>
  );
}

function neighbour(graph: MapGraph, edge: MapEdge, key: string, minutes: number): Neighbour {
  const other = graph.nodeOf.get(key);
  return {
    key: edge.key,
    name: `${shortName(other?.name ?? '')}${other?.kind === 'client' ? ' (client)' : ''}`,
    detail: edge.isLink ? 'linked traces' : metricsText(edge.traffic, minutes),
    bad: badTexts(edge.traffic)[0],
  };
}
