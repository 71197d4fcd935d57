import { expect, it } from 'vitest';
import { factText, searcherOf, type Searchable } from './search_text';

const trace: Searchable = {
  facts: new Set(['status=500', 'service=order worker', 'annotation.note=say "hi"', 'annotation.odd key=1', 'call=a -> b']),
  text: 'status=500\nannotation.odd key=1\nconnectionerror: payments answered 502 bad gateway',
};
const finds = (text: string) => searcherOf(text)(trace);

it('wants every word and phrase, in any case', () => {
  expect(finds('')).toBe(true);
  expect(finds('ConnectionError 502')).toBe(true);
  expect(finds('"answered 502"')).toBe(true);
  expect(finds('"502 answered"')).toBe(false);
  expect(finds('502 missing')).toBe(false);
});

it('takes name=value for a whole fact', () => {
  expect(finds('status=500')).toBe(true);
  expect(finds('status=50')).toBe(false);
  expect(finds('service="order worker"')).toBe(true);
  expect(finds('service="order"')).toBe(false);
});

it('finds what it was written for', () => {
  for (const [name, value] of [['service', 'order worker'], ['annotation.note', 'say "hi"'], ['status', 500], ['call', 'a -> b'], ['annotation.odd key', 1]] as const)
    expect(finds(factText(name, value)), factText(name, value)).toBe(true);
});

it('bears any text', () => {
  for (const text of ['"', '="', 'a="', '\\', '"\\', '=', 'a==b', '"""']) expect(() => finds(text)).not.toThrow();
});
