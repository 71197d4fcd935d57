/**
 * Which characters of a filter expression the service's message is about; undefined where it tells no place. Positions
 * count code points from 1, in each line.
 */
export function locateError(filter: string, message: string): { from: number; to: number } | undefined {
  const match = /line (\d+), position (\d+)/i.exec(message);
  if (!match) return undefined;
  const lines = filter.split('\n');
  const line = Number(match[1]) - 1;
  const text = lines[line];
  if (text === undefined) return undefined;
  const before = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  const inLine = [...text].slice(0, Math.max(Number(match[2]) - 1, 0)).join('').length;
  const from = before + inLine;
  const word = /^"[^"]*"?|^[\w.]+|^\S/.exec(filter.slice(from))?.[0] ?? '';
  return { from, to: from + word.length };
}
