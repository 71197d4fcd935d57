import { isReport } from './edition';
import { quoted } from './quoted';
import { factText } from './search_text';

/** `annotation.tenant = "acme"`, `annotation[with space] = 3`. */
export function annotationFilter(key: string, value: unknown): string {
  if (isReport) return factText(`annotation.${key}`, value);
  const name = /^[A-Za-z0-9_.]+$/.test(key) ? `annotation.${key}` : `annotation[${key}]`;
  return `${name} = ${typeof value === 'number' || typeof value === 'boolean' ? String(value) : quoted(String(value))}`;
}

/** Both conditions; an empty one asks for nothing. */
export function both(a: string, b: string): string {
  const [left, right] = [a.trim(), b.trim()];
  if (left === '' || right === '') return left || right;
  if (isReport) return `${left} ${right}`;
  return `${wrap(left)} AND ${wrap(right)}`;
}

// What joins by itself needs no parentheses; a string may hold any word.
function wrap(expression: string): string {
  const bare = expression.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  return /\bOR\b|\|\|/i.test(bare) ? `(${expression})` : expression;
}
