import { formatCount, formatShare } from './format';

export interface Rate {
  ReservoirSize: number;
  FixedRate: number;
}

/** What a rule keeps: `every request`, `1 a second and 5 % of the rest`, `none`. */
export function describeRate({ ReservoirSize, FixedRate }: Rate): string {
  if (FixedRate >= 1) return 'every request';
  const share = FixedRate > 0 ? formatShare(FixedRate) : '';
  if (ReservoirSize <= 0) return share === '' ? 'none' : `${share} of the requests`;
  const first = `${formatCount(ReservoirSize)} a second`;
  return share === '' ? first : `${first} and ${share} of the rest`;
}

/** As AWS has its Default rule. */
export const AWS_RATE: Rate = { ReservoirSize: 1, FixedRate: 0.05 };
