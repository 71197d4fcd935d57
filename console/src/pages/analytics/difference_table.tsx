import { useMemo, useState } from 'react';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { Button } from '../../components/button';
import { ScrollSideways } from '../../components/scroll_sideways';
import { Select } from '../../components/select';
import { Tabs } from '../../components/tabs';
import { both } from '../../model/filter_text';
import { formatCount, formatShare } from '../../model/format';
import { causesOf, differencesOf, fieldLabel, fieldsOf, formatPoints, type CauseKind, type Difference } from '../../model/analytics';
import type { Sides } from './sides';

/** The values that set the two sides apart, of all fields or of one. */
export function Differences({ sides }: { sides: Sides }) {
  const [a, b] = [sides.a.traces, sides.b.traces];
  const [field, setField] = useState('all');
  const fields = useMemo(() => fieldsOf(a, b), [a, b]);
  const wanted = useMemo(() => {
    if (field === 'all') return fields;
    return field === 'annotations' ? fields.filter((one) => one.startsWith('annotation.')) : [field];
  }, [field, fields]);
  const rows = useMemo(() => differencesOf(a, b, wanted), [a, b, wanted]);
  const choices = [['all', 'All fields'], ['annotations', 'All annotations'], ...fields.map((one) => [one, fieldLabel(one)] as const)] as const;
  return (
    <section>
      <div className="analytics-head">
        <h2>{sides.isAlone ? 'What traces have in common' : 'What differs most'}</h2>
        <Select aria-label="Field" value={field} choices={choices} onChoose={setField} />
      </div>
      <DifferenceTable label="Values" heads={['Field', 'Value']} rows={rows} sides={sides} />
    </section>
  );
}

const KINDS: [CauseKind, string][] = [
  ['fault', 'Faults'],
  ['error', 'Errors'],
  ['time', 'Response time'],
];

/** What was to blame, by the root causes of the summaries. */
export function Causes({ sides }: { sides: Sides }) {
  const [kind, setKind] = useState<string>('fault');
  const [a, b] = [sides.a.traces, sides.b.traces];
  const tables = useMemo(() => KINDS.map(([id, label]) => ({ id, label, rows: causesOf(a, b, id) })), [a, b]);
  return (
    <section>
      <div className="analytics-head">
        <h2>Root causes</h2>
      </div>
      <Tabs
        label="Root causes"
        value={kind}
        onChange={setKind}
        tabs={tables.map(({ id, label, rows }) => ({
          id,
          label,
          count: rows.length,
          content: rows.length === 0 ? <p className="muted">None.</p> : <DifferenceTable label={`Root causes: ${label}`} heads={['Path']} rows={rows} sides={sides} />,
        }))}
      />
    </section>
  );
}

const PAGE = 15;

interface DifferenceTableProps {
  label: string;
  heads: string[];
  rows: Difference[];
  sides: Sides;
}

function DifferenceTable({ label, heads, rows, sides }: DifferenceTableProps) {
  const [shown, setShown] = useState(PAGE);
  const { isAlone } = sides;
  return (
    <>
      <ScrollSideways label={label}>
        <table className="analytics-table">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col" className={head === 'Field' ? 'analytics-field' : ''}>
                  {head}
                </th>
              ))}
              {!isAlone && <th scope="col">Delta</th>}
              <th scope="col" className="table-end">
                {sides.a.name}
              </th>
              {!isAlone && (
                <th scope="col" className="table-end">
                  {sides.b.name}
                </th>
              )}
              <th scope="col">
                <span className="hidden-text">Do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <DifferenceRow key={row.key} row={row} hasField={heads.length > 1} sides={sides} />
            ))}
          </tbody>
        </table>
      </ScrollSideways>
      {rows.length > shown && (
        <Button kind="quiet" onClick={() => setShown(shown + 100)}>
          {formatCount(rows.length - shown)} more
        </Button>
      )}
    </>
  );
}

function DifferenceRow({ row, hasField, sides }: { row: Difference; hasField: boolean; sides: Sides }) {
  const { isAlone } = sides;
  const refined = (side: 'a' | 'b') => sides.refine(side, both(sides[side].filter, row.filter));
  return (
    <tr>
      {hasField && <td className="muted analytics-field">{row.field}</td>}
      <th scope="row" title={row.value}>
        {hasField && <span className="muted analytics-field-above">{row.field}</span>}
        {row.filter === '' ? row.value : <Link href={addressOf('/traces', { filter: both(sides.isAlone || sides.moment !== undefined ? sides.a.filter : '', row.filter) })}>{row.value || '(empty)'}</Link>}
      </th>
      {!isAlone && (
        <td>
          <Delta delta={row.delta} />
        </td>
      )}
      <Share count={row.a} share={row.shareA} />
      {!isAlone && <Share count={row.b} share={row.shareB} />}
      <td className="analytics-do">
        {row.filter !== '' && (
          <>
            <Button kind="quiet" aria-label={`${sides.moment === undefined ? '+ A' : '+ filter'}: ${row.value}`} onClick={() => refined('a')}>
              {sides.moment === undefined ? '+ A' : '+ filter'}
            </Button>
            {sides.moment === undefined && (
              <Button kind="quiet" aria-label={`+ B: ${row.value}`} onClick={() => refined('b')}>
                + B
              </Button>
            )}
          </>
        )}
      </td>
    </tr>
  );
}

const Share = ({ count, share }: { count: number; share: number }) => (
  <td className="table-end numeric">
    {formatShare(share)} <span className="muted analytics-count">{formatCount(count)}</span>
  </td>
);

/** To the right what B has more of, to the left what A has more of. */
function Delta({ delta }: { delta: number }) {
  const width = `${Math.abs(delta) * 50}%`;
  return (
    <span className="delta-cell">
      <span className="delta-track" aria-hidden="true">
        <span className={delta > 0 ? 'delta-bar side-b' : 'delta-bar side-a'} style={delta > 0 ? { left: '50%', width } : { right: '50%', width }} />
      </span>
      <span className="numeric">{formatPoints(delta)}</span>
    </span>
  );
}
