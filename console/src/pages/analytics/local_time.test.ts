import { describe, expect, it } from 'vitest';
import { localInput, readLocalInput } from './local_time';

describe('local time in a field', () => {
  it('is what was put in', () => {
    for (const moment of [0, 1_795_613_173, 1_764_070_800]) expect(readLocalInput(localInput(moment))).toBe(moment);
  });

  it('may be without seconds, and may be none', () => {
    expect(readLocalInput(localInput(1_795_613_160).slice(0, 16))).toBe(1_795_613_160);
    expect(readLocalInput('')).toBeUndefined();
    expect(readLocalInput('2026-13-45T00:00')).toBeUndefined();
  });
});
