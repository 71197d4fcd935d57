import { CodeBlock } from '../../components/code_block';
import { Field } from '../../components/field';
import { Select } from '../../components/select';
import { adviceOf, CLIENTS, listenerOf, nextStepOf, NOTATIONS, PLACES, settingsText, type Client, type Notation, type Place } from '../../model/setup';

export interface SetupChoice {
  client: Client;
  place: Place;
  notation: Notation;
}

export const FIRST_CHOICE: SetupChoice = { client: 'xray-python', place: 'here', notation: 'sh' };

/** What to set, to copy, for each kind of client and where it runs. */
export function Setup({ choice, onChoose }: { choice: SetupChoice; onChoose: (choice: SetupChoice) => void }) {
  const { client, place, notation } = choice;
  const listener = listenerOf(window.location);
  const step = nextStepOf(client, place, notation, listener);
  return (
    <section className="card setup" aria-label="Point an application here">
      <h2>Point an application here</h2>
      <div className="setup-clients" role="group" aria-label="Kind of client">
        {CLIENTS.map(([id, label]) => (
          <button key={id} type="button" className="setup-client" aria-pressed={id === client} onClick={() => onChoose({ ...choice, client: id })}>
            {label}
          </button>
        ))}
      </div>
      <div className="setup-choices">
        <Field label="It runs">
          {(control) => (
            <Select
              {...control}
              value={place}
              choices={PLACES}
              onChoose={(next) => onChoose({ ...choice, place: next, notation: next === 'here' ? 'sh' : 'compose' })}
            />
          )}
        </Field>
        <Field label="Written for">
          {(control) => (
            <Select {...control} value={notation} choices={NOTATIONS} onChoose={(next) => onChoose({ ...choice, notation: next })} />
          )}
        </Field>
      </div>
      <h3>Set where it runs</h3>
      <CodeBlock text={settingsText(client, place, notation, listener)} label="Settings" />
      <h3>{step.title}</h3>
      <CodeBlock text={step.text} label={step.title} />
      {adviceOf(client, place).map((advice) => (
        <p key={advice} className="muted">
          {advice}
        </p>
      ))}
    </section>
  );
}
