import { useQuery } from '@tanstack/react-query';
import { getStats, type Finding } from '../../api/emulator';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { CopyButton } from '../../components/copy_button';
import { StatusGlyph } from '../../components/status_badge';
import { useNow } from '../../components/use_now';
import { formatAge, formatCount, formatUtc } from '../../model/format';
import { fixOf } from '../../model/refusals';
import type { Status } from '../../model/status';
import { useFindings } from './use_overview';

const GLYPHS: Record<Finding['severity'], Status> = { error: 'fault', warning: 'error', info: 'pending' };
const WORDS: Record<Finding['severity'], string> = { error: 'Error', warning: 'Warning', info: 'Hint' };

/** What the doctor has noticed, with the way out. */
export function Findings() {
  const { data, error } = useFindings();
  if (error) return <p className="overview-wrong">The doctor does not answer: {error.message}</p>;
  if (!data) return null;
  return (
    <section className="findings" aria-labelledby="findings-head">
      <h2 id="findings-head">Findings</h2>
      {data.length === 0 ? (
        <p className="findings-none">
          <StatusGlyph status="ok" /> Nothing wrong with instrumentation or set-up.
        </p>
      ) : (
        <ul className="card">
          {data.map((finding) => (
            <FindingItem key={finding.code} finding={finding} />
          ))}
        </ul>
      )}
    </section>
  );
}

const REFUSED = 'refused-';

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function FindingItem({ finding }: { finding: Finding }) {
  const now = useNow(5000);
  const notes = useQuery({ queryKey: ['stats'], queryFn: ({ signal }) => getStats(signal) }).data?.last_rejected;
  const refusal = finding.code.startsWith(REFUSED) ? finding.code.slice(REFUSED.length) : undefined;
  // Of most refusals the doctor says no more than that they were.
  const fix = refusal !== undefined && finding.fix.includes('/_emulator/stats') ? fixOf(refusal) : finding.fix;
  const explanation = notes?.find((note) => note.reason === refusal)?.explanation;
  return (
    <li className="finding">
      <span className={`finding-severity status-${GLYPHS[finding.severity]}`}>
        <StatusGlyph status={GLYPHS[finding.severity]} /> {WORDS[finding.severity]}
      </span>
      <div className="finding-text">
        <p>
          {sentence(finding.message)}
          {/* Refusals are counted in their sentence. */}
          {finding.count > 1 && refusal === undefined && <span className="muted"> · {formatCount(finding.count)} times</span>}
          {finding.lastSeen !== null && (
            <time className="muted" title={formatUtc(finding.lastSeen)}>
              {' '}
              · {formatAge(finding.lastSeen, now)}
            </time>
          )}
        </p>
        {explanation && <p>{explanation}</p>}
        <p className="finding-fix">
          <strong>Fix</strong> {sentence(fix)}
        </p>
      </div>
      <div className="finding-tools">
        {finding.traceId && <Link href={addressOf(`/traces/${finding.traceId}`)}>Trace</Link>}
        {refusal !== undefined && <Link href={addressOf('/rejected', { reason: refusal })}>Documents</Link>}
        <CopyButton text={fix} label="Copy the fix" quiet />
      </div>
    </li>
  );
}
