import { describe, expect, it } from 'vitest';
import type { GraphService } from '../api/types';
import { callsOf, callsText, copiesOfFilter, copiesOfTrace, filterLike, shellQuoted } from './copy_as';
import { segment, treeOf } from './testing';

const source = {
  url: 'http://localhost:2000', id: '1-58406520-a006649127e371903a2de979', filter: `service("it's")`,
  calls: [{ from: 'front', to: 'back end', count: 2 }],
  segments: [{ Id: 'a', Document: '{"id":"a"}' }, { Id: 'b', Document: '{"id":"b","inferred":true}' }],
};
const textOf = (label: string) => copiesOfTrace(source).find((copy) => copy.label === label)?.text;

describe('copies of a trace', () => {
  it('quote what the shell would take apart', () => {
    expect(shellQuoted('a-b')).toBe('a-b');
    expect(textOf('xray-emulator expect')).toBe(
      `xray-emulator expect 'service("it'\\''s")' --endpoint http://localhost:2000 \\\n  --calls 'front -> "back end" = 2'`,
    );
  });

  it('send again what was sent, and nothing that was inferred', () => {
    const lines = textOf('curl that sends it again')?.split('\n');
    expect(JSON.parse(lines?.[1] ?? '')).toEqual({ TraceSegmentDocuments: ['{"id":"a"}'] });
    expect(lines?.[2]).toBe('END');
  });

  it('assert in each language', () => {
    expect(textOf('pytest')).toContain(`xray.expect("service(\\"it's\\")", calls=["front -> \\"back end\\" = 2"])`);
    expect(textOf('Jest')).toContain(`{ calls: ["front -> \\"back end\\" = 2"] });`);
    expect(textOf('Go')).toContain('xrayemulator.Calls("front -> \\"back end\\" = 2"))');
    expect(textOf('JUnit')).toContain(`xray.expect("service(\\"it's\\")", wanted -> wanted.calls("front -> \\"back end\\" = 2"));`);
  });
});

// tests/recipes runs these files, each with its test runner: `npx vitest run -u` writes them anew.
it.each([['pytest', 'pytest'], ['Jest', 'jest'], ['Vitest', 'vitest'], ['JUnit', 'junit'], ['Go', 'go']])('%s is what is run', async (label, file) => {
  const shop = {
    ...source,
    filter: 'service("shop") AND http.method = "POST" AND http.url ENDSWITH "/check-out"',
    calls: [{ from: 'shop', to: 'pay ments', count: 2 }, { from: 'shop', to: 'stock', count: 1 }],
  };
  const text = copiesOfTrace(shop).find((copy) => copy.label === label)?.text;
  await expect(`${text}\n`).toMatchFileSnapshot(`../../../tests/recipes/copied/${file}.txt`);
});

it('copies of a filter ask for its traces', () => {
  const copies = copiesOfFilter('http://localhost:2000', 'fault', { from: 1.5, to: 9.2 });
  expect(copies.find(({ label }) => label === 'AWS CLI')?.text).toBe(
    'aws xray get-trace-summaries --start-time 1 --end-time 10 --filter-expression fault --endpoint-url http://localhost:2000 --region us-east-1 --no-sign-request',
  );
  expect(copiesOfFilter('u', '', { from: 0, to: 1 })[0]?.label).toBe('AWS CLI');
});

it('counts calls by the graph', () => {
  const node = (ReferenceId: number, Name: string, Type: string | null, to: number[]) => ({
    ReferenceId, Name, Type, Edges: to.map((target) => ({ ReferenceId: target, SummaryStatistics: { TotalCount: 3 } })),
  });
  const graph = [node(0, 'a', 'client', [1]), node(1, 'a', null, [2, 9]), node(2, 'b', 'AWS::DynamoDB::Table', [])] as unknown as GraphService[];
  expect(callsOf(graph)).toEqual([{ from: 'a', to: 'b', count: 3 }]);
  expect(callsText({ from: 'a', to: 'x->y', count: 1 })).toBe('a -> "x->y" = 1');
});

it('finds traces of the same kind', () => {
  const root = segment('r', 0, 1, { name: 'shop', http: { request: { method: 'GET', url: 'http://shop:8080/a?b=1' } } });
  expect(filterLike(treeOf(root))).toBe('service("shop") AND http.method = "GET" AND http.url ENDSWITH "/a"');
  expect(filterLike(treeOf(segment('r', 0, 1, { name: 'worker' })))).toBe('service("worker")');
  expect(filterLike(treeOf())).toBe('');
});
