import { describe, expect, it } from 'vitest';
import type { RootCause, TraceSummary } from '../api/types';
import { analyticsOf, causesOf, differencesOf, fieldsOf, formatPoints, OUTCOME, responseTimes, sidesOf, splitAt, type AnalyticsTrace } from './analytics';

interface Options {
  id?: string;
  start?: number;
  fault?: boolean;
  tenant?: string;
  cause?: RootCause;
  time?: number;
}

const text = (value: string) => [{ AnnotationValue: { BooleanValue: null, NumberValue: null, StringValue: value }, ServiceIds: null }];
let ids = 0;

function trace({ id = `t${++ids}`, start = 100, fault = false, tenant = 'acme', cause, time = 0.2 }: Options = {}): AnalyticsTrace {
  const summary: TraceSummary = {
    Id: id, StartTime: start, Duration: time, ResponseTime: time, HasError: false, HasFault: fault, HasThrottle: false, IsPartial: false,
    Http: { ClientIp: null, HttpMethod: 'GET', HttpStatus: fault ? 500 : 200, HttpURL: 'http://shop/', UserAgent: null },
    Annotations: { tenant: text(tenant) }, Users: [], ServiceIds: [], EntryPoint: null, ErrorRootCauses: [], FaultRootCauses: cause ? [cause] : [],
    ResponseTimeRootCauses: [], ResourceARNs: [], InstanceIds: [], AvailabilityZones: [], MatchedEventTime: null, Revision: 1,
  };
  return analyticsOf(summary);
}

const many = (count: number, options: Options) => Array.from({ length: count }, () => trace(options));

describe('the sides', () => {
  const [one, two] = [trace({ id: 'one' }), trace({ id: 'two' })];
  it('are everything else where they have no expression', () => {
    expect(sidesOf([one, two], [one], undefined)).toEqual([[one], [two]]);
    expect(sidesOf([one, two], undefined, [one])).toEqual([[two], [one]]);
    expect(sidesOf(undefined, [one], [two])).toEqual([[one], [two]]);
    expect(sidesOf([one], undefined, undefined)).toEqual([[one], []]);
  });

  it('are before and after a moment', () => {
    const [early, late] = [trace({ start: 99 }), trace({ start: 100 })];
    expect(splitAt([late, early], 100)).toEqual([[early], [late]]);
  });
});

describe('differences', () => {
  const a = [...many(3, { tenant: 'acme' }), trace({ tenant: 'globex' })];
  const b = [...many(3, { tenant: 'globex', fault: true }), trace({ tenant: 'globex' })];

  it('are shares of either side, the greatest first', () => {
    const [first, second] = differencesOf(a, b, ['annotation.tenant']);
    expect(first).toMatchObject({ field: 'annotation.tenant', value: 'globex', a: 1, b: 4, shareA: 0.25, delta: 0.75, filter: 'annotation.tenant = "globex"' });
    expect(second).toMatchObject({ value: 'acme', a: 3, b: 0, delta: -0.75 });
  });

  it('are of all fields', () => {
    expect(fieldsOf(a, b)).toEqual([OUTCOME, 'url', 'status', 'method', 'user', 'service', 'entry', 'annotation.tenant']);
    const all = differencesOf(a, b, fieldsOf(a, b));
    expect(all.find(({ value }) => value === 'Fault')).toMatchObject({ field: 'Outcome', filter: 'fault', a: 0, b: 3, delta: 0.75 });
    expect(all.at(-1)?.delta).toBe(0);
  });

  it('are none where a side is empty', () => {
    expect(differencesOf(a, [], ['annotation.tenant']).map(({ value, delta }) => [value, delta])).toEqual([['acme', 0], ['globex', 0]]);
  });
});

describe('root causes', () => {
  const path = (name: string, ...below: string[]) => ({ Name: name, Names: [name], Type: null, Inferred: false, EntityPath: [name, ...below].map((one) => ({ Name: one, Remote: false })) });
  const cause: RootCause = { ClientImpacting: true, Services: [path('shop', 'cart.local'), path('cart', 'payments.local')] };
  const last = cause.Services[1]?.EntityPath[1];
  if (last) last.Exceptions = [{ Name: 'Timeout', Message: 'too late' }];

  it('are told as a path that a filter finds', () => {
    const [found] = causesOf([trace()], [trace({ cause })], 'fault');
    expect(found).toMatchObject({ value: 'shop → cart → payments.local: Timeout', a: 0, b: 1, delta: 1 });
    expect(found?.filter).toBe(
      'rootcause.json = #[{"Services":[{"Name":"shop","EntityPath":[{"Name":"shop"},{"Name":"cart.local"}]},{"Name":"cart","EntityPath":[{"Name":"cart"},{"Name":"payments.local","Exceptions":[{"Name":"Timeout"}]}]}]}]',
    );
  });
});

describe('texts', () => {
  it('tell percentage points', () => {
    expect([0.123, -0.004, 0, 0.5, -1].map(formatPoints)).toEqual(['+12 pp', '−0.4 pp', '0 pp', '+50 pp', '−100 pp']);
  });

  it('have response times counted', () => {
    expect(responseTimes([trace({ time: 0.1 }), trace({ time: 0.1 }), trace({ time: 2 })])).toEqual([{ Value: 0.1, Count: 2 }, { Value: 2, Count: 1 }]);
  });
});
