import type { RetrievedTrace } from '../api/types';
import { listOf, numberOf, objectOf, textOf, type Document } from './trace_tree';

/** What OpenTelemetry says of a span that X-Ray's segment has no place for. */
export interface Span {
  id: string;
  name: string;
  kind: string;
  status: string;
  statusMessage: string | undefined;
  scope: Document;
  resource: Document;
  attributes: Document;
  events: SpanEvent[];
  links: SpanLink[];
  /** The whole of it, as it is answered. */
  document: Document;
}

export interface SpanEvent {
  name: string;
  /** Epoch seconds. */
  time: number;
  attributes: Document;
}

export interface SpanLink {
  traceId: string;
  spanId: string;
  attributes: Document;
}

/** By the id of the segment or subsegment that it is. */
export function readSpans(traces: readonly RetrievedTrace[]): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const part of traces.flatMap((trace) => trace.Spans)) {
    const document = parse(part.Document);
    if (document) spans.set(part.Id, spanOf(part.Id, document));
  }
  return spans;
}

function parse(text: string): Document | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function spanOf(id: string, document: Document): Span {
  const status = objectOf(document['status']);
  return {
    id,
    name: textOf(document['name']) ?? '',
    kind: textOf(document['kind']) ?? '',
    status: textOf(status?.['code']) ?? 'UNSET',
    statusMessage: textOf(status?.['message']),
    scope: objectOf(document['scope']) ?? {},
    resource: objectOf(objectOf(document['resource'])?.['attributes']) ?? {},
    attributes: objectOf(document['attributes']) ?? {},
    events: listOf(document['events']).flatMap(eventOf),
    links: listOf(document['links']).flatMap(linkOf),
    document,
  };
}

function eventOf(value: unknown): SpanEvent[] {
  const event = objectOf(value);
  if (!event) return [];
  const time = (numberOf(event['timeUnixNano']) ?? Number.NaN) / 1e9;
  return [{ name: textOf(event['name']) ?? '', time, attributes: objectOf(event['attributes']) ?? {} }];
}

function linkOf(value: unknown): SpanLink[] {
  const link = objectOf(value);
  if (!link) return [];
  return [{ traceId: textOf(link['traceId']) ?? '', spanId: textOf(link['spanId']) ?? '', attributes: objectOf(link['attributes']) ?? {} }];
}

/** Whether a segment was a span: then what OpenTelemetry says of it is worth asking for. */
export function cameOverOtlp(document: Document): boolean {
  const sdk = textOf(objectOf(objectOf(document['aws'])?.['xray'])?.['sdk']);
  return sdk !== undefined && sdk.startsWith('opentelemetry');
}
