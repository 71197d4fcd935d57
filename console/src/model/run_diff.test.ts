import { describe, expect, it } from 'vitest';
import { diffOf, findingsOf, formatGrowth } from './run_diff';
import { addTrace, callKey, emptyProfile, normalName, type RunProfile } from './run_profile';

interface Options {
  payments?: string;
  fault?: boolean;
  calls?: number;
  length?: number;
  exception?: string;
  key?: string;
}

function trace({ payments = 'payments', fault = false, calls = 1, length = 0.1, exception, key = 'tenant' }: Options) {
  const shop = {
    id: 'a', name: 'shop', start_time: 10, end_time: 10 + length, ...(fault ? { fault } : {}), annotations: { [key]: 'x' },
    subsegments: [
      ...Array.from({ length: calls }, (_, at) => ({ id: `call${at}`, name: 'payments.local', ...(exception ? { cause: { exceptions: [{ type: exception }] } } : {}) })),
      { id: 'db', name: 'DynamoDB' },
    ],
  };
  const documents = [
    shop,
    ...Array.from({ length: calls }, (_, at) => ({ id: `p${at}`, name: payments, parent_id: `call${at}`, start_time: 10, end_time: 10.05 })),
    { id: 'i', name: 'DynamoDB', parent_id: 'db', inferred: true, start_time: 10, end_time: 10.01, aws: { table_name: 'carts' } },
  ];
  return { Id: '1', Duration: length, LimitExceeded: false, Segments: [...documents.map((one) => ({ Id: one.id, Document: JSON.stringify(one) })), { Id: 'x', Document: '{broken' }] };
}

function profile(count: number, options: Options = {}): RunProfile {
  const made = emptyProfile();
  for (let at = 0; at < count; ++at) addTrace(made, trace(options));
  return made;
}

describe('the profile of a run', () => {
  it('has services, calls, exceptions and annotation keys', () => {
    const made = profile(2, { calls: 3, exception: 'Timeout' });
    expect(made.traces).toBe(2);
    expect([...made.services.keys()].toSorted()).toEqual(['carts', 'payments', 'shop']);
    expect(made.calls.get(callKey('shop', 'payments'))?.count).toBe(6);
    expect(made.calls.get(callKey('shop', 'carts'))?.count).toBe(2);
    expect([...made.exceptions]).toEqual([['shop: Timeout', 6]]);
    expect([...made.annotationKeys]).toEqual([['tenant', 2]]);
  });

  it('counts each request once', () => {
    const made = emptyProfile();
    const one = (more: object) => ({ Id: 's', Document: JSON.stringify({ id: 's', name: 'a', start_time: 1, ...more }) });
    addTrace(made, { Id: '1', Duration: null, LimitExceeded: false, Segments: [one({ error: true, throttle: true }), one({ error: true }), one({ fault: true, error: true }), one({ in_progress: true })] });
    expect(made.services.get('a')).toEqual({ requests: 4, errors: 1, throttles: 1, faults: 1, lengths: [] });
  });

  it('survives any document', () => {
    const made = emptyProfile();
    const documents = ['null', '[]', '7', '{"name":3,"subsegments":[null,7,{"id":1}],"annotations":[],"cause":"0123"}'];
    addTrace(made, { Id: '1', Duration: null, LimitExceeded: false, Segments: documents.map((Document) => ({ Id: '', Document })) });
    expect(made.services.get('')?.requests).toBe(1);
  });

  it('leaves out of names what differs from run to run', () => {
    expect(normalName('localhost:41043')).toBe('host');
    expect(normalName('10.0.0.7:8080')).toBe('{ip}');
    expect(normalName('worker-3f2504e0-4f89-41d3-9a0c-0305e82c3301')).toBe('worker-{id}');
    expect(normalName('task 0123456789abcdef')).toBe('task {id}');
    expect(normalName('storefront-v2')).toBe('storefront-v2');
  });
});

describe('the diff of two runs', () => {
  it('finds nothing between a run and itself', () => {
    expect(findingsOf(diffOf(profile(10), profile(10)))).toEqual([]);
    expect(findingsOf(diffOf(emptyProfile(), emptyProfile()))).toEqual([]);
  });

  it('finds new and lost services and edges', () => {
    const found = findingsOf(diffOf(profile(3), profile(3, { payments: 'billing' })));
    expect(found.map(({ what, name }) => `${what}: ${name}`)).toEqual([
      'new service: billing', 'lost service: payments', 'new edge: shop → billing', 'lost edge: shop → payments',
    ]);
  });

  it('tells what is worse before what is new and what is better', () => {
    const found = findingsOf(diffOf(profile(10), profile(10, { fault: true, calls: 3, length: 0.4, exception: 'Timeout', key: 'order' })));
    expect(found.map(({ what, tone }) => `${what} ${tone}`)).toEqual([
      'faults worse', 'new exception worse', 'p95 worse', 'calls a trace worse', 'new annotation key other', 'lost annotation key other',
    ]);
    expect(found.find(({ what }) => what === 'calls a trace')?.detail).toBe('1 → 3, +200 %');
    expect(findingsOf(diffOf(profile(10, { fault: true }), profile(10))).map(({ tone }) => tone)).toEqual(['better']);
  });

  it('has percentiles and shares for its tables', () => {
    const { services } = diffOf(profile(10), profile(10, { fault: true }));
    expect(services.find(({ name }) => name === 'shop')).toMatchObject({ before: { fault: 0, requests: 10 }, after: { fault: 1 } });
    expect(services.find(({ name }) => name === 'carts')?.before?.p99).toBeCloseTo(0.01);
  });

  it('tells growth in percent, and very large growth in times', () => {
    expect([0.5, -0.25, 0, 3, 20].map(formatGrowth)).toEqual(['+50 %', '−25 %', '0 %', '+300 %', '21 times']);
  });
});
