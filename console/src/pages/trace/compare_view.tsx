import { useMemo, useState } from 'react';
import { Link } from '../../app/link';
import { addressOf, setSearch } from '../../app/router';
import { Button } from '../../components/button';
import { ScrollSideways } from '../../components/scroll_sideways';
import { EmptyState, ErrorState, Loading } from '../../components/states';
import { StatusGlyph } from '../../components/status_badge';
import { countOf, formatDuration } from '../../model/format';
import { statusWord } from '../../model/status';
import { diffTraces, onlyChanges, type Change, type DiffRow } from '../../model/trace_diff';
import { buildTree, type Entity, type TraceTree } from '../../model/trace_tree';
import './compare.css';
import { CompareChooser } from './compare_chooser';
import { useTrace } from './use_trace';

/** This trace beside another: what came, went, failed or took longer. */
export function CompareView({ id, tree, other }: { id: string; tree: TraceTree; other: string }) {
  if (other === '') {
    return (
      <section className="trace-page" aria-label="Compare">
        <CompareChooser id={id} tree={tree} />
      </section>
    );
  }
  return <Compared key={other} id={id} tree={tree} other={other} />;
}

function Compared({ id, tree, other }: { id: string; tree: TraceTree; other: string }) {
  const trace = useTrace(other);
  const otherTree = useMemo(() => trace.data && buildTree(trace.data.Segments), [trace.data]);
  const rows = useMemo(() => otherTree && diffTraces(tree, otherTree), [tree, otherTree]);
  const [all, setAll] = useState(false);
  return (
    <section className="trace-page" aria-label="Compare">
      <div className="trace-tools">
        <span>
          With <Link className="mono" href={addressOf(`/traces/${other}`)}>{other}</Link>
        </span>
        <Button onClick={() => setSearch({ with: undefined })}>Another one</Button>
        <Link className="button" href={addressOf(`/traces/${other}`, { view: 'compare', with: id })}>
          Swap
        </Link>
        <Button pressed={!all} onClick={() => setAll(!all)}>
          Only differences
        </Button>
      </div>
      {trace.error ? (
        <ErrorState error={trace.error} />
      ) : trace.isPending ? (
        <Loading />
      ) : !otherTree || !rows ? (
        <EmptyState title="That trace is not here" />
      ) : (
        <DiffTable rows={all ? rows : onlyChanges(rows)} total={rows} a={tree} b={otherTree} />
      )}
    </section>
  );
}

const WORDS: Record<Change, string> = {
  same: '', slower: 'slower', faster: 'faster', status: 'other outcome', added: 'only in the other', lost: 'only in this one',
};

// A table of more is not read.
const MOST_ROWS = 2000;

function DiffTable({ rows, total, a, b }: { rows: DiffRow[]; total: DiffRow[]; a: TraceTree; b: TraceTree }) {
  const counted = (change: Change) => total.filter((row) => row.change === change).length;
  const longest = Math.max(a.end - a.start, b.end - b.start, 1e-6);
  return (
    <>
      <p className="muted" role="status">
        This one {formatDuration(a.end - a.start)}, the other {formatDuration(b.end - b.start)}.{' '}
        {(['status', 'lost', 'added', 'slower', 'faster'] as const)
          .filter((change) => counted(change) > 0)
          .map((change) => `${counted(change)} ${WORDS[change]}`)
          .join(', ') || 'No difference worth telling'}
        .
      </p>
      {rows.length > 0 && (
        <ScrollSideways>
          <table className="plain-table compare">
            <thead>
              <tr>
                <th scope="col">Segment or subsegment</th>
                <th scope="col">This</th>
                <th scope="col">The other</th>
                <th scope="col">Difference</th>
                <th scope="col">What changed</th>
                <th scope="col" className="compare-time">
                  Over time
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MOST_ROWS).map((row) => (
                <Row key={`${row.a?.index} ${row.b?.index}`} row={row} a={a} b={b} longest={longest} />
              ))}
            </tbody>
          </table>
        </ScrollSideways>
      )}
      {rows.length > MOST_ROWS && <p className="muted">{countOf(rows.length - MOST_ROWS, 'more row')} not shown.</p>}
    </>
  );
}

function Row({ row, a, b, longest }: { row: DiffRow; a: TraceTree; b: TraceTree; longest: number }) {
  const entity = (row.a ?? row.b) as Entity;
  return (
    <tr className={`compare-${row.change}`}>
      <th scope="row">
        <span className="compare-name" style={{ paddingLeft: Math.min(row.depth, 14) * 12 }}>
          {entity.kind === 'segment' ? <strong>{entity.name}</strong> : entity.name}
        </span>
      </th>
      <Side entity={row.a} />
      <Side entity={row.b} />
      <td>{row.delta === undefined ? '' : `${row.delta >= 0 ? '+' : ''}${formatDuration(row.delta)}`}</td>
      <td>{WORDS[row.change]}</td>
      <td className="compare-time" aria-hidden="true">
        {row.a && <i className="compare-bar" style={placeOf(row.a, a, longest)} />}
        {row.b && <i className="compare-bar compare-bar-other" style={placeOf(row.b, b, longest)} />}
      </td>
    </tr>
  );
}

function Side({ entity }: { entity: Entity | undefined }) {
  if (!entity) return <td className="muted">–</td>;
  return (
    <td>
      <span className="compare-side">
        {entity.status !== 'ok' && <StatusGlyph status={entity.status} />}
        {entity.status !== 'ok' && <span className="hidden-text">{statusWord(entity.status)} </span>}
        {entity.inProgress ? '…' : formatDuration(entity.end - entity.start)}
      </span>
    </td>
  );
}

function placeOf(entity: Entity, tree: TraceTree, longest: number) {
  return { left: `${((entity.start - tree.start) / longest) * 100}%`, width: `${((entity.end - entity.start) / longest) * 100}%` };
}
