import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { beginRun } from '../../api/emulator';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';

/** Begins a run; the one before ends with it. */
export function BeginRun() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" icon="play" onClick={() => setOpen(true)}>
        Begin a run
      </Button>
      {isOpen && <BeginDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function BeginDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const begin = useMutation({
    mutationFn: beginRun,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['runs'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate(name.trim());
  };
  return (
    <Dialog
      title="Begin a run"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="begin-run" disabled={name.trim() === '' || begin.isPending}>
            Begin
          </Button>
        </>
      }
    >
      <form id="begin-run" className="runs-form" onSubmit={submit}>
        <Field label="Name" hint="All that arrives from now on belongs to it, until another begins." error={begin.error?.message}>
          {(control) => (
            <input {...control} ref={focusFirst} className="field" maxLength={200} spellCheck={false} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

// The dialog focuses what has the attribute when it opens; React's own comes too early for that.
const focusFirst = (input: HTMLInputElement | null) => input?.setAttribute('autofocus', '');
