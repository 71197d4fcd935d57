import type { BoostedRule, SampledRequest } from '../api/sampling';

// Sampling rules as forms, and which requests they are for. Pure.

export const DEFAULT_RULE = 'Default';

export const SERVICE_TYPES = [
  '*', 'AWS::EC2::Instance', 'AWS::ECS::Container', 'AWS::ElasticBeanstalk::Environment', 'AWS::ApiGateway::Stage',
  'AWS::AppSync::GraphQLAPI', 'AWS::EKS::Container', 'AWS::Lambda::Function',
];

export interface RuleForm {
  RuleName: string;
  Priority: string;
  ReservoirSize: string;
  FixedRate: string;
  ServiceName: string;
  ServiceType: string;
  Host: string;
  HTTPMethod: string;
  URLPath: string;
  ResourceARN: string;
  attributes: [string, string][];
  boosts: boolean;
  MaxRate: string;
  CooldownWindowMinutes: string;
}

export type RuleErrors = Partial<Record<keyof RuleForm, string>>;

/** A rule that takes every request, at a priority that no other rule has. */
export function newRuleForm(taken: number[]): RuleForm {
  const used = new Set(taken);
  let priority = 100;
  while (used.has(priority)) priority += 10;
  return {
    RuleName: '', Priority: String(priority), ReservoirSize: '1', FixedRate: '0.05',
    ServiceName: '*', ServiceType: '*', Host: '*', HTTPMethod: '*', URLPath: '*', ResourceARN: '*',
    attributes: [], boosts: false, MaxRate: '0.5', CooldownWindowMinutes: '10',
  };
}

export function formOfRule(rule: BoostedRule): RuleForm {
  const boost = rule.SamplingRateBoost;
  return {
    RuleName: rule.RuleName,
    Priority: String(rule.Priority),
    ReservoirSize: String(rule.ReservoirSize),
    FixedRate: String(rule.FixedRate),
    ServiceName: rule.ServiceName,
    ServiceType: rule.ServiceType,
    Host: rule.Host,
    HTTPMethod: rule.HTTPMethod,
    URLPath: rule.URLPath,
    ResourceARN: rule.ResourceARN,
    attributes: Object.entries(rule.Attributes ?? {}),
    boosts: Boolean(boost),
    MaxRate: String(boost?.MaxRate ?? 0.5),
    CooldownWindowMinutes: String(boost?.CooldownWindowMinutes ?? 10),
  };
}

const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')));

// An update with a number out of its bounds is refused without a word on which: so the form says it.
function check(form: RuleForm, isDefault: boolean): RuleErrors {
  const errors: RuleErrors = {};
  const whole = (name: keyof RuleForm, least: number, most: number) => {
    const value = number(String(form[name]));
    if (!Number.isInteger(value) || value < least || value > most) errors[name] = `A whole number from ${least}${most < 2 ** 31 - 1 ? ` to ${most}` : ' on'}`;
  };
  const share = (name: keyof RuleForm) => {
    const value = number(String(form[name]));
    if (!(value >= 0 && value <= 1)) errors[name] = 'A number from 0 to 1; 0.05 is 5 %';
  };
  if (!isDefault) whole('Priority', 1, 9999);
  whole('ReservoirSize', 0, 2 ** 31 - 1);
  share('FixedRate');
  if (form.boosts) {
    share('MaxRate');
    whole('CooldownWindowMinutes', 1, 2 ** 31 - 1);
  }
  if (form.attributes.some(([key]) => key.trim() === '')) errors.attributes = 'Each attribute needs a name';
  return errors;
}

/** The rule that a form describes, or what is wrong with which field. Texts are the service's to judge. */
export function ruleOfForm(form: RuleForm, isDefault = false): { rule: BoostedRule } | { errors: RuleErrors } {
  const errors = check(form, isDefault);
  if (Object.keys(errors).length > 0) return { errors };
  const rule: BoostedRule = {
    RuleName: form.RuleName.trim(),
    Priority: number(form.Priority),
    ReservoirSize: number(form.ReservoirSize),
    FixedRate: number(form.FixedRate),
    ServiceName: form.ServiceName,
    ServiceType: form.ServiceType,
    Host: form.Host,
    HTTPMethod: form.HTTPMethod,
    URLPath: form.URLPath,
    ResourceARN: form.ResourceARN,
    Attributes: Object.fromEntries(form.attributes.map(([key, value]) => [key.trim(), value])),
  };
  if (form.boosts) rule.SamplingRateBoost = { MaxRate: number(form.MaxRate), CooldownWindowMinutes: number(form.CooldownWindowMinutes) };
  return { rule };
}

/** Of Default only rate and reservoir can be set. */
export const defaultUpdateOf = ({ RuleName, ReservoirSize, FixedRate }: BoostedRule) => ({ RuleName, ReservoirSize, FixedRate });

const MATCHERS = [
  ['ServiceName', 'service'], ['ServiceType', 'type'], ['Host', 'host'], ['HTTPMethod', 'method'], ['URLPath', 'path'], ['ResourceARN', 'resource'],
] as const;

/** What a rule asks of a request, as name and pattern; nothing for what may be anything. */
export function matchersOf(rule: BoostedRule): [string, string][] {
  const fields: [string, string][] = MATCHERS.filter(([name]) => rule[name] !== '*').map(([name, label]) => [label, rule[name]]);
  return [...fields, ...Object.entries(rule.Attributes ?? {})];
}

/** X-Ray's own SDKs skip such a rule. */
export const isForOpenTelemetryOnly = (rule: BoostedRule) =>
  rule.RuleName !== DEFAULT_RULE && (rule.ResourceARN !== '*' || Object.keys(rule.Attributes ?? {}).length > 0);

/** Reads `POST http://shop.local/checkout`, or parts of that. */
export function readRequestLine(text: string): Pick<SampledRequest, 'HTTPMethod' | 'Host' | 'URLPath'> {
  const [, method, rest = ''] = /^\s*([A-Za-z]{3,10}(?=\s|$))?\s*(\S*)\s*$/.exec(text) ?? [];
  const request: Pick<SampledRequest, 'HTTPMethod' | 'Host' | 'URLPath'> = {};
  if (method) request.HTTPMethod = method.toUpperCase();
  const [, host, path] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)([^?#]*)/i.exec(rest) ?? [];
  if (host) request.Host = host;
  if (path) request.URLPath = path;
  return request;
}

/** Reads `tenant=acme, plan=pro`. */
export function readAttributes(text: string): Record<string, string> {
  const pairs = text.split(',').map((part) => part.split('='));
  return Object.fromEntries(pairs.flatMap(([key = '', ...value]) => (key.trim() === '' ? [] : [[key.trim(), value.join('=').trim()]])));
}
