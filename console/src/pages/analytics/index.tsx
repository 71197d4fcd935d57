import { useMemo } from 'react';
import { ApiError } from '../../api/http';
import { setSearch, useLocation } from '../../app/router';
import { Button } from '../../components/button';
import { EmptyState, ErrorState, Loading } from '../../components/states';
import { countOf, formatCount } from '../../model/format';
import { formatTimeParameter, parseTime } from '../../model/time_range';
import { sidesOf, splitAt } from '../../model/analytics';
import { Charts } from './charts';
import { Causes, Differences } from './difference_table';
import { Figures } from './figures';
import { MomentForm, SidesForm } from './forms';
import type { Sides } from './sides';
import { MOST_TRACES, useSide } from './use_side';
import './analytics.css';

export default function AnalyticsPage() {
  const { search } = useLocation();
  const moment = parseTime(search.get('at') ?? '');
  return (
    <div className="page analytics">
      <div className="page-head">
        <h1>Analytics</h1>
        <div className="analytics-mode" role="group" aria-label="What is compared">
          <Button pressed={moment === undefined} onClick={() => setSearch({ at: undefined })}>
            Two filters
          </Button>
          <Button pressed={moment !== undefined} onClick={() => setSearch({ at: formatTimeParameter(moment ?? Math.round(Date.now() / 1000) - 60) })}>
            Before and after
          </Button>
        </div>
      </div>
      {moment === undefined ? <TwoFilters /> : <BeforeAfter moment={moment} />}
    </div>
  );
}

function TwoFilters() {
  const { search } = useLocation();
  const [filterA, filterB] = [search.get('a') ?? '', search.get('b') ?? ''];
  const [isOpenA, isOpenB] = [filterA === '', filterB === ''];
  const a = useSide(isOpenA ? undefined : filterA);
  const b = useSide(isOpenB ? undefined : filterB);
  const all = useSide(isOpenA || isOpenB ? '' : undefined);
  const [left, right] = useMemo(
    () => sidesOf(all.data?.traces, isOpenA ? undefined : (a.data?.traces ?? []), isOpenB ? undefined : (b.data?.traces ?? [])),
    [all.data, a.data, b.data, isOpenA, isOpenB],
  );
  const isAlone = isOpenA && isOpenB;
  const sides: Sides = {
    a: { name: isAlone ? 'All traces' : isOpenA ? 'A: the rest' : 'A', filter: filterA, traces: left },
    b: { name: isOpenB ? 'B: the rest' : 'B', filter: filterB, traces: right },
    isAlone,
    refine: (side, filter) => setSearch({ [side]: filter }),
  };
  const asked = [[isOpenA, a], [isOpenB, b], [!isOpenA && !isOpenB, all]] as const;
  const used = asked.flatMap(([isUnused, query]) => (isUnused ? [] : [query]));
  const failed = used.find((query) => query.error && !isBadFilter(query.error));
  return (
    <>
      <SidesForm key={`${filterA}\n${filterB}`} a={filterA} b={filterB} errorA={a.error} errorB={b.error} />
      {failed ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      ) : used.some((query) => isBadFilter(query.error)) ? null : used.some((query) => !query.data) ? (
        <Loading />
      ) : (
        <Compared sides={sides} isCut={used.some((query) => query.data?.cut)} />
      )}
    </>
  );
}

function BeforeAfter({ moment }: { moment: number }) {
  const { search } = useLocation();
  const filter = search.get('a') ?? '';
  const all = useSide(filter);
  const traces = all.data?.traces;
  const [before, after] = useMemo(() => splitAt(traces ?? [], moment), [traces, moment]);
  const sides: Sides = {
    a: { name: 'Before', filter, traces: before },
    b: { name: 'After', filter, traces: after },
    isAlone: false,
    moment,
    refine: (_, next) => setSearch({ a: next }),
  };
  return (
    <>
      <MomentForm key={`${filter}\n${moment}`} filter={filter} moment={moment} error={all.error} />
      {all.error ? (
        !isBadFilter(all.error) && <ErrorState error={all.error} onRetry={() => void all.refetch()} />
      ) : !all.data ? (
        <Loading />
      ) : (
        <Compared sides={sides} isCut={all.data.cut} />
      )}
    </>
  );
}

const isBadFilter = (error: unknown) => error instanceof ApiError && error.status === 400;

function Compared({ sides, isCut }: { sides: Sides; isCut: boolean }) {
  const { a, b } = sides;
  if (a.traces.length + b.traces.length === 0) {
    return (
      <EmptyState title="No traces to compare">
        <p>Nothing in this time range matches. Choose a longer range above, or another filter.</p>
      </EmptyState>
    );
  }
  return (
    <>
      {isCut && (
        <p className="muted" role="status">
          Only the newest {formatCount(MOST_TRACES)} traces of a filter are compared.
        </p>
      )}
      <div className="analytics-top">
        <Figures sides={sides} />
        <Charts sides={sides} />
      </div>
      {!sides.isAlone && (a.traces.length === 0 || b.traces.length === 0) && (
        <p className="muted" role="status">
          {countOf(a.traces.length, 'trace')} on one side, {countOf(b.traces.length, 'trace')} on the other: there is nothing to compare with.
        </p>
      )}
      <Differences sides={sides} />
      <Causes sides={sides} />
    </>
  );
}
