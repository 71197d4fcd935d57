import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { EmptyState } from '../../components/states';
import { isReport } from '../../model/edition';
import { parseTraceId } from '../../model/deep_links';

const TEXTS = isReport
  ? { title: 'This trace is not in the report', status: 'It was not traced, or there was no room for it.' }
  : { title: 'Waiting for this trace', status: 'No segment of it has come so far. The page shows it as soon as one does.' };

/** A link may be opened before the trace has come: then it fills itself. */
export function Waiting({ id }: { id: string }) {
  const isId = parseTraceId(id) !== undefined;
  return (
    <div className="page">
      <h1>Trace</h1>
      <EmptyState title={isId ? TEXTS.title : 'That is no trace id'}>
        <p className="mono">{id}</p>
        <p role="status">
          {isId
            ? TEXTS.status
            : 'A trace id looks like 1-58406520-a006649127e371903a2de979; OpenTelemetry’s 32 digits do as well.'}
        </p>
        <p>
          <Link href={addressOf('/traces')}>All traces</Link>
        </p>
      </EmptyState>
    </div>
  );
}
