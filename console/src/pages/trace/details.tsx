import { useRef } from 'react';
import type { Trace } from '../../api/types';
import { setSearch, useLocation } from '../../app/router';
import { CopyButton } from '../../components/copy_button';
import { JsonTree, type Json } from '../../components/json_tree';
import { StatusBadge } from '../../components/status_badge';
import { Tabs, type Tab } from '../../components/tabs';
import { isReport } from '../../model/edition';
import { exceptionsOf } from '../../model/entity_text';
import { objectOf, serviceOf, type Entity, type TraceTree } from '../../model/trace_tree';
import { Exceptions } from './exceptions';
import { Facts } from './facts';
import { OpenTelemetry } from './open_telemetry';
import { Overview } from './overview';
import { Resources, resourcesOf } from './resources';
import './details.css';

interface DetailsProps {
  trace: Trace;
  tree: TraceTree;
  entity: Entity;
  onSelect: (entity: Entity) => void;
}

/** All that is known of one segment or subsegment. */
export function Details({ trace, tree, entity, onSelect }: DetailsProps) {
  const { search } = useLocation();
  const pane = useRef<HTMLElement>(null);
  const service = serviceOf(tree, entity);
  return (
    <section className="details" aria-label="Details" ref={pane}>
      <header className="details-head">
        <h2>{entity.name}</h2>
        <StatusBadge status={entity.status} code={entity.httpStatus} />
        {entity.inferred && <span className="chip">inferred</span>}
        {entity.orphan && <span className="chip chip-error">parent missing</span>}
        <p className="muted">
          {entity.kind === 'segment' ? (entity.inferred ? 'Inferred from the call of another service' : 'Segment') : `Subsegment in ${service}`}
        </p>
      </header>
      <Tabs
        label="Details"
        value={search.get('tab') ?? 'overview'}
        onChange={(tab) => setSearch({ tab: tab === 'overview' ? undefined : tab }, { replace: true })}
        tabs={tabsOf({ trace, tree, entity, onSelect })}
      />
    </section>
  );
}

/** Only those that have something to show. */
function tabsOf(props: DetailsProps): Tab[] {
  const { trace, tree, entity } = props;
  const { document } = entity;
  const own = { ...document };
  delete own['subsegments'];
  const annotations = objectOf(document['annotations']) ?? {};
  const metadata = objectOf(document['metadata']) ?? {};
  const exceptions = exceptionsOf(document);
  const resources = resourcesOf(document);
  const sql = objectOf(document['sql']);
  const tabs: (Tab | false)[] = [
    { id: 'overview', label: 'Overview', content: <Overview {...props} /> },
    exceptions.length > 0 && {
      id: 'exceptions', label: 'Exceptions', count: exceptions.length, content: <Exceptions exceptions={exceptions} document={document} />,
    },
    sql !== undefined && { id: 'sql', label: 'SQL', content: <Sql sql={sql} /> },
    Object.keys(annotations).length > 0 && {
      id: 'annotations', label: 'Annotations', count: Object.keys(annotations).length, content: <Facts facts={annotations} filterable />,
    },
    Object.keys(metadata).length > 0 && {
      id: 'metadata', label: 'Metadata', content: <JsonTree value={metadata as Json} open={3} />,
    },
    resources.length > 0 && { id: 'resources', label: 'Resources', content: <Resources groups={resources} /> },
    !isReport && !entity.inferred && { id: 'otel', label: 'OpenTelemetry', content: <OpenTelemetry trace={trace} tree={tree} entity={entity} /> },
    {
      id: 'raw',
      label: 'Raw',
      content: (
        <>
          <CopyButton label="Copy the document" text={() => JSON.stringify(document, undefined, 2)} />
          <JsonTree value={own as Json} open={2} />
        </>
      ),
    },
  ];
  return tabs.filter((tab) => tab !== false);
}

function Sql({ sql }: { sql: Record<string, unknown> }) {
  const query = typeof sql['sanitized_query'] === 'string' ? sql['sanitized_query'] : undefined;
  const facts = { ...sql };
  delete facts['sanitized_query'];
  return (
    <>
      {query !== undefined && (
        <div className="code-box">
          <pre>{query}</pre>
          <CopyButton quiet label="Copy the query" text={query} />
        </div>
      )}
      <Facts facts={facts} />
    </>
  );
}
