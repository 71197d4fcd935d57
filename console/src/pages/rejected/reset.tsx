import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getHealth, resetStore } from '../../api/emulator';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { countOf } from '../../model/format';

/** Forgets traces, after a question. */
export function ResetCard() {
  const [asks, setAsks] = useState(false);
  return (
    <section className="card data-card" aria-labelledby="reset-head">
      <h2 id="reset-head">Reset</h2>
      <p className="muted">Forgets all traces, refusals, warnings and runs, and begins to count anew. It cannot be taken back.</p>
      <div>
        <Button kind="danger" onClick={() => setAsks(true)}>
          Forget all traces…
        </Button>
      </div>
      {asks && <ResetDialog onClose={() => setAsks(false)} />}
    </section>
  );
}

function ResetDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [all, setAll] = useState(false);
  const health = useQuery({ queryKey: ['health'], queryFn: ({ signal }) => getHealth(signal) });
  const reset = useMutation({
    mutationFn: () => resetStore(all),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  return (
    <Dialog
      title="Forget all traces?"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep them</Button>
          <Button kind="danger" disabled={reset.isPending} onClick={() => reset.mutate()}>
            Forget {health.data ? countOf(health.data.traces, 'trace') : 'them'}
          </Button>
        </>
      }
    >
      <div className="form">
        <label className="reset-all">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} /> Also sampling rules, groups, tags, policies and
          settings
        </label>
        <p className="muted">Sampling rules that the emulator was started with come back. The clock stays as it is.</p>
        {reset.error && (
          <p className="wrong" role="alert">
            {reset.error.message}
          </p>
        )}
      </div>
    </Dialog>
  );
}
