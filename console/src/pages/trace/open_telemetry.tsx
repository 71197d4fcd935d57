import type { Trace } from '../../api/types';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { EmptyState, ErrorState, Loading } from '../../components/states';
import { JsonTree, type Json } from '../../components/json_tree';
import { parseTraceId } from '../../model/deep_links';
import { formatDuration } from '../../model/format';
import { cameOverOtlp, type Span } from '../../model/spans';
import type { Entity, TraceTree } from '../../model/trace_tree';
import { Facts } from './facts';
import { useSpans } from './use_trace';

/** The segment or subsegment as a span: kind, status, scope, resource, attributes, events and links. */
export function OpenTelemetry({ trace, tree, entity }: { trace: Trace; tree: TraceTree; entity: Entity }) {
  const spans = useSpans(trace.Id, trace.Segments.length, true);
  if (spans.error) return <ErrorState error={spans.error} onRetry={() => void spans.refetch()} />;
  if (!spans.data) return <Loading />;
  const span = spans.data.get(entity.id);
  if (!span) return <EmptyState title="This is no span of its own" />;
  return (
    <>
      {!cameOverOtlp(entity.document) && (
        <p className="muted">Sent as an X-Ray document; this is the span that it is for readers of OpenTelemetry.</p>
      )}
      <Facts facts={headOf(span)} />
      <Events span={span} start={tree.start} />
      <Links span={span} />
      <Part title="Attributes" facts={span.attributes} />
      <Part title="Resource" facts={span.resource} />
      <details className="details-raw">
        <summary>The span as it is answered</summary>
        <JsonTree value={span.document as Json} open={2} />
      </details>
    </>
  );
}

function headOf(span: Span): Record<string, unknown> {
  const head: Record<string, unknown> = { Name: span.name, Kind: span.kind, Status: span.status };
  if (span.statusMessage !== undefined) head['Status message'] = span.statusMessage;
  const scope = [span.scope['name'], span.scope['version']].filter((part) => typeof part === 'string').join(' ');
  if (scope !== '') head['Scope'] = scope;
  head['Span id'] = span.id;
  return head;
}

function Part({ title, facts }: { title: string; facts: Record<string, unknown> }) {
  if (Object.keys(facts).length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <Facts facts={facts} />
    </section>
  );
}

function Events({ span, start }: { span: Span; start: number }) {
  if (span.events.length === 0) return null;
  return (
    <section>
      <h3>Events</h3>
      {span.events.map((event, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <article key={at} className="span-event">
          <p>
            <strong>{event.name || '(no name)'}</strong> <span className="muted">{formatDuration(event.time - start)} into the trace</span>
          </p>
          <Facts facts={event.attributes} />
        </article>
      ))}
    </section>
  );
}

function Links({ span }: { span: Span }) {
  if (span.links.length === 0) return null;
  return (
    <section>
      <h3>Links</h3>
      {span.links.map((link, at) => {
        const id = parseTraceId(link.traceId);
        return (
          // oxlint-disable-next-line react/no-array-index-key
          <article key={at} className="span-event">
            <p className="mono">
              {id ? <Link href={addressOf(`/traces/${id}`, { segment: link.spanId })}>{id}</Link> : link.traceId} {link.spanId}
            </p>
            <Facts facts={link.attributes} />
          </article>
        );
      })}
    </section>
  );
}
