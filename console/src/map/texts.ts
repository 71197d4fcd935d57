import { formatCount, formatDuration, formatShare } from '../model/format';
import { statusWord } from '../model/status';
import { averageOf, formatRate, sharesOf, type MapNode, type Outcome, type Traffic } from './graph';

/** `186 ms · 8.5/min`; of a single trace, without `minutes`, `186 ms · 3 times`. */
export function metricsText(traffic: Traffic | undefined, minutes: number | undefined): string {
  if (!traffic) return '';
  if (traffic.total === 0) return 'in progress';
  const average = formatDuration(averageOf(traffic));
  if (minutes !== undefined) return `${average} · ${formatRate(traffic.total, minutes)}`;
  return traffic.total === 1 ? average : `${average} · ${formatCount(traffic.total)} times`;
}

export interface ShareText {
  outcome: Outcome;
  text: string;
}

/** What went wrong, in words: `12 % fault`. */
export function badTexts(traffic: Traffic | undefined): ShareText[] {
  return sharesOf(traffic)
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ outcome, share }) => ({ outcome, text: `${formatShare(share)} ${statusWord(outcome).toLowerCase()}` }));
}

/** What is said of the state of a node where there are no numbers. */
export function stateText({ kind, traffic }: MapNode): string {
  if (kind === 'client') return 'client';
  return traffic ? '' : 'no requests';
}
