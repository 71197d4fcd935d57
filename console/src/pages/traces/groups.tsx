import { useMemo, useState } from 'react';
import { setSearch } from '../../app/router';
import { IconButton } from '../../components/button';
import { EmptyState } from '../../components/states';
import { both } from '../../model/filter_text';
import { formatCount, formatDuration, formatShare, shortUrl } from '../../model/format';
import { groupRows, labelOf, type TraceGroup } from '../../model/grouping';
import type { TraceRow } from '../../model/trace_row';

interface GroupsProps {
  rows: TraceRow[];
  dimension: string;
  filter: string;
}

const FIRST = 8;

/** What values the traces have, and how they fare; each leads to its traces. */
export function Groups({ rows, dimension, filter }: GroupsProps) {
  const [isAll, setAll] = useState(false);
  const groups = useMemo(() => groupRows(rows, dimension), [rows, dimension]);
  const label = labelOf(dimension);
  if (groups.length === 0) return <EmptyState title={`None of the traces tells: ${label}`} />;
  return (
    <section className="card groups" aria-label={`Groups by ${label}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col">Traces</th>
            <th scope="col" className="groups-share">
              Share
            </th>
            <th scope="col">Failed</th>
            <th scope="col" className="groups-wide">
              Median
            </th>
            <th scope="col" className="groups-wide">
              p95
            </th>
            <th scope="col">
              <span className="hidden-text">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, isAll ? 200 : FIRST).map((group) => (
            <GroupRow key={group.filter} group={group} total={rows.length} dimension={dimension} filter={filter} />
          ))}
        </tbody>
      </table>
      {groups.length > FIRST && (
        <button type="button" className="groups-more" onClick={() => setAll(!isAll)}>
          {isAll ? 'Fewer' : `All ${formatCount(groups.length)}`}
        </button>
      )}
    </section>
  );
}

interface GroupRowProps {
  group: TraceGroup;
  total: number;
  dimension: string;
  filter: string;
}

function GroupRow({ group, total, dimension, filter }: GroupRowProps) {
  const share = group.count / Math.max(total, 1);
  const narrow = () => setSearch({ filter: both(filter, group.filter) });
  return (
    <tr>
      <th scope="row" title={group.value}>
        <button type="button" className="as-link" onClick={narrow}>
          {(dimension === 'url' ? shortUrl(group.value) : group.value) || '(empty)'}
        </button>
      </th>
      <td>{formatCount(group.count)}</td>
      <td className="groups-share">
        <span className="groups-bar" aria-hidden="true">
          <span style={{ width: `${Math.min(share, 1) * 100}%` }} />
        </span>
        <span className="groups-part">{formatShare(share)}</span>
      </td>
      <td className={group.bad > 0 ? 'groups-bad' : 'muted'}>{formatShare(group.bad / group.count)}</td>
      <td className="groups-wide">{formatDuration(group.median)}</td>
      <td className="groups-wide">{formatDuration(group.p95)}</td>
      <td>
        <IconButton icon="filter" label={`Only ${group.value}`} onClick={narrow} />
      </td>
    </tr>
  );
}
