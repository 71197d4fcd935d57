import { useId, type ReactNode } from 'react';
import './field.css';

/** What ties a control to its label, its hint and what is wrong with it. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value, in the emulator's words where it has spoken. */
  error?: string | undefined;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled control of a form. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(hint) || error !== undefined;
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hasNote ? noteId : undefined, 'aria-invalid': error === undefined ? undefined : true })}
      {hasNote && (
        <p id={noteId} className={error === undefined ? 'form-hint' : 'form-error'}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
