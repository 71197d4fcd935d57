import { useState } from 'react';
import type { Run } from '../../api/emulator';
import { Link } from '../../app/link';
import { Button } from '../../components/button';
import { ScrollSideways } from '../../components/scroll_sideways';
import { useNow } from '../../components/use_now';
import { formatCount, formatDuration, formatTime, formatUtc } from '../../model/format';
import { addressOfRun } from './addresses';

const PAGE = 12;

/** The newest first. */
export function RunTable({ runs }: { runs: Run[] }) {
  const [shown, setShown] = useState(PAGE);
  const now = useNow(1000);
  const newest = runs.toReversed();
  return (
    <section>
      <ScrollSideways label="Runs">
        <table className="runs-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Began</th>
              <th scope="col">Ended</th>
              <th scope="col" className="table-end">
                Lasted
              </th>
              <th scope="col" className="table-end">
                Traces
              </th>
              <th scope="col">
                <span className="hidden-text">Open</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {newest.slice(0, shown).map((run) => (
              <Row key={run.begin} run={run} now={now} isNewestOfName={newest.find((one) => one.name === run.name) === run} />
            ))}
          </tbody>
        </table>
      </ScrollSideways>
      {newest.length > shown && (
        <Button kind="quiet" onClick={() => setShown(shown + 100)}>
          {formatCount(newest.length - shown)} older
        </Button>
      )}
    </section>
  );
}

function Row({ run, now, isNewestOfName }: { run: Run; now: number; isNewestOfName: boolean }) {
  return (
    <tr>
      <th scope="row">{run.name}</th>
      <td>
        <Moment at={run.begin} />
      </td>
      <td>{run.end === null ? <span className="runs-goes-on">goes on</span> : <Moment at={run.end} />}</td>
      <td className="table-end">{formatDuration(Math.max(Math.round((run.end ?? now) - run.begin), 0))}</td>
      <td className="table-end">{formatCount(run.traces)}</td>
      <td className="runs-links">
        {isNewestOfName ? (
          <>
            <Link href={addressOfRun('/traces', run.name)} aria-label={`Traces of ${run.name}`}>
              Traces
            </Link>
            <Link href={addressOfRun('/map', run.name)} aria-label={`Map of ${run.name}`}>
              Map
            </Link>
          </>
        ) : (
          <span className="muted">a newer run has this name</span>
        )}
      </td>
    </tr>
  );
}

const Moment = ({ at }: { at: number }) => (
  <time dateTime={new Date(at * 1000).toISOString()} title={formatUtc(at)} className="numeric">
    {formatTime(at)}
  </time>
);
