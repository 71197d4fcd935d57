import { useId, type ReactNode } from 'react';
import { Button, IconButton } from '../../components/button';
import { Field } from '../../components/field';
import { describeRate } from '../../model/sampling_rate';
import { SERVICE_TYPES, type RuleErrors, type RuleForm } from '../../model/sampling_rule_form';

interface RuleFieldsProps {
  form: RuleForm;
  errors: RuleErrors;
  isNew: boolean;
  /** Of Default only rate and reservoir can be set. */
  isDefault: boolean;
  onChange: (form: RuleForm) => void;
}

type TextName = Exclude<keyof RuleForm, 'attributes' | 'boosts'>;

export function RuleFields(props: RuleFieldsProps) {
  const { form, errors, isNew, isDefault, onChange } = props;
  const types = useId();
  const text = (name: TextName, label: string, hint?: ReactNode, more: { list?: string; inputMode?: 'decimal' } = {}) => (
    <Field label={label} hint={hint} error={errors[name]}>
      {(control) => (
        <input
          {...control}
          {...more}
          className="field"
          spellCheck={false}
          autoComplete="off"
          value={form[name]}
          onChange={(event) => onChange({ ...form, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const rate = { ReservoirSize: Number(form.ReservoirSize), FixedRate: Number(form.FixedRate) };
  return (
    <>
      <div className="form-row">
        {isNew && text('RuleName', 'Name', '1 to 32 characters')}
        {!isDefault && text('Priority', 'Priority', 'The lowest is tried first', { inputMode: 'decimal' })}
        {text('ReservoirSize', 'Reservoir', 'Requests a second that are kept in any case', { inputMode: 'decimal' })}
        {text('FixedRate', 'Fixed rate', '0 to 1, of the rest', { inputMode: 'decimal' })}
      </div>
      <p className="rule-meaning" role="status">
        Keeps {describeRate(rate)}.
      </p>
      {!isDefault && (
        <>
          <h3>
            Takes requests of <span className="muted">(* any text, ? any letter)</span>
          </h3>
          <div className="form-row">
            {text('ServiceName', 'Service name')}
            {text('ServiceType', 'Service type', undefined, { list: types })}
            {text('Host', 'Host')}
          </div>
          <div className="form-row">
            {text('HTTPMethod', 'HTTP method')}
            {text('URLPath', 'URL path')}
            {text('ResourceARN', 'Resource ARN', 'X-Ray SDKs know only *')}
          </div>
          <datalist id={types}>
            {SERVICE_TYPES.map((type) => (
              <option key={type}>{type}</option>
            ))}
          </datalist>
          <Attributes {...props} />
          <Boost form={form} onChange={onChange} maxRate={text('MaxRate', 'Highest rate', '0 to 1', { inputMode: 'decimal' })}>
            {text('CooldownWindowMinutes', 'Minutes between boosts', undefined, { inputMode: 'decimal' })}
          </Boost>
        </>
      )}
    </>
  );
}

function Attributes({ form, errors, onChange }: RuleFieldsProps) {
  const change = (at: number, pair: [string, string]) =>
    onChange({ ...form, attributes: form.attributes.map((one, other) => (other === at ? pair : one)) });
  return (
    <fieldset className="rule-attributes">
      <legend>
        Attributes <span className="muted">(only OpenTelemetry’s samplers try such a rule)</span>
      </legend>
      {form.attributes.map(([key, value], at) => (
        // A row has no name but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="rule-attribute">
          <input className="field" aria-label={`Attribute ${at + 1}, name`} value={key} onChange={(event) => change(at, [event.target.value, value])} />
          <input className="field" aria-label={`Attribute ${at + 1}, value`} value={value} onChange={(event) => change(at, [key, event.target.value])} />
          <IconButton
            icon="close"
            label={`Remove attribute ${at + 1}`}
            onClick={() => onChange({ ...form, attributes: form.attributes.filter((_, other) => other !== at) })}
          />
        </div>
      ))}
      {errors.attributes && <p className="form-error">{errors.attributes}</p>}
      <Button onClick={() => onChange({ ...form, attributes: [...form.attributes, ['', '']] })}>Add an attribute</Button>
    </fieldset>
  );
}

interface BoostProps {
  form: RuleForm;
  onChange: (form: RuleForm) => void;
  maxRate: ReactNode;
  children: ReactNode;
}

function Boost({ form, onChange, maxRate, children }: BoostProps) {
  return (
    <fieldset className="rule-attributes">
      <legend className="hidden-text">Boost</legend>
      <label className="rule-boost">
        <input type="checkbox" checked={form.boosts} onChange={(event) => onChange({ ...form, boosts: event.target.checked })} /> Raise the rate while
        clients tell of anomalies
      </label>
      {form.boosts && (
        <div className="form-row">
          {maxRate}
          {children}
        </div>
      )}
    </fieldset>
  );
}
