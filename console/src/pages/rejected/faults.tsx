import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/http';
import { getFaults, putFaults, type InjectedFault } from '../../api/intake';
import { Button, IconButton } from '../../components/button';
import { Field } from '../../components/field';
import { Select } from '../../components/select';
import { EmptyState, ErrorState, Loading } from '../../components/states';
import {
  CONSOLE_CALLS,
  DATAGRAMS,
  describeEffect,
  describeOften,
  describeOperation,
  ERRORS,
  EVERY_OPERATION,
  faultOf,
  NEW_FAULT,
  OPERATIONS,
  type Effect,
  type FaultForm,
  type Often,
} from '../../model/faults';
import { countOf } from '../../model/format';

const queryKey = ['faults'];

/** Errors, delays and losses that the emulator's answers meet, for tests of how an application bears them. */
export function FaultsTab() {
  const client = useQueryClient();
  const faults = useQuery({ queryKey, queryFn: ({ signal }) => getFaults(signal), refetchInterval: 2000, retry: false });
  const change = useMutation({
    // Others may have changed the list, and calls have used some of it up: that goes.
    mutationFn: async (edit: (now: InjectedFault[]) => InjectedFault[]) => putFaults(edit(await getFaults()).filter((fault) => fault.count !== 0)),
    onSuccess: (next) => client.setQueryData(queryKey, next),
  });
  if (faults.error instanceof ApiError && faults.error.status === 404) {
    return <EmptyState title="This emulator injects no faults">It is older than this page.</EmptyState>;
  }
  if (faults.error) return <ErrorState error={faults.error} onRetry={() => void faults.refetch()} />;
  if (!faults.data) return <Loading />;
  return (
    <div className="faults">
      <FaultEditor problem={change.error?.message} onAdd={(fault) => change.mutate((now) => [...now, fault])} />
      {faults.data.length === 0 ? (
        <EmptyState title="No faults">
          <p>Every call is answered, and every datagram taken. Add a fault to see how an application bears it.</p>
        </EmptyState>
      ) : (
        <>
          <div className="faults-head">
            <h2>{countOf(faults.data.length, 'fault')}</h2>
            <span className="muted">A call meets the first one whose turn it is.</span>
            <Button onClick={() => change.mutate(() => [])}>Clear all</Button>
          </div>
          <ul className="card">
            {faults.data.map((fault, at) => (
              <li key={`${at} ${fault.operation} ${describeEffect(fault)}`} className="fault">
                <span className="fault-what">
                  <strong>{describeOperation(fault.operation)}</strong> {describeEffect(fault)}
                </span>
                <span>{describeOften(fault)}</span>
                <span className="muted numeric">{fault.applied ? `met ${countOf(fault.applied, 'time')}` : ''}</span>
                <IconButton
                  icon="close"
                  label={`Remove: ${describeOperation(fault.operation)} ${describeEffect(fault)}`}
                  onClick={() => change.mutate((now) => now.filter((_, other) => other !== at))}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const TARGETS: readonly (readonly [string, string])[] = [
  [EVERY_OPERATION, 'Every operation'],
  [DATAGRAMS, 'UDP datagrams'],
  ...OPERATIONS.map((name) => [name, name] as const),
];

const EFFECTS: readonly (readonly [Effect, string])[] = [
  ['error', 'fail'],
  ['delay', 'wait'],
];

const OFTEN: readonly (readonly [Often, string])[] = [
  ['count', 'the next few'],
  ['share', 'a share'],
  ['always', 'every one'],
];

function FaultEditor({ problem, onAdd }: { problem: string | undefined; onAdd: (fault: InjectedFault) => void }) {
  const [form, setForm] = useState<FaultForm>(NEW_FAULT);
  const [tried, setTried] = useState(false);
  const result = faultOf(form);
  const errorOf = (field: keyof FaultForm) => (tried && 'field' in result && result.field === field ? result.problem : undefined);
  const set = (changes: Partial<FaultForm>) => setForm({ ...form, ...changes });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(!('fault' in result));
    if ('fault' in result) onAdd(result.fault);
  };
  return (
    <form className="card fault-form" onSubmit={submit} aria-label="Add a fault">
      <Field label="Calls of">
        {(control) => <Select {...control} value={form.operation} choices={TARGETS} onChoose={(operation) => set({ operation })} />}
      </Field>
      {form.operation === DATAGRAMS ? (
        <p className="fault-fixed">are dropped</p>
      ) : (
        <>
          <Field label="Do">{(control) => <Select {...control} value={form.effect} choices={EFFECTS} onChoose={(effect) => set({ effect })} />}</Field>
          {form.effect === 'error' ? (
            <Field label="With">
              {(control) => (
                <Select {...control} value={form.error} choices={ERRORS.map((name) => [name, name] as const)} onChoose={(error) => set({ error })} />
              )}
            </Field>
          ) : (
            <NumberField label="Milliseconds" value={form.delayMs} error={errorOf('delayMs')} onChange={(delayMs) => set({ delayMs })} />
          )}
        </>
      )}
      <Field label="How often">{(control) => <Select {...control} value={form.often} choices={OFTEN} onChoose={(often) => set({ often })} />}</Field>
      {form.often === 'count' && <NumberField label="How many" value={form.count} error={errorOf('count')} onChange={(count) => set({ count })} />}
      {form.often === 'share' && <NumberField label="Percent" value={form.percent} error={errorOf('percent')} onChange={(percent) => set({ percent })} />}
      <Button type="submit" kind="primary">
        Add
      </Button>
      {!isSafe(form.operation) && (
        <p className="muted fault-note">Pages of this console call the X-Ray API too: they meet the fault, and use up its count. This page does not.</p>
      )}
      {problem && (
        <p className="wrong" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** Whether no page of the console makes such calls by itself. */
const isSafe = (operation: string) => operation === DATAGRAMS || !CONSOLE_CALLS.has(operation);

interface NumberFieldProps {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function NumberField({ label, value, error, onChange }: NumberFieldProps) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <input {...control} className="field fault-number" inputMode="decimal" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}
