import { useMemo } from 'react';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { formatCount, formatDuration, formatShare } from '../../model/format';
import { formatPoints, responseTimes, type AnalyticsTrace } from '../../model/analytics';
import { percentileOf } from '../../model/response_histogram';
import { formatGrowth, growthOf } from '../../model/run_diff';
import type { Status } from '../../model/status';
import type { OneSide, Sides } from './sides';

interface Summary {
  count: number;
  shareOf: (status: Status) => number;
  percentile: (share: number) => number | undefined;
}

function summaryOf(traces: AnalyticsTrace[]): Summary {
  const times = responseTimes(traces);
  return {
    count: traces.length,
    shareOf: (status) => (traces.length === 0 ? 0 : traces.filter(({ row }) => row.status === status).length / traces.length),
    percentile: (share) => percentileOf(times, share),
  };
}

const SHARES: [Status, string][] = [
  ['fault', 'Faults'],
  ['error', 'Errors'],
  ['throttle', 'Throttles'],
];

const PERCENTILES: [number, string][] = [
  [0.5, 'p50'],
  [0.95, 'p95'],
  [0.99, 'p99'],
];

/** Both sides in a few numbers. */
export function Figures({ sides }: { sides: Sides }) {
  const { isAlone } = sides;
  const a = useMemo(() => summaryOf(sides.a.traces), [sides.a.traces]);
  const b = useMemo(() => summaryOf(sides.b.traces), [sides.b.traces]);
  return (
    <section className="card analytics-card">
      <table className="analytics-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-text">Figure</span>
            </th>
            <Head side={sides.a} mark="a" />
            {!isAlone && <Head side={sides.b} mark="b" />}
            {!isAlone && (
              <th scope="col" className="table-end">
                Delta
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Traces</th>
            <td className="table-end">
              <Count side={sides.a} moment={sides.moment} />
            </td>
            {!isAlone && (
              <td className="table-end">
                <Count side={sides.b} moment={sides.moment} />
              </td>
            )}
            {!isAlone && <td className="table-end muted">–</td>}
          </tr>
          {SHARES.map(([status, name]) => (
            <Row key={status} name={name} isAlone={isAlone} a={a.shareOf(status)} b={b.shareOf(status)} format={formatShare} delta={formatPoints(b.shareOf(status) - a.shareOf(status))} />
          ))}
          {PERCENTILES.map(([share, name]) => {
            const [first, second] = [a.percentile(share), b.percentile(share)];
            const delta = first === undefined || second === undefined ? '' : formatGrowth(growthOf(first, second));
            return <Row key={name} name={name} isAlone={isAlone} a={first} b={second} format={formatDuration} delta={delta} />;
          })}
        </tbody>
      </table>
    </section>
  );
}

function Head({ side, mark }: { side: OneSide; mark: 'a' | 'b' }) {
  return (
    <th scope="col" className="table-end">
      <span className={`side-dot side-${mark}`} aria-hidden="true" />
      {side.name}
    </th>
  );
}

/** Leads to the traces of a side that has a filter of its own. */
function Count({ side: { filter, traces }, moment }: { side: OneSide; moment: number | undefined }) {
  const count = formatCount(traces.length);
  return filter === '' || moment !== undefined ? count : <Link href={addressOf('/traces', { filter })}>{count}</Link>;
}

interface RowProps {
  name: string;
  isAlone: boolean;
  a: number | undefined;
  b: number | undefined;
  format: (value: number) => string;
  delta: string;
}

function Row({ name, isAlone, a, b, format, delta }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="table-end numeric">{a === undefined ? '–' : format(a)}</td>
      {!isAlone && <td className="table-end numeric">{b === undefined ? '–' : format(b)}</td>}
      {!isAlone && <td className="table-end numeric">{delta}</td>}
    </tr>
  );
}
