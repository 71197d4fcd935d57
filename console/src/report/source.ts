import { ApiError, type Source } from '../api/http';
import type { GraphService, ServiceGraph, Trace, TraceSummariesPage } from '../api/types';
import { searcherOf, type Searchable } from '../model/search_text';
import { buildTree } from '../model/trace_tree';
import type { ReportData } from './data';
import { searchableOf } from './searchable';
import { graphOfTrace } from './trace_graph';

/** Answers the calls of the console from the data of a report, in the shapes of the API. Filters are plain searches. */
export function sourceOf(data: ReportData): Source {
  const report = new Answers(data);
  return async (path, { body }) => {
    const wanted = (body ?? {}) as Record<string, unknown>;
    switch (path) {
      case '/TraceSummaries':
        return report.summaries(String(wanted['FilterExpression'] ?? ''));
      case '/Traces':
        return report.traces(idsOf(wanted));
      case '/ServiceGraph':
        return report.serviceGraph();
      case '/TraceGraph':
        return { Services: report.traceGraph(idsOf(wanted)), NextToken: null };
      case '/Groups':
        return { Groups: [], NextToken: null };
      case '/_emulator/runs':
        return { runs: [] };
      default:
        throw new ApiError(404, 'A report does not have this: it needs an emulator.');
    }
  };
}

const idsOf = (body: Record<string, unknown>) => (body['TraceIds'] as string[] | undefined) ?? [];

class Answers {
  readonly #data: ReportData;
  readonly #traces: Map<string, Trace>;
  readonly #searchable = new Map<string, Searchable>();

  constructor(data: ReportData) {
    this.#data = data;
    this.#traces = new Map(data.Traces.map((trace) => [trace.Id, trace]));
  }

  summaries(search: string): TraceSummariesPage {
    const all = this.#data.TraceSummaries;
    const matches = searcherOf(search);
    const found = search.trim() === '' ? all : all.filter((summary) => matches(this.#searchableOf(summary.Id)));
    return { TraceSummaries: found, ApproximateTime: this.#data.generated, TracesProcessedCount: all.length, NextToken: null };
  }

  traces(ids: string[]) {
    const found = ids.flatMap((id) => this.#traces.get(id) ?? []);
    return { Traces: found, UnprocessedTraceIds: ids.filter((id) => !this.#traces.has(id)), NextToken: null };
  }

  serviceGraph(): ServiceGraph {
    return { Services: this.#data.Services, StartTime: 0, EndTime: this.#data.generated, NextToken: null };
  }

  traceGraph(ids: string[]): GraphService[] {
    const segments = ids.flatMap((id) => this.#traces.get(id)?.Segments ?? []);
    return graphOfTrace(buildTree(segments));
  }

  #searchableOf(id: string): Searchable {
    let known = this.#searchable.get(id);
    if (!known) {
      const summary = this.#data.TraceSummaries.find((one) => one.Id === id);
      known = summary ? searchableOf(summary, this.#traces.get(id), this.traceGraph([id])) : { facts: new Set(), text: '' };
      this.#searchable.set(id, known);
    }
    return known;
  }
}
