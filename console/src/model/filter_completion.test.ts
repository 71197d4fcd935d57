import { describe, expect, it } from 'vitest';
import { apply, complete, type Vocabulary } from './filter_completion';

const vocabulary: Vocabulary = {
  services: ['cart', 'storefront', 'the "shop"'], types: ['AWS::DynamoDB::Table'], users: ['alice'], urls: ['http://shop/checkout'], methods: ['GET', 'POST'],
  statuses: ['200', '502'], groups: ['slow'], annotations: new Map([['tenant', ['acme', 'globex']], ['items', ['3']], ['a b', ['x']]]),
};

/** The caret is the bar. */
function at(text: string): string[] {
  const caret = text.indexOf('|');
  return complete(text.replace('|', ''), caret, vocabulary)?.suggestions.map((one) => one.text) ?? [];
}

function chosen(text: string, suggestion: string): string {
  const caret = text.indexOf('|');
  const expression = text.replace('|', '');
  const completion = complete(expression, caret, vocabulary);
  const found = completion?.suggestions.find((one) => one.text.trim() === suggestion);
  if (!completion || !found) return 'none';
  const done = apply(expression, completion, found);
  return `${done.text.slice(0, done.caret)}|${done.text.slice(done.caret)}`;
}

describe('completion', () => {
  it('begins with functions, keywords and annotations', () => {
    expect(at('|').slice(0, 3)).toEqual(['service("")', 'edge("", "")', 'fault ']);
    expect(at('fault AND |')).toContain('annotation.tenant ');
    expect(at('!(|')).toContain('annotation[a b] ');
    expect(at('resp|')).toEqual(['responsetime ', 'rootcause.responsetime.service { }']);
  });

  it('offers what goes with the type', () => {
    expect(at('responsetime |')).toEqual(['= ', '!= ', '> ', '>= ', '< ', '<= ']);
    expect(at('http.url |')).toContain('BEGINSWITH ');
    expect(at('fault |')).toContain('AND ');
    expect(at('ok = true |')).toEqual(['AND ', 'OR ']);
    expect(at('service("cart") |')).toEqual(['AND ', 'OR ', '{ }']);
    expect(at('service("cart") { | }')).toContain('fault ');
  });

  it('offers values that are there', () => {
    expect(at('service("|")')).toEqual(['"cart"', '"storefront"', '"the \\"shop\\""']);
    expect(at('service("st|')).toEqual(['"storefront"']);
    expect(at('edge("cart", "|')).toHaveLength(3);
    expect(at('service(id(name: "ca|')).toEqual(['"cart"']);
    expect(at('annotation.tenant = |')).toEqual(['"acme"', '"globex"']);
    expect(at('annotation.tenant = "gl|')).toEqual(['"globex"']);
    expect(at('annotation.items = |')).toEqual(['3 ']);
    expect(at('http.status = 5|')).toEqual(['502 ']);
    expect(at('http.url CONTAINS "check|')).toEqual(['"http://shop/checkout"']);
    expect(at('group.name = "|')).toEqual(['"slow"']);
    expect(at('user = "bob" AND error = |')).toEqual(['true ', 'false ']);
  });

  it('has nothing to say where it knows nothing', () => {
    expect(at('http.useragent = "|')).toEqual([]);
    expect(at('nonsense |')).toEqual([]);
    expect(at('"|')).toEqual([]);
  });

  it('puts in what was chosen, with the caret where one goes on', () => {
    expect(chosen('se|', 'service("")')).toBe('service("|")');
    expect(chosen('service("ca|")', '"cart"')).toBe('service("cart"|)');
    expect(chosen('service("ca|', '"cart"')).toBe('service("cart"|');
    expect(chosen('service("c|") AND user = "x"', '"cart"')).toBe('service("cart"|) AND user = "x"');
    expect(chosen('fau| AND ok', 'fault')).toBe('fault |AND ok');
    expect(chosen('| AND ok', 'fault')).toBe('fault |AND ok');
  });

  it('takes long and broken expressions', () => {
    expect(at(`${'fault OR '.repeat(3000)}erro|`)).toContain('error ');
    expect(at('\u{1F600} "\\|')).toEqual([]);
  });
});
