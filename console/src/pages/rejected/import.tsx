import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';
import { importTraces, type ImportOutcome } from '../../api/intake';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { Button } from '../../components/button';
import { countOf } from '../../model/format';

interface Imported {
  name: string;
  outcome?: ImportOutcome;
  problem?: string;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** Takes files of exports or of `aws xray batch-get-traces`, dropped or chosen. */
export function ImportCard() {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const work = useMutation({
    mutationFn: importAll,
    onSuccess: () => client.invalidateQueries(),
  });
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    setIsOver(false);
    work.mutate([...event.dataTransfer.files]);
  };
  return (
    <section
      className={isOver ? 'card data-card import-over' : 'card data-card'}
      aria-labelledby="import-head"
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={drop}
    >
      <h2 id="import-head">Import</h2>
      <p className="muted">
        Drop files here: exports, or what <code>aws xray batch-get-traces</code> prints. Up to 32 MiB each.
      </p>
      <div>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept=".json,.jsonl,.ndjson,application/json,application/x-ndjson"
          aria-label="Files to import"
          onChange={(event) => {
            work.mutate([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Button disabled={work.isPending} onClick={() => input.current?.click()}>
          {work.isPending ? 'Importing…' : 'Choose files'}
        </Button>
      </div>
      <div role="status" className="import-done">
        {work.data?.map((one, at) => (
          <Outcome key={`${at} ${one.name}`} imported={one} />
        ))}
      </div>
    </section>
  );
}

async function importAll(files: File[]): Promise<Imported[]> {
  const done: Imported[] = [];
  for (const file of files) {
    try {
      // One after the other: the emulator takes them in order.
      // oxlint-disable-next-line no-await-in-loop
      done.push({ name: file.name, outcome: await importTraces(file) });
    } catch (error) {
      done.push({ name: file.name, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return done;
}

function Outcome({ imported: { name, outcome, problem } }: { imported: Imported }) {
  if (!outcome) {
    return (
      <p className="wrong">
        {name}: {problem}
      </p>
    );
  }
  return (
    <div>
      <p>
        {name}: {countOf(outcome.Traces, 'trace')}, {countOf(outcome.Documents, 'document')} taken
        {outcome.Refused > 0 && `, ${outcome.Refused} refused`}.{' '}
        <Link href={addressOf('/traces', { range: 'all', from: undefined, to: undefined, run: undefined })}>Look at the traces</Link>
      </p>
      {outcome.Unprocessed.length > 0 && (
        <ul className="import-refused">
          {outcome.Unprocessed.slice(0, 5).map((one, at) => (
            <li key={`${at} ${one.Id ?? ''}`} className="muted">
              <span className="mono">{one.Id ?? 'no id'}</span>: {one.Message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
