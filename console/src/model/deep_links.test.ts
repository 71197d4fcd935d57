import { describe, expect, it } from 'vitest';
import { parseTraceId, placeOfHash, translateAwsHash } from './deep_links';

const ID = '1-58406520-a006649127e371903a2de979';

describe('placeOfHash', () => {
  it('reads path and parameters, and takes anything else for the start page', () => {
    const read = (hash: string) => {
      const { path, search } = placeOfHash(hash);
      return [path, search.toString()];
    };
    expect(read(`#/traces/${ID}?view=raw&filter=a%3Fb`)).toEqual([`/traces/${ID}`, 'view=raw&filter=a%3Fb']);
    expect(read('#/map')).toEqual(['/map', '']);
    for (const hash of ['', '#', '#content', '#?view=raw']) expect(read(hash)[0]).toBe('/');
  });
});

describe('parseTraceId', () => {
  it('reads every form in which an id is met', () => {
    const forms = [
      ID,
      ` ${ID.toUpperCase()} `,
      '58406520a006649127e371903a2de979',
      `Root=${ID};Parent=53995c3f42cd8ad8;Sampled=1`,
      `Self=1-1-1;Root=${ID}`,
      '00-58406520a006649127e371903a2de979-53995c3f42cd8ad8-01',
    ];
    expect(forms.map(parseTraceId)).toEqual(forms.map(() => ID));
  });

  it('knows what is none', () => {
    expect(['', 'ok', '1-5840-a0', `${ID}0`].map(parseTraceId)).toEqual(Array(4).fill(undefined));
  });
});

describe('translateAwsHash', () => {
  it('finds the page of each form', () => {
    expect(translateAwsHash(`#/traces/${ID}`)).toBe(`/traces/${ID}`);
    expect(translateAwsHash(`#/traces/${ID}/raw`)).toBe(`/traces/${ID}?view=raw`);
    expect(translateAwsHash(`#xray:traces/${ID}`)).toBe(`/traces/${ID}`);
    expect(translateAwsHash('#/service-map?timeRange=PT15M')).toBe('/map?range=15m');
    expect(translateAwsHash('#xray:settings/groups')).toBe('/groups');
  });

  it('keeps filter and time range', () => {
    const link = '#/traces?timeRange=2026-09-21T14:13:20~2026-09-21T14:14:20&filter=service(%22a%20b%22)';
    const search = new URLSearchParams(translateAwsHash(link)?.split('?')[1]);
    expect(search.get('filter')).toBe('service("a b")');
    expect(search.get('from')).toMatch(/^2026-09-2\dT\d\d:13:20Z$/);
  });

  it('leaves other hashes alone', () => {
    expect([translateAwsHash(''), translateAwsHash('#main'), translateAwsHash('#/nowhere')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
