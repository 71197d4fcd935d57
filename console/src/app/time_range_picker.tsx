import { useState, type FormEvent } from 'react';
import type { Run } from '../api/emulator';
import { Button } from '../components/button';
import { Icon } from '../components/icons';
import { Popover } from '../components/popover';
import { withSearch } from '../model/deep_links';
import { describeRange, describeSpan, RELATIVE_RANGES, writeRange, type TimeRange } from '../model/time_range';
import { navigate } from './router';
import { useRuns, useScope } from './scope';
import './time_range_picker.css';

export function setRange(range: TimeRange) {
  const search = new URLSearchParams(window.location.search);
  writeRange(search, range);
  navigate(withSearch(window.location.pathname, search));
}

export function TimeRangePicker() {
  const [open, setOpen] = useState(false);
  const { range } = useScope();
  const runs = useRuns().data ?? [];
  const choose = (next: TimeRange) => {
    setRange(next);
    setOpen(false);
  };
  return (
    <Popover
      label="Time range"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button icon="clock" aria-label={`Time range: ${describeRange(range)}`}>
          <span className="tool-label">{describeRange(range)}</span>
          <Icon name="chevron_down" size={12} />
        </Button>
      }
    >
      <div className="range">
        <ul className="range-list" aria-label="Relative">
          {RELATIVE_RANGES.map((seconds) => (
            <Choice
              key={seconds}
              label={`Last ${describeSpan(seconds)}`}
              chosen={range.kind === 'relative' && range.seconds === seconds}
              onChoose={() => choose({ kind: 'relative', seconds })}
            />
          ))}
          <Choice label="All time" chosen={range.kind === 'all'} onChoose={() => choose({ kind: 'all' })} />
        </ul>
        <div className="range-right">
          <RunChoices runs={runs} range={range} onChoose={choose} />
          <AbsoluteForm range={range} onChoose={choose} />
        </div>
      </div>
    </Popover>
  );
}

function Choice({ label, chosen, onChoose }: { label: string; chosen: boolean; onChoose: () => void }) {
  return (
    <li>
      <button type="button" className="range-choice" aria-pressed={chosen} onClick={onChoose}>
        {label}
      </button>
    </li>
  );
}

interface RunChoicesProps {
  runs: Run[];
  range: TimeRange;
  onChoose: (range: TimeRange) => void;
}

// The names of the newest ones; older runs are on their own page.
const MOST_RUNS = 5;

function RunChoices({ runs, range, onChoose }: RunChoicesProps) {
  const current = runs.at(-1);
  if (!current) return null;
  const names = [...new Set(runs.map((run) => run.name).reverse())].slice(0, MOST_RUNS);
  return (
    <section>
      <h3>Runs</h3>
      <ul>
        <Choice
          label={`This run (${current.name})`}
          chosen={range.kind === 'run' && range.name === 'current'}
          onChoose={() => onChoose({ kind: 'run', name: 'current' })}
        />
        {names.slice(1).map((name) => (
          <Choice
            key={name}
            label={name}
            chosen={range.kind === 'run' && range.name === name}
            onChoose={() => onChoose({ kind: 'run', name })}
          />
        ))}
      </ul>
    </section>
  );
}

/** As an input of the type datetime-local has it: local time, without a zone. */
function localText(seconds: number): string {
  const date = new Date(seconds * 1000);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

function AbsoluteForm({ range, onChoose }: { range: TimeRange; onChoose: (range: TimeRange) => void }) {
  const now = Date.now() / 1000;
  const isAbsolute = range.kind === 'absolute';
  const [from, setFrom] = useState(localText(isAbsolute ? range.from : now - 3600));
  const [to, setTo] = useState(localText(isAbsolute ? range.to : now));
  const [begin, end] = [Date.parse(from) / 1000, Date.parse(to) / 1000];
  const isValid = begin < end;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isValid) onChoose({ kind: 'absolute', from: begin, to: end });
  };
  return (
    <form className="range-form" onSubmit={submit}>
      <h3>From and to</h3>
      <label>
        From
        <input className="field" type="datetime-local" step="1" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        To
        <input className="field" type="datetime-local" step="1" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      {!isValid && <p className="range-wrong">The end must be after the beginning.</p>}
      <Button type="submit" kind="primary" disabled={!isValid}>
        Apply
      </Button>
    </form>
  );
}
