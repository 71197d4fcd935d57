import type { AnalyticsTrace } from '../../model/analytics';

export interface OneSide {
  name: string;
  /** Empty for all. */
  filter: string;
  traces: AnalyticsTrace[];
}

/** The two sets of traces that the page compares. */
export interface Sides {
  a: OneSide;
  b: OneSide;
  /** There is only one: all traces, as `a`. */
  isAlone: boolean;
  /** What parts before and after, in epoch seconds. */
  moment?: number;
  /** Gives a side a new filter. */
  refine: (side: 'a' | 'b', filter: string) => void;
}
