import { useCallback, useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { IconButton } from '../components/button';
import { boxOf } from './geometry';
import type { MapEdge, MapGraph } from './graph';
import { EdgeShape } from './map_edge';
import { NodeShape } from './map_node';
import { BASE_RADIUS, sizesOf, type Sizing } from './sizes';
import { useLayout } from './use_layout';
import { useViewport } from './use_viewport';
import { DIRECTIONS, walk } from './walk';
import './map.css';

interface ServiceMapProps {
  graph: MapGraph;
  /** While it is the same, nodes that are known keep their places. */
  scope: string;
  /** Of a node or an edge; undefined for none. */
  selected: string | undefined;
  /** Told the key of what is opened, undefined for nothing any more. */
  onSelect: (key: string | undefined, byKeyboard: boolean) => void;
  sizing?: Sizing;
  /** By what rates are told; left out for the map of one trace. */
  minutes?: number | undefined;
  /** A few words by the key of a node that is to be marked. */
  marks?: ReadonlyMap<string, string>;
  label: string;
}

/**
 * The map as a drawing: drag to pan, the wheel to zoom. One stop of the tab key; arrow keys then follow the calls from
 * node to node, Enter opens what is focused, Escape closes it.
 */
export function ServiceMap({ graph, scope, selected, onSelect, sizing = 'none', minutes, marks, label }: ServiceMapProps) {
  const { layout, error, arranged, arrange } = useLayout(graph, scope);
  const box = useMemo(() => layout && boxOf(layout), [layout]);
  const { svg, content, zoom, fitAll, show, handlers } = useViewport(box, layout?.nodes.get(selected ?? '') ?? layout?.nodes.get(entryOf(graph) ?? ''), arranged);
  const sizes = useMemo(() => sizesOf(graph, sizing), [graph, sizing]);
  const [focused, setFocused] = useState<string>();
  const entry = [focused, selected].find((key) => key !== undefined && graph.nodeOf.has(key)) ?? entryOf(graph);
  const openNode = useCallback((key: string, byKeyboard: boolean) => onSelect(key, byKeyboard), [onSelect]);
  const openEdge = useCallback((key: string) => onSelect(key, false), [onSelect]);

  // What is opened elsewhere, by a search or a list, may be off the screen.
  const opened = selected === undefined ? undefined : layout?.nodes.get(selected);
  const [x, y] = [opened?.x, opened?.y];
  useEffect(() => {
    if (x !== undefined && y !== undefined) show({ x, y });
  }, [x, y, show]);

  const press = (event: KeyboardEvent) => {
    if (!layout || event.altKey || event.ctrlKey || event.metaKey) return;
    // An edge that was clicked has the focus, too.
    const here = (event.target as Element).closest('[data-key]')?.getAttribute('data-key') ?? entry;
    if (event.key === 'Escape') onSelect(undefined, true);
    else if (event.key === '+' || event.key === '=') zoom(1.25);
    else if (event.key === '-') zoom(0.8);
    else if (event.key === '0') fitAll();
    else if ((event.key === 'Enter' || event.key === ' ') && here !== undefined) onSelect(here, true);
    else {
      const direction = DIRECTIONS[event.key];
      if (!direction) return;
      const next = here === undefined ? undefined : walk(graph, layout, here, direction);
      if (next !== undefined) focusNode(next);
    }
    event.preventDefault();
  };
  const focusNode = (key: string) => {
    const place = layout?.nodes.get(key);
    if (place) show(place);
    svg.current?.querySelector<SVGGElement>(`.map-node[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  };

  return (
    <div className="map">
      <svg ref={svg} className="map-drawing" role="group" aria-label={label} onKeyDown={press} onClick={() => onSelect(undefined, false)} {...handlers}>
        <g ref={content}>
          {layout && graph.edges.map((edge) => <PlacedEdge key={edge.key} edge={edge} {...{ graph, layout, sizes, minutes, selected }} onOpen={openEdge} />)}
          {layout &&
            graph.nodes.map((node) => {
              const place = layout.nodes.get(node.key);
              return place ? (
                <NodeShape
                  key={node.key}
                  node={node}
                  x={place.x}
                  y={place.y}
                  radius={sizes.radius.get(node.key) ?? BASE_RADIUS}
                  minutes={minutes}
                  mark={marks?.get(node.key)}
                  isSelected={selected === node.key}
                  isEntry={entry === node.key}
                  onOpen={openNode}
                  onFocus={setFocused}
                />
              ) : null;
            })}
        </g>
      </svg>
      {error !== undefined && <p className="map-problem" role="alert">The map could not be laid out. The table has the same.</p>}
      <div className="map-controls" role="toolbar" aria-label="View of the map">
        <IconButton icon="plus" label="Zoom in" onClick={() => zoom(1.25)} />
        <IconButton icon="minus" label="Zoom out" onClick={() => zoom(0.8)} />
        <IconButton icon="fit" label="Show all" onClick={fitAll} />
        <IconButton icon="refresh" label="Arrange anew" onClick={arrange} />
      </div>
    </div>
  );
}

// Where the tab key leads at first: to whom all calls begin with.
function entryOf(graph: MapGraph): string | undefined {
  return (graph.nodes.find((node) => node.kind === 'client') ?? graph.nodes.find((node) => node.isRoot) ?? graph.nodes[0])?.key;
}

interface PlacedEdgeProps {
  edge: MapEdge;
  graph: MapGraph;
  layout: NonNullable<ReturnType<typeof useLayout>['layout']>;
  sizes: ReturnType<typeof sizesOf>;
  minutes: number | undefined;
  selected: string | undefined;
  onOpen: (key: string) => void;
}

function PlacedEdge({ edge, graph, layout, sizes, minutes, selected, onOpen }: PlacedEdgeProps) {
  const [place, from, to] = [layout.edges.get(edge.key), layout.nodes.get(edge.from), layout.nodes.get(edge.to)];
  if (!place || !from || !to) return null;
  return (
    <EdgeShape
      edge={edge}
      place={place}
      from={from}
      to={to}
      fromRadius={sizes.radius.get(edge.from) ?? BASE_RADIUS}
      toRadius={sizes.radius.get(edge.to) ?? BASE_RADIUS}
      width={sizes.width.get(edge.key) ?? 1.5}
      minutes={minutes}
      label={`from ${graph.nodeOf.get(edge.from)?.name ?? ''} to ${graph.nodeOf.get(edge.to)?.name ?? ''}`}
      isSelected={selected === edge.key || selected === edge.from || selected === edge.to}
      onOpen={onOpen}
    />
  );
}
