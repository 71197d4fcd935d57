import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { exportAddress, exportTraces } from '../../api/intake';
import { expressionWithin, useRuns, useScope } from '../../app/scope';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { Icon } from '../../components/icons';
import { Select } from '../../components/select';

const FILE = 'traces.jsonl';

/** Whole traces as a file, one in a line; the handle can be dragged out of the browser. */
export function ExportCard() {
  const { group } = useScope();
  const runs = useRuns().data ?? [];
  const [filter, setFilter] = useState('');
  const [run, setRun] = useState('');
  const query = { filter: expressionWithin(group, filter), run };
  const work = useMutation({ mutationFn: async () => save(await exportTraces(query), FILE) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    work.mutate();
  };
  const names = [...new Set(runs.map((one) => one.name))].reverse();
  return (
    <form className="card data-card" onSubmit={submit} aria-labelledby="export-head">
      <h2 id="export-head">Export</h2>
      <p className="muted">Whole traces, one JSON object a line, with the documents as they were sent.</p>
      <Field label={group ? `Filter, within the group ${group}` : 'Filter'} hint="Empty for all traces" error={work.error?.message}>
        {(control) => (
          <input
            {...control}
            className="field mono"
            placeholder='service("cart") AND fault'
            spellCheck={false}
            autoComplete="off"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
      </Field>
      {names.length > 0 && (
        <Field label="Run">
          {(control) => (
            <Select {...control} value={run} choices={[['', 'All runs'], ...names.map((name) => [name, name] as const)]} onChoose={setRun} />
          )}
        </Field>
      )}
      <div className="data-actions">
        <Button type="submit" icon="download" disabled={work.isPending}>
          {work.isPending ? 'Exporting…' : `Save ${FILE}`}
        </Button>
        <a
          className="export-drag"
          href={exportAddress(query)}
          download={FILE}
          draggable
          onDragStart={(event) => {
            const address = new URL(exportAddress(query), window.location.href).href;
            event.dataTransfer.setData('DownloadURL', `application/x-ndjson:${FILE}:${address}`);
            event.dataTransfer.setData('text/uri-list', address);
          }}
        >
          <Icon name="link" /> or drag this out
        </a>
      </div>
    </form>
  );
}

function save(content: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has begun to read by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
