/** A stretch of time that is on the screen, in seconds. */
export interface View {
  from: number;
  to: number;
}

// Nothing is shorter than what clocks tell.
const SHORTEST = 1e-6;

/** As much of the view as lies in the whole, moved into it where it sticks out. */
export function fit(view: View, whole: View): View {
  const all = whole.to - whole.from;
  const length = Math.min(Math.max(view.to - view.from, Math.min(SHORTEST, all)), all);
  const from = Math.min(Math.max(view.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

/** Nearer for a factor below 1, farther above; what is at `at` (0 to 1) stays where it is. */
export function zoom(view: View, factor: number, at = 0.5): View {
  const length = view.to - view.from;
  const fixed = view.from + length * at;
  return { from: fixed - length * factor * at, to: fixed + length * factor * (1 - at) };
}

/** Moved by a share of its length. */
export function pan(view: View, share: number): View {
  const by = (view.to - view.from) * share;
  return { from: view.from + by, to: view.to + by };
}

/** Where a moment is, as a share of the view; below 0 or above 1 outside of it. */
export const placeOf = (view: View, time: number): number => (time - view.from) / (view.to - view.from);
