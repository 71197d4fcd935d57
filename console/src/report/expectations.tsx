import { Icon } from '../components/icons';
import { countOf } from '../model/format';
import type { Expectation } from './data';

/** Those that are not met first, with why. */
export function Expectations({ expectations }: { expectations: Expectation[] }) {
  const missed = expectations.filter((one) => !one.met);
  const met = expectations.filter((one) => one.met);
  return (
    <section className="card report-expectations" aria-labelledby="expectations">
      <header>
        <h2 id="expectations">Expectations</h2>
        <span className="muted">{missed.length === 0 ? 'All are met' : `${missed.length} of ${countOf(expectations.length, 'expectation')} not met`}</span>
      </header>
      <ul>
        {[...missed, ...met].map((one, at) => (
          // The same may be expected twice.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>
            <span className={one.met ? 'report-good report-verdict' : 'report-bad report-verdict'}>
              <Icon name={one.met ? 'check' : 'close'} />
              {one.met ? 'Met' : 'Not met'}
            </span>
            <div className="report-expectation">
              <code>{one.text}</code>
              {one.explanation.trim() !== '' && <pre className="report-explanation">{one.explanation.trimEnd()}</pre>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
