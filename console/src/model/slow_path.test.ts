import { expect, it } from 'vitest';
import type { RootCauseService, TraceSummary } from '../api/types';
import { slowPathOf } from './slow_path';

const service = (name: string, path: [string, number?][]): RootCauseService => ({
  Name: name, Names: [name], Type: null, Inferred: false,
  EntityPath: path.map(([entity, coverage]) => ({ Name: entity, Remote: false, ...(coverage === undefined ? {} : { Coverage: coverage }) })),
});
const trace = (services: RootCauseService[]) =>
  ({ ResponseTimeRootCauses: services.length > 0 ? [{ ClientImpacting: false, Services: services }] : [] }) as unknown as TraceSummary;

it('goes from the entry to the slowest entity', () => {
  const path = slowPathOf(trace([service('shop', [['shop', 1]]), service('payments', [['payments', 0.9], ['query', 0.8]])]));
  expect(path).toEqual({ names: ['shop', 'payments', 'query'], coverage: 0.8 });
});
it('does not repeat a service that is itself the end', () => {
  expect(slowPathOf(trace([service('shop', [['shop', 1]])]))?.names).toEqual(['shop']);
});
it('leaves out the middle of long ways', () => {
  const path = slowPathOf(trace(['a', 'b', 'c', 'd', 'e'].map((name) => service(name, [[name]]))));
  expect(path?.names).toEqual(['a', '…', 'c', 'd', 'e']);
  expect(path?.coverage).toBeUndefined();
});
it('is not there without a root cause', () => {
  expect(slowPathOf(trace([]))).toBeUndefined();
});
