import { CopyButton } from '../../components/copy_button';
import type { ExceptionText } from '../../model/entity_text';
import { objectOf, textOf, type Document } from '../../model/trace_tree';

export function Exceptions({ exceptions, document }: { exceptions: ExceptionText[]; document: Document }) {
  const folder = textOf(objectOf(document['cause'])?.['working_directory']);
  return (
    <>
      {exceptions.map((exception, at) => (
        // Exceptions may be alike; they do not move.
        // oxlint-disable-next-line react/no-array-index-key
        <article key={at} className="exception">
          <header>
            <h3>{exception.type}</h3>
            {exception.remote && <span className="chip">remote</span>}
            <CopyButton quiet label="Copy the exception" text={() => asText(exception)} />
          </header>
          {exception.message !== '' && <p className="exception-message">{exception.message}</p>}
          {exception.frames.length > 0 && (
            <ol className="frames mono">
              {exception.frames.map((frame, place) => (
                // oxlint-disable-next-line react/no-array-index-key
                <li key={place}>
                  <span>{frame.label || '(anonymous)'}</span> <span className="muted">{frame.place}</span>
                </li>
              ))}
            </ol>
          )}
          {exception.truncated > 0 && <p className="muted">{exception.truncated} more frames were not sent.</p>}
        </article>
      ))}
      {folder !== undefined && (
        <p className="muted">
          In <span className="mono">{folder}</span>
        </p>
      )}
    </>
  );
}

function asText(exception: ExceptionText): string {
  const frames = exception.frames.map((frame) => `    at ${frame.label || '(anonymous)'} (${frame.place})`);
  return [`${exception.type}: ${exception.message}`, ...frames].join('\n');
}
