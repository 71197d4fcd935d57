import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { HistogramEntry } from '../../api/types';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { ResponseHistogram } from '../../charts/response_histogram';
import { Button, IconButton } from '../../components/button';
import { StatusBadge } from '../../components/status_badge';
import { isReport } from '../../model/edition';
import { formatCount, formatDuration, formatShare } from '../../model/format';
import { percentileOf, type Span } from '../../model/response_histogram';
import { averageOf, formatRate, sharesOf, type MapGraph, type Outcome, type Traffic } from '../../map/graph';
import type { TimeSpan } from '../../map/filters';

/** What the panels of nodes and edges are told. */
export interface PanelContext {
  graph: MapGraph;
  minutes: number;
  /** Opens another node or edge. */
  onOpen: (key: string) => void;
  onClose: () => void;
  /** Whether the focus goes to the panel when it opens. */
  takesFocus: boolean;
}

interface PanelProps extends Pick<PanelContext, 'onClose' | 'takesFocus'> {
  title: ReactNode;
  subtitle: ReactNode;
  children: ReactNode;
}

export function Panel({ title, subtitle, onClose, takesFocus, children }: PanelProps) {
  const heading = useId();
  const head = useRef<HTMLHeadingElement>(null);
  const atFirst = useRef(takesFocus);
  useEffect(() => {
    if (atFirst.current) head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <aside
      className="panel card"
      aria-labelledby={heading}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header className="panel-head">
        <div>
          <h2 id={heading} ref={head} tabIndex={-1}>
            {title}
          </h2>
          <p className="muted">{subtitle}</p>
        </div>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      <div className="panel-body">{children}</div>
    </aside>
  );
}

export function Figures({ traffic, histogram, minutes }: { traffic: Traffic; histogram: HistogramEntry[]; minutes: number }) {
  const figures: [string, string][] = [
    ['Requests', formatCount(traffic.total)],
    ['Rate', formatRate(traffic.total, minutes)],
    ['Average', formatDuration(averageOf(traffic))],
    ['p50', formatDuration(percentileOf(histogram, 0.5))],
    ['p95', formatDuration(percentileOf(histogram, 0.95))],
    ['p99', formatDuration(percentileOf(histogram, 0.99))],
  ];
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt className="muted">{name}</dt>
          <dd className="numeric">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How requests ended; each leads to the traces that did. */
export function Outcomes({ traffic, filterOf }: { traffic: Traffic; filterOf: (outcome: Outcome) => string }) {
  const shares = sharesOf(traffic);
  if (shares.length === 0) return null;
  return (
    <section>
      <h3>Outcomes</h3>
      <div className="share-bar" aria-hidden="true">
        {shares.map(({ outcome, share }) => (
          <span key={outcome} className={`share-part map-${outcome}`} style={{ flexGrow: share }} />
        ))}
      </div>
      <ul className="shares">
        {shares.map(({ outcome, count, share }) => (
          <li key={outcome}>
            <StatusBadge status={outcome} />
            <span className="numeric shares-count">{formatCount(count)}</span>
            <span className="numeric shares-share">{formatShare(share)}</span>
            <Link href={addressOf('/traces', { filter: filterOf(outcome) })} aria-label={`Traces: ${outcome}`}>
              Traces
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface TimesProps {
  label: string;
  entries: HistogramEntry[];
  /** Whose clock measured it. */
  note: string;
  unit?: string;
  filterOf: (span: TimeSpan | undefined) => string;
}

export function Times({ label, entries, note, unit = 'request', filterOf }: TimesProps) {
  const [range, setRange] = useState<Span>();
  const [within, setWithin] = useState<Span>();
  // The search of a report does not compare times.
  const wanted = isReport ? undefined : (range ?? within);
  return (
    <section>
      <h3>Response times</h3>
      <p className="muted panel-note">{note}</p>
      <ResponseHistogram label={label} series={[{ name: label, entries }]} unit={unit} within={within} range={range} onRange={setRange} />
      <div className="panel-actions">
        <Link className="button button-primary" href={addressOf('/traces', { filter: filterOf(wanted) })}>
          {wanted ? 'View these traces' : 'View traces'}
        </Link>
        {!isReport && (
          <Link className="button" href={addressOf('/analytics', { b: filterOf(range ?? within) })}>
            Analyze
          </Link>
        )}
        {range && (
          <>
            <span className="numeric" role="status">
              {formatDuration(range.from)} – {formatDuration(range.to)}
            </span>
            <Button
              onClick={() => {
                setWithin(lessThan(range));
                setRange(undefined);
              }}
            >
              Zoom in
            </Button>
          </>
        )}
        {(range || within) && (
          <Button
            kind="quiet"
            onClick={() => {
              setRange(undefined);
              setWithin(undefined);
            }}
          >
            Show all
          </Button>
        )}
      </div>
    </section>
  );
}

// A chosen range ends before `to`, in whole milliseconds.
const lessThan = ({ from, to }: Span): Span => ({ from, to: to - 0.0005 });

export interface Neighbour {
  key: string;
  name: string;
  detail: string;
  bad: { outcome: Outcome; text: string } | undefined;
}

export function Neighbours({ title, list, onOpen }: { title: string; list: Neighbour[]; onOpen: (key: string) => void }) {
  if (list.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className="neighbours">
        {list.map(({ key, name, detail, bad }) => (
          <li key={key}>
            <button type="button" onClick={() => onOpen(key)}>
              <span className="neighbour-name">{name}</span>
              {bad && <span className={`map-${bad.outcome}`}>{bad.text}</span>}
              <span className="muted numeric">{detail}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
