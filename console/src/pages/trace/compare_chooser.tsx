import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { getTraceSummaries } from '../../api/xray';
import { setSearch } from '../../app/router';
import { Button } from '../../components/button';
import { StatusBadge } from '../../components/status_badge';
import { filterLike, searchLike } from '../../model/copy_as';
import { isReport } from '../../model/edition';
import { parseTraceId } from '../../model/deep_links';
import { formatDuration, formatTime, formatUtc } from '../../model/format';
import { sortRows } from '../../model/sorting';
import { nameOf, rowOf, type TraceRow } from '../../model/trace_row';
import type { TraceTree } from '../../model/trace_tree';

// Before and behind this trace, in seconds.
const AROUND = 24 * 3600;
const SHOWN = 6;

const choose = (id: string) => setSearch({ with: id });

/** Which trace to compare with: an id, or one of its kind. */
export function CompareChooser({ id, tree }: { id: string; tree: TraceTree }) {
  const [text, setText] = useState('');
  const given = parseTraceId(text);
  const filter = isReport ? searchLike(tree) : filterLike(tree);
  const alike = useQuery({
    queryKey: ['alike', id, filter],
    queryFn: async ({ signal }) => {
      const range = { from: Math.floor(tree.start - AROUND), to: Math.ceil(tree.end + AROUND), filter };
      return (await getTraceSummaries(range, signal)).TraceSummaries.filter((one) => one.Id !== id).map(rowOf);
    },
  });
  const rows = alike.data ?? [];
  const ended = rows.filter((row) => row.duration !== null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given) choose(given);
  };
  return (
    <>
      <h2>Compare with another trace</h2>
      <form className="compare-form" onSubmit={submit}>
        <input
          className="field mono"
          aria-label="Trace id"
          placeholder="A trace id"
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" kind="primary" disabled={!given || given === id}>
          Compare
        </Button>
      </form>
      <div className="compare-lists">
        <Choices title="Latest of its kind" rows={rows.slice(0, SHOWN)} />
        <Choices title="Fastest of its kind" rows={sortRows(ended, (row) => row.duration, false).slice(0, SHOWN)} />
        <Choices title="Slowest of its kind" rows={sortRows(ended, (row) => row.duration, true).slice(0, SHOWN)} />
      </div>
      {alike.data && rows.length === 0 && <p className="muted">There is no other trace of its kind within a day.</p>}
    </>
  );
}

function Choices({ title, rows }: { title: string; rows: TraceRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className="compare-choices">
        {rows.map((row) => (
          <li key={row.id}>
            <button type="button" onClick={() => choose(row.id)}>
              <span className="numeric" title={formatUtc(row.start)}>
                {formatTime(row.start)}
              </span>
              <StatusBadge status={row.status} code={row.code} />
              <span className="numeric">{formatDuration(row.duration)}</span>
              <span>{nameOf(row)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
