import { Link } from '../app/link';
import { addressOf } from '../app/router';
import { CopyButton } from '../components/copy_button';
import { EmptyState } from '../components/states';
import { quantile } from '../model/bins';
import { formatCount, formatDuration, formatTime, formatUtc } from '../model/format';
import { factText } from '../model/search_text';
import { timeOf } from '../model/trace_row';
import { NewestTraces } from '../pages/overview/newest_traces';
import '../pages/overview/overview.css';
import type { ReportData } from './data';
import { Expectations } from './expectations';
import { countsOf } from './counts';

/** What was run, what was expected of it, and what it traced. */
export function Overview({ data }: { data: ReportData }) {
  return (
    <div className="page report">
      <div className="page-head">
        <h1>X-Ray report</h1>
      </div>
      <Command data={data} />
      {data.expectations.length > 0 && <Expectations expectations={data.expectations} />}
      {data.TraceSummaries.length === 0 ? (
        <EmptyState title="No traces">
          <p>Nothing was traced: the application sent no segment to the emulator.</p>
        </EmptyState>
      ) : (
        <>
          <Counts data={data} />
          <NewestTraces />
        </>
      )}
    </div>
  );
}

function Command({ data: { command, exitCode, generated, emulator } }: { data: ReportData }) {
  const text = command.join(' ');
  return (
    <section className="card report-command" aria-label="Command">
      {text !== '' && (
        <div className="report-line">
          <pre>
            <span className="muted" aria-hidden="true">
              ${' '}
            </span>
            {text}
          </pre>
          <CopyButton quiet label="Copy the command" text={text} />
        </div>
      )}
      <p className="report-facts">
        {exitCode !== null && <ExitCode code={exitCode} />}
        <time dateTime={new Date(generated * 1000).toISOString()} title={formatUtc(generated)}>
          {formatTime(generated)}
        </time>
        <span className="muted">xray-emulator {emulator}</span>
      </p>
    </section>
  );
}

function ExitCode({ code }: { code: number }) {
  return <strong className={code === 0 ? 'report-good' : 'report-bad'}>{code === 0 ? 'Succeeded' : `Failed with exit code ${code}`}</strong>;
}

function Counts({ data }: { data: ReportData }) {
  const { rows, services, outcomes } = countsOf(data);
  const times = rows.flatMap((row) => timeOf(row) ?? []).sort((a, b) => a - b);
  const leftOut = data.left_out > 0 ? `${formatCount(data.left_out)} more left out` : undefined;
  return (
    <ul className="tiles" aria-label="Counts">
      <Tile label="Traces" value={formatCount(rows.length)} note={leftOut} href={addressOf('/traces')} />
      {(['fault', 'error', 'throttle'] as const).map((outcome) => (
        <Tile
          key={outcome}
          label={LABELS[outcome]}
          value={formatCount(outcomes[outcome])}
          tone={outcomes[outcome] > 0 ? `report-${outcome}` : undefined}
          href={addressOf('/traces', { filter: factText('outcome', outcome) })}
        />
      ))}
      <Tile label="Response time" value={formatDuration(quantile(times, 0.5))} note={`p95 ${formatDuration(quantile(times, 0.95))}`} href={addressOf('/traces', { sort: '-duration' })} />
      <Tile label="Services" value={formatCount(services)} note="on the map" href={addressOf('/map')} />
    </ul>
  );
}

const LABELS = { fault: 'Faults', error: 'Errors', throttle: 'Throttles' };

interface TileProps {
  label: string;
  value: string;
  note?: string | undefined;
  tone?: string | undefined;
  href: string;
}

function Tile({ label, value, note, tone, href }: TileProps) {
  return (
    <li>
      <Link className="card tile" href={href}>
        <span className="tile-label">{label}</span>
        <span>
          <strong className={`report-figure numeric ${tone ?? ''}`}>{value}</strong>
          {note && <span className="muted report-note">{note}</span>}
        </span>
      </Link>
    </li>
  );
}
