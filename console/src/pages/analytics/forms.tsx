import { useId, useState } from 'react';
import { ApiError } from '../../api/http';
import { setSearch } from '../../app/router';
import { useVocabulary } from '../../app/vocabulary';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { FilterInput } from '../../components/filter_input';
import { FilterProblem } from '../../components/filter_problem';
import { formatTimeParameter } from '../../model/time_range';
import { localInput, readLocalInput } from './local_time';

interface SidesFormProps {
  a: string;
  b: string;
  errorA: unknown;
  errorB: unknown;
}

/** The filters of either side; an empty one stands for everything else. */
export function SidesForm({ a, b, errorA, errorB }: SidesFormProps) {
  const [first, setFirst] = useState(a);
  const [second, setSecond] = useState(b);
  const compare = (left = first, right = second) => setSearch({ a: left.trim(), b: right.trim() });
  return (
    <form
      className="sides"
      onSubmit={(event) => {
        event.preventDefault();
        compare();
      }}
    >
      <SideInput side="a" label="Filter of A" value={first} given={a} error={errorA} onChange={setFirst} onSubmit={(value) => compare(value, second)} />
      <SideInput side="b" label="Filter of B" value={second} given={b} error={errorB} onChange={setSecond} onSubmit={(value) => compare(first, value)} />
      <div className="sides-actions">
        <Button type="submit" kind="primary">
          Compare
        </Button>
        <Button onClick={() => compare(second, first)}>Swap</Button>
        {a === '' && b === '' && (
          <Button kind="quiet" onClick={() => compare('', 'fault OR error OR throttle')}>
            What do failed traces have in common?
          </Button>
        )}
      </div>
    </form>
  );
}

interface MomentFormProps {
  filter: string;
  moment: number;
  error: unknown;
}

/** The moment that parts before and after, and a filter for both. */
export function MomentForm({ filter, moment, error }: MomentFormProps) {
  const [text, setText] = useState(filter);
  const [when, setWhen] = useState(localInput(moment));
  const at = readLocalInput(when);
  const compare = (expression = text) => {
    if (at !== undefined) setSearch({ a: expression.trim(), at: formatTimeParameter(at) });
  };
  return (
    <form
      className="sides sides-moment"
      onSubmit={(event) => {
        event.preventDefault();
        compare();
      }}
    >
      <Field label="Moment" error={at === undefined ? 'No date and time' : undefined}>
        {(control) => <input {...control} type="datetime-local" step="1" className="field" value={when} onChange={(event) => setWhen(event.target.value)} />}
      </Field>
      <SideInput label="Filter of both sides" value={text} given={filter} error={error} onChange={setText} onSubmit={compare} />
      <div className="sides-actions">
        <Button type="submit" kind="primary" disabled={at === undefined}>
          Compare
        </Button>
      </div>
    </form>
  );
}

interface SideInputProps {
  side?: 'a' | 'b';
  label: string;
  value: string;
  /** The expression that `error` is about. */
  given: string;
  error: unknown;
  onChange: (value: string) => void;
  onSubmit: (value: string) => void;
}

function SideInput({ side, label, value, given, error, onChange, onSubmit }: SideInputProps) {
  const id = useId();
  const [isNeeded, setNeeded] = useState(false);
  const vocabulary = useVocabulary(isNeeded);
  const problem = error instanceof ApiError && error.status === 400 && given !== '' ? error.message : undefined;
  return (
    <div className="side">
      <div className="side-line">
        {side && <span className={`side-mark side-${side}`}>{side.toUpperCase()}</span>}
        <FilterInput
          label={label}
          placeholder={side ? 'everything else' : 'all traces'}
          value={value}
          onChange={onChange}
          onSubmit={onSubmit}
          vocabulary={vocabulary}
          onFocus={() => setNeeded(true)}
          problemId={problem === undefined ? undefined : id}
        />
      </div>
      {problem !== undefined && <FilterProblem id={id} filter={given} message={problem} />}
    </div>
  );
}
