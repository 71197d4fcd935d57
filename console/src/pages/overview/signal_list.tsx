import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { StatusGlyph } from '../../components/status_badge';
import type { Signal, SignalState } from '../../model/signals';
import { LastHeard } from './last_heard';
import type { Status } from '../../model/status';

const GLYPHS: Record<SignalState, Status> = { waiting: 'pending', heard: 'ok', trouble: 'error' };
const WORDS: Record<SignalState, string> = { waiting: 'waiting', heard: 'heard', trouble: 'look here' };
const PATHS: Record<Signal['id'], string> = {
  udp: '/rejected',
  rules: '/sampling-rules',
  otlp: '/rejected',
  refused: '/rejected',
  trace: '/traces',
};

/** What is awaited and what has come, line by line. */
export function SignalList({ signals }: { signals: Signal[] }) {
  return (
    <section className="card signals" aria-labelledby="signals-head">
      <h2 id="signals-head">Waiting for the first trace</h2>
      <ul aria-live="polite">
        {signals.map((signal) => (
          <li key={signal.id} className={`signal signal-${signal.state}`}>
            <StatusGlyph status={GLYPHS[signal.state]} />
            <div>
              <h3>
                {signal.label}
                <span className="hidden-text">, {WORDS[signal.state]}</span>
              </h3>
              {/* A new key for each count: it flashes once. */}
              <p key={signal.count} className={signal.count > 0 ? 'signal-text signal-new' : 'signal-text'}>
                {signal.text}
              </p>
              <LastHeard last={signal.last} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The same in a row, once there are traces. */
export function SignalTiles({ signals }: { signals: Signal[] }) {
  const order = [...signals].sort((a, b) => Number(b.id === 'trace') - Number(a.id === 'trace'));
  return (
    <ul className="tiles">
      {order.map((signal) => (
        <li key={signal.id}>
          <Link href={addressOf(PATHS[signal.id])} className="card tile">
            <span className="tile-label">
              <StatusGlyph status={GLYPHS[signal.state]} />
              {signal.label}
            </span>
            <span key={signal.count} className={signal.count > 0 ? 'signal-new' : 'muted'}>
              {signal.text}
            </span>
            <LastHeard last={signal.last} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
