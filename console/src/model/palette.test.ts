import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');

function token(name: string, theme: 'light' | 'dark'): string {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  const colour = match?.[theme === 'light' ? 1 : 2];
  if (!colour) throw new Error(`no colour --${name}`);
  return colour;
}

// WCAG 2.2, relative luminance and contrast.
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('the palette in %s', (theme) => {
  it.each(['text', 'muted', 'accent', 'ok', 'error', 'fault', 'throttle'])('%s can be read on every ground', (name) => {
    for (const ground of ['bg', 'panel', 'raised', 'selected', 'hover']) {
      expect(contrast(token(name, theme), token(ground, theme)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(['ok', 'error', 'fault', 'throttle'])('%s can be read on its own soft ground', (name) => {
    expect(contrast(token(name, theme), token(`${name}-soft`, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it('has lines of controls that can be seen', () => {
    expect(contrast(token('line-strong', theme), token('bg', theme))).toBeGreaterThanOrEqual(3);
  });
});
