import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { readLocation, setSearch, useLocation } from '../../app/router';
import { useScope } from '../../app/scope';
import { Button } from '../../components/button';
import { Menu, MenuChoice } from '../../components/menu';
import { ErrorState, Loading } from '../../components/states';
import { countOf, formatCount } from '../../model/format';
import { busiestOf } from '../../map/graph';
import { MOST_NODES } from '../../map/limits';
import { ServiceMap } from '../../map/service_map';
import { readSizing, SIZINGS } from '../../map/sizes';
import { EdgePanel } from './edge_panel';
import { FindNode } from './find_node';
import { Legend } from './legend';
import { MapTable } from './map_table';
import { NodePanel } from './node_panel';
import { NothingToShow } from './nothing';
import { useGraph, type ScopedGraph } from './use_graph';
import { useNodeInsights } from './use_node_insights';
import './map_page.css';

// These are seen at a glance.
const FEW = 12;

export default function MapPage() {
  const answer = useGraph();
  const { search } = useLocation();
  const isNarrow = useNarrow();
  const view = search.get('view') ?? (isNarrow ? 'table' : 'map');
  const sizing = readSizing(search.get('size'));
  return (
    <div className={`page map-page map-page-${view}`}>
      <div className="page-head">
        <h1>Service map</h1>
        {answer.data && <Summary data={answer.data} />}
        {answer.data && answer.data.graph.nodes.length > FEW && <FindNode graph={answer.data.graph} />}
        {view === 'map' && (
          <Menu trigger={<Button>{`Size: ${SIZINGS.find(([one]) => one === sizing)?.[1].toLowerCase() ?? ''}`}</Button>}>
            <MenuChoice label="Size of nodes and edges" value={sizing} choices={SIZINGS} onChoose={(size) => setSearch({ size: size === 'none' ? undefined : size })} />
          </Menu>
        )}
        <div className="switch" role="group" aria-label="View">
          <Button pressed={view === 'map'} onClick={() => setSearch({ view: isNarrow ? 'map' : undefined })}>
            Map
          </Button>
          <Button pressed={view === 'table'} onClick={() => setSearch({ view: isNarrow ? undefined : 'table' })}>
            Table
          </Button>
        </div>
      </div>
      {answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : !answer.data ? (
        <Loading />
      ) : answer.data.graph.nodes.length === 0 ? (
        <NothingToShow />
      ) : (
        <Content data={answer.data} view={view} />
      )}
    </div>
  );
}

function Summary({ data: { graph } }: { data: ScopedGraph }) {
  const { range } = useScope();
  const { nodes, edges } = graph;
  const cut = nodes.length > MOST_NODES ? `; the map shows the ${formatCount(MOST_NODES)} busiest` : '';
  return (
    <p className="muted" role="status">
      {countOf(nodes.length, 'node')}, {countOf(edges.length, 'edge')}
      {cut}
      {/* Graphs go by either time: one of a run alone cannot be asked for. */}
      {range.kind === 'run' && ' of traces that began or arrived during the run'}
    </p>
  );
}

function Content({ data, view }: { data: ScopedGraph; view: string }) {
  const { graph, scope, minutes } = data;
  const { search } = useLocation();
  const [byKeyboard, setByKeyboard] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => busiestOf(graph, MOST_NODES), [graph]);
  const selected = search.get('select') ?? undefined;
  const [node, edge] = [graph.nodeOf.get(selected ?? ''), graph.edgeOf.get(selected ?? '')];
  const insights = useNodeInsights(graph);
  const marks = useMemo(() => new Map([...insights.keys()].map((key) => [key, 'an insight is active'])), [insights]);
  const select = useCallback((key: string | undefined, isKey: boolean) => {
    setByKeyboard(isKey);
    if (key !== readLocation().search.get('select')) setSearch({ select: key }, { replace: key === undefined });
  }, []);
  const close = useCallback(() => {
    const key = readLocation().search.get('select') ?? '';
    setSearch({ select: undefined }, { replace: true });
    // Back to where it was opened.
    place.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }, []);
  const open = useCallback((key: string) => select(key, true), [select]);
  const panel = { graph, minutes, onOpen: open, onClose: close, takesFocus: byKeyboard };
  return (
    <div ref={place} className={`map-split${node || edge ? ' map-split-open' : ''}`}>
      {view === 'map' ? (
        <div className="map-frame card">
          <ServiceMap graph={shown} scope={scope} selected={selected} onSelect={select} sizing={readSizing(search.get('size'))} minutes={minutes} marks={marks} label="Service map" />
          <Legend />
        </div>
      ) : (
        <MapTable graph={graph} minutes={minutes} selected={selected} onOpen={open} />
      )}
      {node && <NodePanel key={node.key} node={node} insight={insights.get(node.key)} {...panel} />}
      {edge && <EdgePanel key={edge.key} edge={edge} {...panel} />}
    </div>
  );
}

const NARROW = '(width < 640px)';

function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(NARROW);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(NARROW).matches,
  );
}
