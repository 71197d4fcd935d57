import { expect, it } from 'vitest';
import { cameOverOtlp, readSpans } from './spans';

const part = (Id: string, document: unknown) => ({ Id, Document: JSON.stringify(document) });

it('reads what is there, and survives what is not', () => {
  const document = {
    name: 'GET /', kind: 'SERVER', status: { code: 'ERROR', message: 'late' }, scope: { name: 'http' },
    resource: { attributes: { 'service.name': 'stock' } },
    events: [{ name: 'exception', timeUnixNano: 1790000000500000000, attributes: { a: 1 } }, null],
    links: [{ traceId: 'ab', spanId: 'cd' }],
  };
  const spans = readSpans([{ Id: '1', Duration: 1, Spans: [part('x', document), part('y', {}), part('z', 3)] }]);
  expect(spans.get('x')).toMatchObject({
    name: 'GET /', kind: 'SERVER', status: 'ERROR', statusMessage: 'late', resource: { 'service.name': 'stock' },
    events: [{ name: 'exception', time: 1790000000.5, attributes: { a: 1 } }],
    links: [{ traceId: 'ab', spanId: 'cd', attributes: {} }],
  });
  expect(spans.get('y')).toMatchObject({ name: '', kind: '', status: 'UNSET', events: [] });
  expect(spans.has('z')).toBe(false);
});

it('knows a span by the SDK', () => {
  expect(cameOverOtlp({ aws: { xray: { sdk: 'opentelemetry for go' } } })).toBe(true);
  expect([cameOverOtlp({ aws: { xray: { sdk: 'X-Ray for Go' } } }), cameOverOtlp({ aws: 3 })]).toEqual([false, false]);
});
