import { useState, type ReactNode } from 'react';
import { Button } from '../../components/button';
import { ScrollSideways } from '../../components/scroll_sideways';
import { shortName } from '../../map/kinds';
import { formatCount, formatDuration, formatShare } from '../../model/format';
import { formatCalls, formatGrowth, growthOf, type CallChange, type NameChange, type Pair, type ServiceChange, type ServiceFigures } from '../../model/run_diff';

export function ServiceTable({ changes }: { changes: ServiceChange[] }) {
  const busiest = changes.toSorted((a, b) => requestsOf(b) - requestsOf(a));
  return (
    <DiffTable label="Services" heads={['Service', 'Requests', 'Faults', 'Errors', 'Throttles', 'p50', 'p95', 'p99']} rows={busiest.map((change) => <ServiceRow key={change.name} change={change} />)} />
  );
}

const requestsOf = ({ before, after }: ServiceChange) => Math.max(before?.requests ?? 0, after?.requests ?? 0);

function ServiceRow({ change }: { change: ServiceChange }) {
  const of = <Key extends keyof ServiceFigures>(key: Key): Pair<ServiceFigures[Key]> => ({ before: change.before?.[key], after: change.after?.[key] });
  return (
    <tr>
      <th scope="row" title={change.name}>
        {shortName(change.name)}
        <Presence change={change} />
      </th>
      <Cell pair={of('requests')} format={formatCount} />
      <Cell pair={of('fault')} format={formatShare} isShare isWorseUp />
      <Cell pair={of('error')} format={formatShare} isShare isWorseUp />
      <Cell pair={of('throttle')} format={formatShare} isShare isWorseUp />
      <Cell pair={of('p50')} format={formatDuration} isWorseUp />
      <Cell pair={of('p95')} format={formatDuration} isWorseUp />
      <Cell pair={of('p99')} format={formatDuration} isWorseUp />
    </tr>
  );
}

export function CallTable({ changes }: { changes: CallChange[] }) {
  const most = changes.toSorted((a, b) => Math.max(b.before ?? 0, b.after ?? 0) - Math.max(a.before ?? 0, a.after ?? 0));
  return (
    <DiffTable
      label="Calls a trace"
      heads={['From', 'To', 'Calls a trace']}
      rows={most.map((change) => (
        <tr key={`${change.from}\n${change.to}`}>
          <th scope="row" title={change.from}>
            {shortName(change.from)}
            <Presence change={change} />
          </th>
          <td title={change.to}>{shortName(change.to)}</td>
          <Cell pair={change} format={formatCalls} isWorseUp />
        </tr>
      ))}
    />
  );
}

function Presence({ change: { before, after } }: { change: Pair<unknown> }) {
  if (before !== undefined && after !== undefined) return null;
  return <span className="runs-presence">{before === undefined ? 'new' : 'lost'}</span>;
}

interface CellProps {
  pair: Pair<number | undefined>;
  format: (value: number) => string;
  /** Told in percentage points. */
  isShare?: boolean;
  isWorseUp?: boolean;
}

/** Before, after, and by how much; what is the same is told once. */
function Cell({ pair: { before, after }, format, isShare = false, isWorseUp = false }: CellProps) {
  if (before === undefined && after === undefined) return <td className="table-end muted">–</td>;
  if (before === undefined || after === undefined) {
    return <td className="table-end numeric">{before === undefined ? `– → ${format(after ?? 0)}` : `${format(before)} → –`}</td>;
  }
  const [from, to] = [format(before), format(after)];
  if (from === to) return <td className="table-end numeric">{from}</td>;
  const growth = isShare ? (after - before) * 100 : growthOf(before, after);
  const isNotable = Math.abs(growth) >= (isShare ? 1 : 0.2);
  const delta = isShare ? `${growth > 0 ? '+' : '−'}${Math.abs(growth).toFixed(Math.abs(growth) < 10 ? 1 : 0)} pp` : formatGrowth(growth);
  return (
    <td className="table-end numeric">
      {from} → {to}
      <span className={`delta ${isWorseUp && isNotable ? (growth > 0 ? 'finding-worse' : 'finding-better') : 'muted'}`}>{delta}</span>
    </td>
  );
}

const PAGE = 50;

function DiffTable({ label, heads, rows }: { label: string; heads: string[]; rows: ReactNode[] }) {
  const [shown, setShown] = useState(PAGE);
  if (rows.length === 0) return null;
  const words = label === 'Services' ? 1 : 2;
  return (
    <section>
      <h3>{label}</h3>
      <ScrollSideways label={label}>
        <table className="runs-table">
          <thead>
            <tr>
              {heads.map((head, at) => (
                <th key={head} scope="col" className={at >= words ? 'table-end' : ''}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{rows.slice(0, shown)}</tbody>
        </table>
      </ScrollSideways>
      {rows.length > shown && (
        <Button kind="quiet" onClick={() => setShown(shown + 500)}>
          {formatCount(rows.length - shown)} more
        </Button>
      )}
    </section>
  );
}

export function NameLists({ exceptions, annotationKeys }: { exceptions: NameChange[]; annotationKeys: NameChange[] }) {
  return (
    <div className="runs-lists">
      <NameTable label="Exceptions" head="Service: exception" changes={exceptions} />
      <NameTable label="Annotation keys" head="Key" changes={annotationKeys} />
    </div>
  );
}

function NameTable({ label, head, changes }: { label: string; head: string; changes: NameChange[] }) {
  return (
    <DiffTable
      label={label}
      heads={[head, 'Change', 'Times']}
      rows={changes.map((change) => (
        <tr key={change.name}>
          <th scope="row" title={change.name}>
            {change.name}
          </th>
          <td>
            <Presence change={change} />
          </td>
          <Cell pair={change} format={formatCount} />
        </tr>
      ))}
    />
  );
}
