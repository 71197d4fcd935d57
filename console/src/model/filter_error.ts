/** Which characters of a filter expression the service's message is about; undefined where it tells no place. */
export function locateError(filter: string, message: string): { from: number; to: number } | undefined {
  const match = /line (\d+), position (\d+)/i.exec(message);
  if (!match) return undefined;
  const lines = filter.split('\n');
  const line = Number(match[1]) - 1;
  if (line < 0 || line >= lines.length) return undefined;
  const before = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  const from = Math.min(before + Number(match[2]), filter.length);
  const word = /^[\w.]+|^\S/.exec(filter.slice(from))?.[0] ?? '';
  return { from, to: from + word.length };
}
