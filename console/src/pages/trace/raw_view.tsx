import { useMemo } from 'react';
import type { Trace } from '../../api/types';
import { Button } from '../../components/button';
import { CopyButton } from '../../components/copy_button';
import { JsonTree, type Json } from '../../components/json_tree';

/** The answer of BatchGetTraces; documents, which are texts in it, are unfolded. */
export function RawView({ trace }: { trace: Trace }) {
  const value = useMemo(() => ({ ...trace, Segments: trace.Segments.map(({ Id, Document }) => ({ Id, Document: parse(Document) })) }), [trace]);
  const text = () => JSON.stringify({ Traces: [trace], UnprocessedTraceIds: [] }, undefined, 2);
  return (
    <section className="trace-page" aria-label="Raw data">
      <div className="trace-tools">
        <CopyButton label="Copy as AWS answers it" text={text} />
        <CopyButton label="Copy with documents unfolded" text={() => JSON.stringify(value, undefined, 2)} />
        <Button icon="download" onClick={() => download(`${trace.Id}.json`, text())}>
          Download
        </Button>
      </div>
      <JsonTree value={value as unknown as Json} open={3} />
    </section>
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function download(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
