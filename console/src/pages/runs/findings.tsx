import { useState } from 'react';
import { Link } from '../../app/link';
import { Button } from '../../components/button';
import { quoted } from '../../model/quoted';
import { countOf, formatCount } from '../../model/format';
import type { Finding, Tone } from '../../model/run_diff';
import { addressOfRun } from './addresses';

const WORDS: Record<Tone, string> = { worse: 'Worse', better: 'Better', other: 'Changed' };
const GLYPHS: Record<Tone, string> = { worse: 'M8 13V3M3.5 7.5 8 3l4.5 4.5', better: 'M8 3v10M3.5 8.5 8 13l4.5-4.5', other: 'M3 8h10M9.5 4.5 13 8l-3.5 3.5' };
const PAGE = 30;

/** What a reader is to know first. */
export function Findings({ findings, before, after }: { findings: Finding[]; before: string; after: string }) {
  const [shown, setShown] = useState(PAGE);
  if (findings.length === 0) {
    return (
      <p className="runs-same">
        <ToneMark tone="better" /> No difference worth a word. The tables have the figures.
      </p>
    );
  }
  const worse = findings.filter(({ tone }) => tone === 'worse').length;
  return (
    <section>
      <h3>
        {countOf(findings.length, 'difference')}
        {worse > 0 && `, ${formatCount(worse)} of them for the worse`}
      </h3>
      <ul className="findings">
        {findings.slice(0, shown).map((finding) => (
          <li key={`${finding.what} ${finding.name}`}>
            <span className={`finding-tone finding-${finding.tone}`}>
              <ToneMark tone={finding.tone} />
              {WORDS[finding.tone]}
            </span>
            <span className="finding-what">{finding.what}</span>
            <span className="finding-name">
              <FindingName finding={finding} run={finding.what.startsWith('lost') ? before : after} />
            </span>
            <span className="finding-detail numeric">{finding.detail}</span>
          </li>
        ))}
      </ul>
      {findings.length > shown && (
        <Button kind="quiet" onClick={() => setShown(shown + 200)}>
          {formatCount(findings.length - shown)} more
        </Button>
      )}
    </section>
  );
}

function FindingName({ finding: { name, service, call }, run }: { finding: Finding; run: string }) {
  const filter = call ? `edge(${quoted(call.from)}, ${quoted(call.to)})` : service ? `service(${quoted(service)})` : '';
  // A name with ids left out is no name to look for.
  if (filter === '' || /\{(id|ip)\}/.test(filter)) return name;
  return <Link href={addressOfRun('/traces', run, filter)}>{name}</Link>;
}

export function ToneMark({ tone }: { tone: Tone }) {
  return (
    <svg className={`tone finding-${tone}`} width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <path d={GLYPHS[tone]} />
    </svg>
  );
}
