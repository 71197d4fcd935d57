import type { Edge, GraphService, HistogramEntry, Statistics } from '../api/types';
import { kindOf, type Kind } from './kinds';

/** How requests ended, each counted once, and how long they took. */
export interface Traffic {
  total: number;
  ok: number;
  error: number;
  throttle: number;
  fault: number;
  /** Seconds of all together. */
  time: number;
}

export interface MapNode {
  /** The same in every answer. */
  key: string;
  name: string;
  type: string | null;
  kind: Kind;
  /** As the node itself recorded it; undefined for clients, which record nothing. */
  traffic: Traffic | undefined;
  histogram: HistogramEntry[];
  state: string;
  isRoot: boolean;
  from: number | null;
  to: number | null;
}

export interface MapEdge {
  key: string;
  /** Keys of nodes. */
  from: string;
  to: string;
  /** As the caller saw it, the network included; undefined where nothing has been counted. */
  traffic: Traffic | undefined;
  histogram: HistogramEntry[];
  /** A connection between traces, as through a queue: then `ages` tells how old what was received was. */
  isLink: boolean;
  ages: HistogramEntry[];
  aliases: string[];
}

export interface MapGraph {
  nodes: MapNode[];
  edges: MapEdge[];
  nodeOf: Map<string, MapNode>;
  edgeOf: Map<string, MapEdge>;
}

export const NO_GRAPH: MapGraph = { nodes: [], edges: [], nodeOf: new Map(), edgeOf: new Map() };

/** X-Ray counts a throttled request among the errors; here it is a throttle alone. */
export function trafficOf(statistics: Statistics | null): Traffic | undefined {
  if (!statistics) return undefined;
  const throttle = statistics.ErrorStatistics.ThrottleCount;
  return {
    total: statistics.TotalCount,
    ok: statistics.OkCount,
    error: Math.max(statistics.ErrorStatistics.TotalCount - throttle, 0),
    throttle,
    fault: statistics.FaultStatistics.TotalCount,
    time: statistics.TotalResponseTime,
  };
}

/** The graph that an answer's services make. Edges to services that the answer does not have are left out. */
export function graphOf(services: readonly GraphService[]): MapGraph {
  const graph: MapGraph = { nodes: [], edges: [], nodeOf: new Map(), edgeOf: new Map() };
  const keys = new Map<number, string>();
  for (const service of services) {
    const node = nodeOf(service, graph.nodeOf);
    keys.set(service.ReferenceId, node.key);
    graph.nodes.push(node);
    graph.nodeOf.set(node.key, node);
  }
  for (const service of services) {
    const from = keys.get(service.ReferenceId);
    for (const edge of service.Edges) {
      const to = keys.get(edge.ReferenceId);
      if (from === undefined || to === undefined) continue;
      addEdge(graph, edgeOf(edge, from, to));
    }
  }
  return graph;
}

function nodeOf(service: GraphService, known: Map<string, MapNode>): MapNode {
  const account = service.AccountId ? `|${service.AccountId}` : '';
  let key = `${service.Type ?? ''}|${service.Name}${account}`;
  while (known.has(key)) key += '+';
  return {
    key,
    name: service.Name,
    type: service.Type,
    kind: kindOf(service.Type),
    traffic: trafficOf(service.SummaryStatistics),
    histogram: service.ResponseTimeHistogram ?? [],
    state: service.State,
    isRoot: service.Root === true,
    from: service.StartTime,
    to: service.EndTime,
  };
}

function edgeOf(edge: Edge, from: string, to: string): MapEdge {
  const isLink = edge.EdgeType === 'link';
  return {
    key: `${from}>${to}${isLink ? '>link' : ''}`,
    from,
    to,
    traffic: trafficOf(edge.SummaryStatistics),
    histogram: edge.ResponseTimeHistogram ?? [],
    isLink,
    ages: edge.ReceivedEventAgeHistogram ?? [],
    aliases: edge.Aliases.map((alias) => alias.Name),
  };
}

function addEdge(graph: MapGraph, edge: MapEdge) {
  if (graph.edgeOf.has(edge.key)) return;
  graph.edges.push(edge);
  graph.edgeOf.set(edge.key, edge);
}

/** Calls of a node, and those to it. */
export const edgesFrom = (graph: MapGraph, key: string) => graph.edges.filter((edge) => edge.from === key);
export const edgesTo = (graph: MapGraph, key: string) => graph.edges.filter((edge) => edge.to === key);

/** What is drawn of a graph: the busiest `most` nodes and what connects them, up to four edges for each. */
export function busiestOf(graph: MapGraph, most: number): MapGraph {
  if (graph.nodes.length <= most && graph.edges.length <= 4 * most) return graph;
  const traffic = (node: MapNode) => node.traffic?.total ?? sumOf(edgesFrom(graph, node.key).map((edge) => edge.traffic)).total;
  const ranked = graph.nodes.map((node) => ({ node, total: traffic(node) })).toSorted((a, b) => b.total - a.total);
  const kept = new Set(ranked.slice(0, most).map(({ node }) => node.key));
  const nodes = graph.nodes.filter((node) => kept.has(node.key));
  const edges = graph.edges
    .filter((edge) => kept.has(edge.from) && kept.has(edge.to))
    .toSorted((a, b) => (b.traffic?.total ?? 0) - (a.traffic?.total ?? 0))
    .slice(0, 4 * most);
  return {
    nodes,
    edges,
    nodeOf: new Map(nodes.map((node) => [node.key, node])),
    edgeOf: new Map(edges.map((edge) => [edge.key, edge])),
  };
}

export function sumOf(parts: readonly (Traffic | undefined)[]): Traffic {
  const sum: Traffic = { total: 0, ok: 0, error: 0, throttle: 0, fault: 0, time: 0 };
  for (const part of parts) {
    if (!part) continue;
    sum.total += part.total;
    sum.ok += part.ok;
    sum.error += part.error;
    sum.throttle += part.throttle;
    sum.fault += part.fault;
    sum.time += part.time;
  }
  return sum;
}

/** Seconds on average; undefined where nothing has been counted. */
export const averageOf = (traffic: Traffic | undefined) =>
  traffic && traffic.total > 0 ? traffic.time / traffic.total : undefined;

export type Outcome = 'ok' | 'error' | 'throttle' | 'fault';

export interface Share {
  outcome: Outcome;
  count: number;
  share: number;
}

const OUTCOMES: Outcome[] = ['fault', 'throttle', 'error', 'ok'];

/** The worst first; outcomes that never happened are left out. */
export function sharesOf(traffic: Traffic | undefined): Share[] {
  if (!traffic) return [];
  const total = traffic.ok + traffic.error + traffic.throttle + traffic.fault;
  return OUTCOMES.filter((outcome) => traffic[outcome] > 0).map((outcome) => ({
    outcome,
    count: traffic[outcome],
    share: traffic[outcome] / total,
  }));
}

/** How much of the traffic went wrong, from 0 to 1. */
export function badShareOf(traffic: Traffic | undefined): number {
  return sharesOf(traffic).reduce((sum, { outcome, share }) => (outcome === 'ok' ? sum : sum + share), 0);
}

/**
 * Minutes that rates go by: those of the range that is asked for; where it has no end of its own, from the first to
 * the last that the graph tells of. At least one.
 */
export function minutesOf(graph: MapGraph, range: { from: number; to: number } | undefined): number {
  if (range) return Math.max((range.to - range.from) / 60, 1);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { from, to } of graph.nodes) {
    if (from !== null) first = Math.min(first, from);
    if (to !== null) last = Math.max(last, to);
  }
  return last > first ? Math.max((last - first) / 60, 1) : 1;
}

/** `8.5/min`; small rates are told by the hour. */
export function formatRate(count: number, minutes: number): string {
  const rate = count / minutes;
  if (rate === 0) return '0/min';
  if (rate < 0.1) return `${plain(rate * 60)}/h`;
  return `${plain(rate)}/min`;
}

const plain = (value: number) => (value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value).toLocaleString('en-US'));
