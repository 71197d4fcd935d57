import { describe, expect, it } from 'vitest';
import type { BoostedRule } from '../api/sampling';
import { formOfRule, isForOpenTelemetryOnly, matchersOf, newRuleForm, readAttributes, readRequestLine, ruleOfForm } from './sampling_rule_form';

const rule: BoostedRule = {
  RuleName: 'checkout', Priority: 100, ReservoirSize: 2, FixedRate: 0.1, ServiceName: 'shop', ServiceType: '*', Host: '*',
  HTTPMethod: 'POST', URLPath: '/checkout*', ResourceARN: '*', Attributes: { tenant: 'acme' },
  SamplingRateBoost: { MaxRate: 0.5, CooldownWindowMinutes: 5 },
};

describe('forms', () => {
  it('give back the rule that they were made of, with its boost', () => {
    expect(ruleOfForm(formOfRule(rule))).toEqual({ rule });
  });
  it('begin with a priority that is free', () => {
    expect(newRuleForm([100, 110, 10_000]).Priority).toBe('120');
    expect(ruleOfForm({ ...newRuleForm([]), RuleName: 'a' })).toMatchObject({ rule: { Host: '*', FixedRate: 0.05 } });
  });
  it('say which number is wrong', () => {
    const form = { ...formOfRule(rule), Priority: '0', FixedRate: '5', ReservoirSize: '', MaxRate: '-1', CooldownWindowMinutes: '0' };
    expect(ruleOfForm(form)).toEqual({
      errors: {
        Priority: 'A whole number from 1 to 9999',
        FixedRate: 'A number from 0 to 1; 0.05 is 5 %',
        ReservoirSize: 'A whole number from 0 on',
        MaxRate: 'A number from 0 to 1; 0.05 is 5 %',
        CooldownWindowMinutes: 'A whole number from 1 on',
      },
    });
  });
  it('leave the priority of Default alone', () => {
    expect(ruleOfForm({ ...formOfRule(rule), Priority: '10000' }, true)).toHaveProperty('rule');
  });
});

it('names only what a rule asks for', () => {
  expect(matchersOf(rule)).toEqual([['service', 'shop'], ['method', 'POST'], ['path', '/checkout*'], ['tenant', 'acme']]);
});

it('knows which rules X-Ray SDKs skip', () => {
  expect(isForOpenTelemetryOnly(rule)).toBe(true);
  expect(isForOpenTelemetryOnly({ ...rule, Attributes: {} })).toBe(false);
  expect(isForOpenTelemetryOnly({ ...rule, Attributes: {}, ResourceARN: 'arn:x' })).toBe(true);
});

it('reads a request from one line', () => {
  expect(readRequestLine('post http://shop.local:8080/checkout?x=1')).toEqual({ HTTPMethod: 'POST', Host: 'shop.local:8080', URLPath: '/checkout' });
  expect(readRequestLine('/checkout')).toEqual({ URLPath: '/checkout' });
  expect(readRequestLine('GET')).toEqual({ HTTPMethod: 'GET' });
  expect(readRequestLine('')).toEqual({});
});

it('reads attributes', () => {
  expect(readAttributes('tenant=acme, a = b=c,,')).toEqual({ tenant: 'acme', a: 'b=c' });
});
