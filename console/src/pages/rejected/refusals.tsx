import type { ReactNode } from 'react';
import type { DocumentWarning, RejectedDocument, Stats } from '../../api/emulator';
import { Link } from '../../app/link';
import { addressOf, setSearch, useLocation } from '../../app/router';
import { CopyButton } from '../../components/copy_button';
import { Icon } from '../../components/icons';
import { EmptyState } from '../../components/states';
import { formatCount, formatTime, formatUtc } from '../../model/format';
import { countedReasons, fixOf, splitAt } from '../../model/refusals';

/** The last hundred refused documents, newest first. */
export function Refusals({ stats }: { stats: Stats }) {
  const reason = useReason(stats.rejected_by_reason);
  const shown = stats.last_rejected.filter((one) => reason === undefined || one.reason === reason);
  if (countedReasons(stats.rejected_by_reason).length === 0) {
    return (
      <EmptyState title="Nothing was refused">
        <p>Documents that X-Ray would not take are listed here, with the reason and what to change.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <Reasons counts={stats.rejected_by_reason} chosen={reason} />
      <ul className="card notes">
        {shown.map((one) => (
          <Note key={noteKey(one, one.excerpt)} at={one.at} reason={one.reason} title={one.explanation} from={fromOf(one)} look="fault">
            <Fix reason={one.reason} />
            {one.message !== one.explanation && (
              <p className="muted">
                Answered: <span className="mono">{one.message}</span>
              </p>
            )}
            <Excerpt document={one} />
          </Note>
        ))}
      </ul>
      <MoreThanShown shown={shown.length} counts={stats.rejected_by_reason} reason={reason} />
    </>
  );
}

/** Documents that were taken although something about them can hardly be meant. */
export function Warnings({ stats }: { stats: Stats }) {
  const reason = useReason(stats.warnings_by_reason);
  const shown = stats.last_warnings.filter((one) => reason === undefined || one.reason === reason);
  if (countedReasons(stats.warnings_by_reason).length === 0) {
    return (
      <EmptyState title="No warnings">
        <p>Documents that were stored although their times can hardly be meant are listed here.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <Reasons counts={stats.warnings_by_reason} chosen={reason} />
      <ul className="card notes">
        {shown.map((one) => (
          <Note key={noteKey(one, one.id)} at={one.at} reason={one.reason} title={`${one.name}: ${one.explanation}`} from={fromOf(one)} look="error">
            <Fix reason={one.reason} />
            <p>
              Segment <span className="mono">{one.id}</span> of trace{' '}
              <Link className="mono" href={addressOf(`/traces/${one.traceId}`)}>
                {one.traceId}
              </Link>
            </p>
          </Note>
        ))}
      </ul>
      <MoreThanShown shown={shown.length} counts={stats.warnings_by_reason} reason={reason} />
    </>
  );
}

const noteKey = (note: { at: number; source: string }, more: string) => `${note.at} ${note.source} ${more.slice(0, 60)}`;

const fromOf = ({ source, sender }: RejectedDocument | DocumentWarning) => (sender ? `${source} from ${sender}` : source);

/** The reason that the address asks for, where there is such a one. */
function useReason(counts: Record<string, number>): string | undefined {
  const wanted = useLocation().search.get('reason') ?? '';
  return Object.hasOwn(counts, wanted) ? wanted : undefined;
}

function Reasons({ counts, chosen }: { counts: Record<string, number>; chosen: string | undefined }) {
  return (
    <div className="reasons" role="group" aria-label="Reason">
      {countedReasons(counts).map(([reason, count]) => (
        <button
          key={reason}
          type="button"
          className="reason"
          aria-pressed={reason === chosen}
          onClick={() => setSearch({ reason: reason === chosen ? undefined : reason }, { replace: true })}
        >
          {reason} <span className="numeric muted">{formatCount(count)}</span>
        </button>
      ))}
    </div>
  );
}

interface NoteProps {
  at: number;
  reason: string;
  title: string;
  from: string;
  look: 'fault' | 'error';
  children: ReactNode;
}

function Note({ at, reason, title, from, look, children }: NoteProps) {
  return (
    <li>
      <details className="note">
        <summary>
          <span className="note-time numeric muted">
            <span className="note-arrow">
              <Icon name="chevron_right" size={12} />
            </span>
            <time title={formatUtc(at)}>{formatTime(at)}</time>
          </span>
          <span className={`note-reason status-${look}`}>{reason}</span>
          <span className="note-title">{title}</span>
          <span className="note-from muted">{from}</span>
        </summary>
        <div className="note-body">{children}</div>
      </details>
    </li>
  );
}

function Fix({ reason }: { reason: string }) {
  return (
    <p>
      <strong>Fix</strong> {fixOf(reason)}
    </p>
  );
}

function Excerpt({ document }: { document: RejectedDocument }) {
  const parts = splitAt(document.excerpt, document.position);
  return (
    <div className="note-excerpt">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label="The document">
        {parts ? (
          <>
            {parts.before}
            <mark>{parts.at || '⟨end⟩'}</mark>
            {parts.after}
          </>
        ) : (
          document.excerpt
        )}
      </pre>
      <CopyButton text={document.excerpt} label="Copy the document" quiet />
    </div>
  );
}

interface MoreThanShownProps {
  shown: number;
  counts: Record<string, number>;
  reason: string | undefined;
}

function MoreThanShown({ shown, counts, reason }: MoreThanShownProps) {
  const all = reason === undefined ? Object.values(counts).reduce((sum, one) => sum + one, 0) : (counts[reason] ?? 0);
  if (all <= shown) return null;
  return <p className="muted notes-more">The emulator keeps the last 100; {formatCount(all - shown)} earlier ones are only counted.</p>;
}
