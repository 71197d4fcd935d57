import { useMemo, useState } from 'react';
import { setSearch } from '../../app/router';
import { Button } from '../../components/button';
import { ScrollSideways } from '../../components/scroll_sideways';
import { criticalPath, timeOnPath } from '../../model/critical_path';
import { formatDuration, formatShare } from '../../model/format';
import { statisticsOf } from '../../model/trace_statistics';
import { serviceOf, type TraceTree } from '../../model/trace_tree';

export function StatisticsView({ tree }: { tree: TraceTree }) {
  const [by, setBy] = useState<'service' | 'name'>('service');
  const rows = useMemo(() => statisticsOf(tree, by), [tree, by]);
  const whole = Math.max(tree.end - tree.start, Number.MIN_VALUE);
  return (
    <section className="trace-page" aria-label="Statistics">
      <span className="switch" role="group" aria-label="Add up by">
        <Button pressed={by === 'service'} onClick={() => setBy('service')}>
          By service
        </Button>
        <Button pressed={by === 'name'} onClick={() => setBy('name')}>
          By name
        </Button>
      </span>
      <ScrollSideways label="Added up">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{by === 'service' ? 'Service' : 'Name'}</th>
              <th scope="col">Count</th>
              <th scope="col">Own time</th>
              <th scope="col">Own share</th>
              <th scope="col">Total</th>
              <th scope="col">Longest</th>
              <th scope="col">Failed</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td>{row.count}</td>
                <td>{formatDuration(row.own)}</td>
                <td>{formatShare(row.own / whole)}</td>
                <td>{formatDuration(row.total)}</td>
                <td>
                  <ShowButton tree={tree} index={row.index} text={formatDuration(row.longest)} />
                </td>
                <td>{row.bad || ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollSideways>
      <CriticalTable tree={tree} whole={whole} />
    </section>
  );
}

function CriticalTable({ tree, whole }: { tree: TraceTree; whole: number }) {
  const times = useMemo(() => timeOnPath(criticalPath(tree)).slice(0, 20), [tree]);
  return (
    <>
      <h2>Critical path</h2>
      <p className="muted">What the request waited for, the longest first.</p>
      <ScrollSideways label="Critical path">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Segment or subsegment</th>
              <th scope="col">Service</th>
              <th scope="col">On the path</th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          <tbody>
            {times.map(([index, time]) => {
              const entity = tree.entities[index];
              return (
                entity && (
                  <tr key={index}>
                    <th scope="row">
                      <ShowButton tree={tree} index={index} text={entity.name} />
                    </th>
                    <td>{serviceOf(tree, entity)}</td>
                    <td>{formatDuration(time)}</td>
                    <td>{formatShare(time / whole)}</td>
                  </tr>
                )
              );
            })}
          </tbody>
        </table>
      </ScrollSideways>
    </>
  );
}

function ShowButton({ tree, index, text }: { tree: TraceTree; index: number; text: string }) {
  return (
    <button type="button" className="as-link" onClick={() => setSearch({ view: undefined, segment: tree.entities[index]?.id })}>
      {text}
    </button>
  );
}
