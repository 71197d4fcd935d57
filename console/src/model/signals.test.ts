import { expect, it } from 'vitest';
import type { Stats } from '../api/emulator';
import { shortName, signalsOf } from './signals';

const silence: Stats = {
  rejected_by_reason: {},
  last_rejected: [],
  warnings_by_reason: {},
  last_warnings: [],
  datagrams_received: 0,
  documents_received: 0,
  documents_stored: 0,
  documents_rejected: 0,
  otlp_spans_received: 0,
};
const health = { status: 'ok', version: '1', segments: 0, traces: 0, uptimeSeconds: 1 };
const rule = {
  RuleName: 'Default', RuleARN: '', Priority: 10_000, FixedRate: 1, ReservoirSize: 1, Clients: 0, QuotaLeased: 0,
  OpenTelemetryOnly: false, SamplingBoost: null, SamplingRateBoost: null,
};
const find = (id: string, heard: Parameters<typeof signalsOf>[0]) => signalsOf(heard).find((signal) => signal.id === id);

it('waits for everything at first', () => {
  const signals = signalsOf({ stats: silence, health, rule });
  expect(signals.map((signal) => signal.state)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
});

it('ticks off what was heard', () => {
  expect(find('udp', { stats: { ...silence, datagrams_received: 1200 }, health })).toMatchObject({ state: 'heard', text: '1,200 datagrams' });
  expect(find('trace', { stats: silence, health: { ...health, traces: 1, segments: 3 } })).toMatchObject({ text: '1 trace, 3 segments' });
});

it('counts clients and what they told of their sampling', () => {
  const statistics = [{ RuleName: 'Default', Timestamp: 1, RequestCount: 10, SampledCount: 2, BorrowCount: 1 }];
  expect(find('rules', { stats: silence, health, rule: { ...rule, Clients: 2 }, statistics })).toMatchObject({
    state: 'heard',
    text: '2 clients sample by them; 10 requests in 10 s, 3 sampled',
  });
});

it('speaks of one client as of one', () => {
  expect(find('rules', { stats: silence, health, rule: { ...rule, Clients: 1 } })?.text).toBe('1 client samples by them');
});

it('says that metrics alone make no trace', () => {
  expect(find('otlp', { stats: { ...silence, otlp_metrics_requests: 4 }, health })).toMatchObject({ state: 'trouble' });
});

it('names the reasons of refusals, the most frequent first', () => {
  const stats = { ...silence, documents_rejected: 5, rejected_by_reason: { InvalidId: 1, ParseError: 4 } };
  expect(find('refused', { stats, health })?.text).toBe('5 documents: ParseError 4, InvalidId 1');
});

it('knows who was heard last', () => {
  const heard = { udp: { at: 5, by: '10.0.0.1:41043' }, otlp: null, samplingRules: { at: 6, by: 'Boto3/1.40 md/Botocore#1.40' } };
  expect(find('udp', { stats: { ...silence, datagrams_received: 1, heard }, health })?.last).toEqual(heard.udp);
  expect(find('rules', { stats: { ...silence, heard }, health })).toMatchObject({ state: 'heard', last: heard.samplingRules });
  expect(find('otlp', { stats: { ...silence, heard }, health })?.last).toBeUndefined();
  expect([shortName(heard.samplingRules.by), shortName('')]).toEqual(['Boto3/1.40', 'a client without a name']);
});
