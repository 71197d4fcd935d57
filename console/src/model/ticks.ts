/** Round numbers from `from` to `to`, about `count` of them. */
export function ticksBetween(from: number, to: number, count: number): number[] {
  const span = to - from;
  if (!(span > 0) || count < 1) return [];
  const raw = span / count;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((one) => one >= raw * 0.999) ?? size * 10;
  const ticks: number[] = [];
  for (let n = Math.ceil(from / step - 1e-9); n * step <= to + step * 1e-9 && ticks.length < 100; ++n) {
    ticks.push(Number((n * step).toPrecision(12)));
  }
  return ticks;
}

/** Powers of ten with their doubles and halves, for an axis of durations whose bins grow. */
export function logTicks(from: number, to: number): number[] {
  if (!(from > 0) || !(to > from)) return [];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); ++power) {
    const tick = Number((10 ** power).toPrecision(1));
    if (tick >= from && tick <= to) ticks.push(tick);
  }
  return ticks;
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Epoch seconds at full seconds, minutes or hours of a clock that is `offset` seconds ahead of UTC, about `count`. */
export function timeTicks(from: number, to: number, count: number, offset: number): number[] {
  const raw = (to - from) / Math.max(count, 1);
  if (!(raw > 0)) return [];
  const step = TIME_STEPS.find((one) => one >= raw) ?? Math.ceil(raw / 86_400) * 86_400;
  const ticks: number[] = [];
  for (let n = Math.ceil((from + offset) / step); n * step - offset <= to && ticks.length < 100; ++n) ticks.push(n * step - offset);
  return ticks;
}
