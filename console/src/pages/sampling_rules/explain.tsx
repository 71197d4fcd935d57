import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { explainSampling, type PassedOverRule, type RuleInUse, type SampledRequest, type SamplingExplanation } from '../../api/sampling';
import { setSearch, useLocation } from '../../app/router';
import { Field } from '../../components/field';
import { StatusGlyph } from '../../components/status_badge';
import { countOf, formatShare } from '../../model/format';
import { describeRate } from '../../model/sampling_rate';
import { readAttributes, readRequestLine, SERVICE_TYPES } from '../../model/sampling_rule_form';

const FIELDS = ['service', 'request', 'type', 'arn', 'attributes'] as const;
type Name = (typeof FIELDS)[number];

function requestOf(texts: Record<Name, string>): SampledRequest {
  const request: SampledRequest = readRequestLine(texts.request);
  if (texts.service) request.ServiceName = texts.service;
  if (texts.type) request.ServiceType = texts.type;
  if (texts.arn) request.ResourceARN = texts.arn;
  const attributes = readAttributes(texts.attributes);
  if (Object.keys(attributes).length > 0) request.Attributes = attributes;
  return request;
}

/** Which rule takes a request, and why none before it. The request is in the address. */
export function Explain() {
  const { search } = useLocation();
  const [texts, setTexts] = useState(() => Object.fromEntries(FIELDS.map((name) => [name, search.get(name) ?? ''])) as Record<Name, string>);
  const request = requestOf(texts);
  const isAsked = Object.keys(request).length > 0;
  const answer = useQuery({
    queryKey: ['explain-sampling', request],
    queryFn: ({ signal }) => explainSampling(request, signal),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    refetchInterval: 3000,
  });
  const text = (name: Name, label: string, placeholder: string, list?: string) => (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          className="field"
          placeholder={placeholder}
          list={list}
          spellCheck={false}
          autoComplete="off"
          value={texts[name]}
          onChange={(event) => {
            setTexts({ ...texts, [name]: event.target.value });
            setSearch({ [name]: event.target.value }, { replace: true });
          }}
        />
      )}
    </Field>
  );
  return (
    <section className="card explain" aria-labelledby="explain-head">
      <h2 id="explain-head">Which rule takes this request?</h2>
      <form className="explain-form" onSubmit={(event) => event.preventDefault()}>
        {text('request', 'Request', 'POST http://shop.local/checkout')}
        {text('service', 'Service name', 'storefront')}
        {text('type', 'Service type', 'AWS::ECS::Container', 'explain-types')}
        {text('attributes', 'Attributes', 'tenant=acme, plan=pro')}
        {text('arn', 'Resource ARN', 'arn:aws:…')}
        <datalist id="explain-types">
          {SERVICE_TYPES.slice(1).map((type) => (
            <option key={type}>{type}</option>
          ))}
        </datalist>
      </form>
      <div role="status" className="explain-answer">
        {!isAsked ? (
          <p className="muted">Say what a client knows of a request before it decides.</p>
        ) : answer.error ? (
          <p className="form-error">{answer.error.message}</p>
        ) : (
          answer.data && <Answer answer={answer.data} />
        )}
      </div>
    </section>
  );
}

function Answer({ answer: { Rule, PassedOver, NotTried } }: { answer: SamplingExplanation }) {
  return (
    <ol className="explain-steps">
      {PassedOver.map((rule) => (
        <Passed key={rule.RuleName} rule={rule} />
      ))}
      {Rule ? <Hit rule={Rule} /> : <li>No rule takes it.</li>}
      {NotTried.length > 0 && <li className="explain-step muted">Not tried any more: {NotTried.join(', ')}</li>}
    </ol>
  );
}

function Passed({ rule }: { rule: PassedOverRule }) {
  return (
    <li className="explain-step">
      <StatusGlyph status="pending" />
      <div>
        <p>
          <strong>{rule.RuleName}</strong> <span className="muted">priority {rule.Priority}, passed over:</span>
        </p>
        <ul>
          {rule.Mismatches.map((one) => (
            <li key={one.Field}>
              {one.Field} must match <code>{one.Pattern}</code>,{' '}
              {one.Value === null ? (
                'and the request has none'
              ) : (
                <>
                  but is <code>{one.Value}</code>
                </>
              )}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

function Hit({ rule }: { rule: RuleInUse }) {
  const share = rule.SamplingBoost ? `, raised to ${formatShare(rule.SamplingBoost.BoostRate)} now` : '';
  return (
    <li className="explain-step explain-hit">
      <StatusGlyph status="ok" />
      <div>
        <p>
          <strong>{rule.RuleName}</strong> <span className="muted">priority {rule.Priority}</span> takes it and keeps {describeRate(rule)}
          {share}.
        </p>
        <p className="muted">
          {rule.Clients === 0
            ? 'No client has asked for its share of the reservoir within five minutes.'
            : `${countOf(rule.Clients, 'client')} ${rule.Clients === 1 ? 'holds' : 'hold'} ${rule.QuotaLeased} of its reservoir of ${rule.ReservoirSize} a second.`}
          {rule.OpenTelemetryOnly && ' X-Ray SDKs skip this rule: it has attributes or a resource.'}
        </p>
      </div>
    </li>
  );
}
