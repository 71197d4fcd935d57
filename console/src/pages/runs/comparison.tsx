import { useState } from 'react';
import type { Run } from '../../api/emulator';
import { setSearch } from '../../app/router';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { Select } from '../../components/select';
import { ErrorState } from '../../components/states';
import { countOf, formatCount } from '../../model/format';
import { findingsOf } from '../../model/run_diff';
import { findRun } from '../../model/time_range';
import { CallTable, NameLists, ServiceTable } from './diff_tables';
import { Findings } from './findings';
import { useRunDiff } from './use_run_diff';

interface ComparisonProps {
  runs: Run[];
  /** Names of runs, as the address has them. */
  before: string | null;
  after: string | null;
}

/** Two runs side by side, once the reader has asked for it. */
export function Comparison({ runs, before, after }: ComparisonProps) {
  const names = [...new Set(runs.toReversed().map((run) => run.name))];
  // At first the newest two that have something to compare.
  const [newest, older] = [...names.filter((name) => (findRun(name, runs)?.traces ?? 0) > 0), ...names];
  const [first, setFirst] = useState(before ?? older ?? '');
  const [second, setSecond] = useState(after ?? newest ?? '');
  const choices = [...new Set([...names, first, second])].map((name) => [name, name] as const);
  if (names.length < 2 && before === null) return <p className="muted">With a second run there is something to compare.</p>;
  return (
    <section className="runs-compare">
      <h2>Compare two runs</h2>
      <form
        className="runs-choose"
        onSubmit={(event) => {
          event.preventDefault();
          setSearch({ before: first, after: second });
        }}
      >
        <Field label="Before">{(control) => <Select {...control} value={first} choices={choices} onChoose={setFirst} />}</Field>
        <Field label="After">{(control) => <Select {...control} value={second} choices={choices} onChoose={setSecond} />}</Field>
        <Button
          onClick={() => {
            setFirst(second);
            setSecond(first);
          }}
        >
          Swap
        </Button>
        <Button kind="primary" type="submit">
          Compare
        </Button>
      </form>
      {before !== null && after !== null && <Difference runs={runs} before={before} after={after} />}
    </section>
  );
}

function Difference({ runs, before, after }: { runs: Run[]; before: string; after: string }) {
  const { query, read } = useRunDiff(runs, before, after);
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data || query.isFetching) {
    return (
      <p className="muted" role="status">
        Reading the traces: {formatCount(read)} so far
      </p>
    );
  }
  const { diff, cut, isOld } = query.data;
  return (
    <>
      <p className="runs-sum">
        <span>
          <strong>{before}</strong>: {countOf(diff.traces.before, 'trace')} → <strong>{after}</strong>: {countOf(diff.traces.after, 'trace')}
        </span>
        {cut && <span className="muted">Only the first 20,000 traces of a run, or 256 MB, are compared.</span>}
        {isOld && (
          <Button kind="quiet" icon="refresh" onClick={() => void query.refetch()}>
            More has arrived: compare again
          </Button>
        )}
      </p>
      <Findings findings={findingsOf(diff)} before={before} after={after} />
      <ServiceTable changes={diff.services} />
      <CallTable changes={diff.calls} />
      <NameLists exceptions={diff.exceptions} annotationKeys={diff.annotationKeys} />
    </>
  );
}
