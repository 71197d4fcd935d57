import type { GraphService, Trace, TraceSummary } from '../api/types';
import { sharesOf, trafficOf } from '../map/graph';
import { shortUrl } from '../model/format';
import { DIMENSIONS, valuesOf } from '../model/grouping';
import type { Searchable } from '../model/search_text';
import { rowOf } from '../model/trace_row';

/** What the search of a report finds a trace by: its facts, and the text of its documents. */
export function searchableOf(summary: TraceSummary, trace: Trace | undefined, graph: readonly GraphService[]): Searchable {
  const facts = new Set([...factsOfSummary(summary), ...factsOfGraph(graph)].map((fact) => fact.toLowerCase()));
  const documents = trace?.Segments.map((segment) => segment.Document) ?? [];
  return { facts, text: [summary.Id, ...facts, ...documents].join('\n').toLowerCase() };
}

function factsOfSummary(summary: TraceSummary): string[] {
  const row = rowOf(summary);
  const dimensions = [...DIMENSIONS.map(([id]) => id), ...Object.keys(row.annotations).map((key) => `annotation.${key}`)];
  const facts = dimensions.flatMap((dimension) => valuesOf(row, dimension).map((value) => `${dimension}=${value}`));
  if (row.url !== null) facts.push(`path=${shortUrl(row.url).split('?')[0]}`);
  facts.push(`outcome=${row.status}`);
  if (summary.HasError || summary.HasFault || summary.HasThrottle) facts.push('outcome=failed');
  return facts;
}

/** Who took part and who called whom, with how it ended: `fault=cart`, `call.fault=cart -> payments`. */
function factsOfGraph(graph: readonly GraphService[]): string[] {
  const names = new Map(graph.map((service) => [service.ReferenceId, service.Name]));
  const facts: string[] = [];
  for (const { Name, SummaryStatistics, Edges } of graph) {
    facts.push(`service=${Name}`);
    for (const { outcome } of sharesOf(trafficOf(SummaryStatistics))) facts.push(`${outcome}=${Name}`);
    for (const edge of Edges) {
      const call = `${Name} -> ${names.get(edge.ReferenceId) ?? ''}`;
      facts.push(`call=${call}`);
      for (const { outcome } of sharesOf(trafficOf(edge.SummaryStatistics))) facts.push(`call.${outcome}=${call}`);
    }
  }
  return facts;
}
