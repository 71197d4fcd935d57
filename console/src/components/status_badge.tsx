import { statusWord, type Status } from '../model/status';
import './status_badge.css';

const GLYPHS: Record<Status, string> = {
  ok: 'M3 8.5 6.5 12 13 4.5',
  error: 'M8 3v6m0 3.4v.1',
  fault: 'm4 4 8 8m0-8-8 8',
  throttle: 'M5.5 3.5v9m5-9v9',
  pending: 'M8 4.5V8l2.5 1.5',
};

/** Glyph, word and colour: none of them alone. */
export function StatusBadge({ status, code }: { status: Status; code?: number | null | undefined }) {
  return (
    <span className={`status status-${status}`}>
      <StatusGlyph status={status} />
      {statusWord(status)}
      {code !== null && code !== undefined && <span className="status-code">{code}</span>}
    </span>
  );
}

export function StatusGlyph({ status }: { status: Status }) {
  return (
    <svg className={`status-glyph status-${status}`} width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="7.5" />
      <path d={GLYPHS[status]} transform="translate(3.2 3.2) scale(0.6)" />
    </svg>
  );
}
