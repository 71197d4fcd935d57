import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { parseTraceId } from '../../model/deep_links';
import { formatDuration, formatTime, formatUtc } from '../../model/format';
import { ownTime } from '../../model/gaps';
import { numberOf, objectOf, objectsOf, textOf, type Document, type Entity, type TraceTree } from '../../model/trace_tree';
import { textOfValue } from './facts';

interface OverviewProps {
  tree: TraceTree;
  entity: Entity;
  onSelect: (entity: Entity) => void;
}

export function Overview({ tree, entity, onSelect }: OverviewProps) {
  const { document } = entity;
  const http = objectOf(document['http']);
  const aws = objectOf(document['aws']);
  const whole = tree.end - tree.start;
  const parent = tree.entities[entity.parent];
  return (
    <>
      <dl className="facts">
        <Fact name="Duration">
          {entity.inProgress ? 'in progress' : formatDuration(entity.end - entity.start)}
          {!entity.inProgress && whole > 0 && (
            <span className="muted">, {Math.round(((entity.end - entity.start) / whole) * 100)} % of the trace</span>
          )}
        </Fact>
        {entity.children.length > 0 && <Fact name="Own time">{formatDuration(ownTime(tree, entity))}</Fact>}
        <Fact name="Began">
          <span title={formatUtc(entity.start)}>{formatTime(entity.start)}</span>
          <span className="muted">, {formatDuration(entity.start - tree.start)} into the trace</span>
        </Fact>
        {!entity.inProgress && (
          <Fact name="Ended">
            <span title={formatUtc(entity.end)}>{formatTime(entity.end)}</span>
          </Fact>
        )}
        <HttpFacts http={http} />
        {textOf(aws?.['operation']) !== undefined && <Fact name="Operation">{textOf(aws?.['operation'])}</Fact>}
        {numberOf(aws?.['retries']) ? <Fact name="Retries">{numberOf(aws?.['retries'])}</Fact> : null}
        {textOf(document['user']) !== undefined && <Fact name="User">{textOf(document['user'])}</Fact>}
        {textOf(document['origin']) !== undefined && <Fact name="Origin">{textOf(document['origin'])}</Fact>}
        {textOf(document['namespace']) !== undefined && <Fact name="Namespace">{textOf(document['namespace'])}</Fact>}
        <VersionFact document={document} />
        <Fact name="Id">
          <span className="mono">{entity.id}</span>
        </Fact>
        <ParentFact entity={entity} parent={parent} onSelect={onSelect} />
      </dl>
      <Links document={document} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function HttpFacts({ http }: { http: Document | undefined }) {
  const [request, response] = [objectOf(http?.['request']), objectOf(http?.['response'])];
  const call = [textOf(request?.['method']), textOf(request?.['url'])].filter(Boolean).join(' ');
  const rows: [string, unknown][] = [
    ['Request', call === '' ? undefined : call],
    ['Status', response?.['status']],
    ['Response size', response?.['content_length'] === undefined ? undefined : `${textOfValue(response['content_length'])} bytes`],
    ['Client', request?.['client_ip']],
    ['Forwarded', request?.['x_forwarded_for']],
    ['User agent', request?.['user_agent']],
  ];
  return rows.map(
    ([name, value]) =>
      value !== undefined && (
        <Fact key={name} name={name}>
          {textOfValue(value)}
        </Fact>
      ),
  );
}

function VersionFact({ document }: { document: Document }) {
  const version = textOf(objectOf(document['service'])?.['version']);
  const xray = objectOf(objectOf(document['aws'])?.['xray']);
  const sdk = [textOf(xray?.['sdk']), textOf(xray?.['sdk_version'])].filter(Boolean).join(' ');
  return (
    <>
      {version !== undefined && <Fact name="Version">{version}</Fact>}
      {sdk !== '' && <Fact name="Sent by">{sdk}</Fact>}
    </>
  );
}

function ParentFact({ entity, parent, onSelect }: { entity: Entity; parent: Entity | undefined; onSelect: (entity: Entity) => void }) {
  if (parent) {
    return (
      <Fact name="Parent">
        <button type="button" className="as-link" onClick={() => onSelect(parent)}>
          {parent.name}
        </button>
      </Fact>
    );
  }
  const missing = textOf(entity.document['parent_id']);
  if (!entity.orphan || missing === undefined) return null;
  return (
    <Fact name="Parent">
      <span className="mono">{missing}</span>: nothing with this id has come. Its sender may still be at work, may have failed to send it, or
      passed on a wrong id.
    </Fact>
  );
}

function Links({ document }: { document: Document }) {
  const links = objectsOf(document['links']);
  if (links.length === 0) return null;
  return (
    <>
      <h3>Linked traces</h3>
      <ul className="details-list">
        {links.slice(0, 100).map((link) => {
          const text = textOf(link['trace_id']) ?? '';
          const id = parseTraceId(text);
          const segment = textOf(link['id']);
          return (
            <li key={`${text} ${segment}`}>
              {id ? (
                <Link className="mono" href={addressOf(`/traces/${id}`, { segment })}>
                  {id}
                </Link>
              ) : (
                <span className="mono">{text}</span>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
