import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { changeClock, getClock, type Clock, type ClockChange } from '../../api/intake';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { ErrorState, Loading } from '../../components/states';
import { useNow } from '../../components/use_now';
import { countOf, formatTime, formatUtc } from '../../model/format';
import { formatSpan, parseLength, parseTime } from '../../model/time_range';

interface Reading extends Clock {
  /** When it was read, by this machine. */
  read: number;
}

const MODES: Record<Clock['mode'], string> = {
  system: 'as this machine’s',
  offset: 'goes on, away from this machine’s',
  frozen: 'frozen',
};

const STEPS = [60, 600, 3600];

/** The emulator's time, which a test may freeze and move. */
export function ClockTab({ waiting }: { waiting: number }) {
  const client = useQueryClient();
  const queryKey = ['clock'];
  const clock = useQuery({ queryKey, queryFn: async ({ signal }) => reading(await getClock(signal)), refetchInterval: 5000 });
  const change = useMutation({
    mutationFn: changeClock,
    // Retention, leases and insights move at once.
    onSuccess: async (next) => {
      client.setQueryData(queryKey, reading(next));
      await client.invalidateQueries();
    },
  });
  if (clock.error) return <ErrorState error={clock.error} onRetry={() => void clock.refetch()} />;
  if (!clock.data) return <Loading />;
  return (
    <div className="clock">
      <section className="card clock-face">
        <Face reading={clock.data} />
        <div className="clock-actions">
          {clock.data.mode === 'frozen' ? null : <Button icon="pause" onClick={() => change.mutate({ action: 'freeze' })}>Freeze now</Button>}
          {clock.data.mode !== 'system' && (
            <Button icon="play" onClick={() => change.mutate({ action: 'follow' })}>
              Follow this machine’s clock
            </Button>
          )}
          {STEPS.map((seconds) => (
            <Button key={seconds} onClick={() => change.mutate({ action: 'advance', seconds })}>
              + {formatSpan(seconds)}
            </Button>
          ))}
        </div>
        {change.error && (
          <p className="wrong" role="alert">
            {change.error.message}
          </p>
        )}
      </section>
      <ClockForm onChange={(next) => change.mutate(next)} />
      <p className="muted">
        Retention, sampling leases, the indexing delay and insights go by this clock; traces keep the times that their segments tell. A reset leaves it
        alone.
      </p>
      <p>
        {waiting > 0
          ? `${countOf(waiting, 'stored document')} ${waiting === 1 ? 'is' : 'are'} not in queries yet.`
          : 'Everything that is stored is in queries.'}{' '}
        <span className="muted">
          The indexing delay is set when the emulator starts: <code>--indexing-delay 10s</code>.
        </span>
      </p>
    </div>
  );
}

const reading = (clock: Clock): Reading => ({ ...clock, read: Date.now() / 1000 });

function Face({ reading: { now, mode, read } }: { reading: Reading }) {
  const here = useNow(250);
  const shown = mode === 'frozen' ? now : now + Math.max(here - read, 0);
  return (
    <div>
      <p className="clock-now numeric">{formatTime(shown)}</p>
      <p className="muted numeric">
        {formatUtc(Math.floor(shown)).replace('.000', '')} · {MODES[mode]}
      </p>
    </div>
  );
}

function ClockForm({ onChange }: { onChange: (change: ClockChange) => void }) {
  const [length, setLength] = useState('15m');
  const [time, setTime] = useState('');
  const [problem, setProblem] = useState<{ field: 'length' | 'time'; text: string }>();
  const advance = (event: FormEvent) => {
    event.preventDefault();
    const seconds = parseLength(length.trim());
    if (seconds === undefined) return setProblem({ field: 'length', text: 'A time such as 90s, 15m, 2h or 1d' });
    setProblem(undefined);
    return onChange({ action: 'advance', seconds });
  };
  const freeze = (event: FormEvent) => {
    event.preventDefault();
    const at = parseTime(time.trim());
    if (at === undefined) return setProblem({ field: 'time', text: 'A time such as 2026-09-21T14:00:00Z, or epoch seconds' });
    setProblem(undefined);
    return onChange({ action: 'freeze', at });
  };
  return (
    <div className="clock-forms">
      <form onSubmit={advance}>
        <Field label="Advance by" error={problem?.field === 'length' ? problem.text : undefined}>
          {(control) => <input {...control} className="field" value={length} onChange={(event) => setLength(event.target.value)} />}
        </Field>
        <Button type="submit">Advance</Button>
      </form>
      <form onSubmit={freeze}>
        <Field label="Freeze at, also to go back" error={problem?.field === 'time' ? problem.text : undefined}>
          {(control) => (
            <input {...control} className="field" placeholder="2026-09-21T14:00:00Z" value={time} onChange={(event) => setTime(event.target.value)} />
          )}
        </Field>
        <Button type="submit">Freeze</Button>
      </form>
    </div>
  );
}
