import { useMemo, useState } from 'react';
import { setRange } from '../../app/time_range_picker';
import { ResponseHistogram } from '../../charts/response_histogram';
import { Button } from '../../components/button';
import { both } from '../../model/filter_text';
import { formatDuration, formatTime } from '../../model/format';
import { responseTimes, startTimes } from '../../model/analytics';
import type { Span } from '../../model/response_histogram';
import type { OneSide, Sides } from './sides';

/** How long traces took, and when they began: either side by its own shares. */
export function Charts({ sides }: { sides: Sides }) {
  return (
    <>
      <Times sides={sides} />
      <Activity sides={sides} />
    </>
  );
}

const shown = ({ a, b, isAlone }: Sides): OneSide[] => (isAlone ? [a] : [a, b]);

function Times({ sides }: { sides: Sides }) {
  const [range, setChosen] = useState<Span>();
  const { a, b, isAlone } = sides;
  const series = useMemo(() => shown({ ...sides, a, b, isAlone }).map(({ name, traces }) => ({ name, entries: responseTimes(traces) })), [sides, a, b, isAlone]);
  const refine = (side: 'a' | 'b') => {
    if (range) sides.refine(side, both(sides[side].filter, `responsetime >= ${range.from} AND responsetime < ${range.to}`));
    setChosen(undefined);
  };
  return (
    <section className="card analytics-card">
      <h2>Response times</h2>
      <ResponseHistogram label="Response times" series={series} unit="trace" range={range} onRange={setChosen} />
      <div className="analytics-actions">
        {range ? (
          <>
            <span className="numeric" role="status">
              {formatDuration(range.from)} – {formatDuration(range.to)}
            </span>
            <Button onClick={() => refine('a')}>{sides.moment === undefined ? 'As filter of A' : 'As filter'}</Button>
            {sides.moment === undefined && <Button onClick={() => refine('b')}>As filter of B</Button>}
            <Button kind="quiet" onClick={() => setChosen(undefined)}>
              Clear
            </Button>
          </>
        ) : (
          <span className="muted">Drag to choose a range.</span>
        )}
      </div>
    </section>
  );
}

function Activity({ sides }: { sides: Sides }) {
  const [range, setChosen] = useState<Span>();
  const { a, b, isAlone } = sides;
  const series = useMemo(() => shown({ ...sides, a, b, isAlone }).map(({ name, traces }) => ({ name, entries: startTimes(traces) })), [sides, a, b, isAlone]);
  return (
    <section className="card analytics-card">
      <h2>Activity over time</h2>
      <ResponseHistogram label="Activity over time" series={series} unit="trace" format={formatTime} range={range} onRange={setChosen} />
      <div className="analytics-actions">
        {range ? (
          <>
            <span className="numeric" role="status">
              {formatTime(range.from)} – {formatTime(range.to)}
            </span>
            <Button
              onClick={() => {
                setRange({ kind: 'absolute', from: Math.floor(range.from), to: Math.ceil(range.to) });
                setChosen(undefined);
              }}
            >
              As time range
            </Button>
            <Button kind="quiet" onClick={() => setChosen(undefined)}>
              Clear
            </Button>
          </>
        ) : (
          <span className="muted">Drag to choose a time range.</span>
        )}
      </div>
    </section>
  );
}
