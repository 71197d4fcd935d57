import type { Outcome, Share } from './graph';

export interface Arc {
  outcome: Outcome;
  path: string;
}

// No share that there is becomes too small to be seen.
const LEAST = 0.03;

/** The arcs of a ring, clockwise from the top, the worst first. A single one is the whole circle. */
export function arcsOf(shares: readonly Share[], radius: number): Arc[] {
  if (shares.length === 1) return shares.map(({ outcome }) => ({ outcome, path: circle(radius) }));
  const raised = shares.map(({ outcome, share }) => ({ outcome, share: Math.max(share, LEAST) }));
  const total = raised.reduce((sum, { share }) => sum + share, 0);
  let at = 0;
  return raised.map(({ outcome, share }) => {
    const from = at;
    at += share / total;
    return { outcome, path: arc(radius, from, at) };
  });
}

function arc(radius: number, from: number, to: number): string {
  return `M${point(radius, from)}A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(radius, to)}`;
}

const circle = (radius: number) => `M0 ${-radius}A${radius} ${radius} 0 1 1 0 ${radius}A${radius} ${radius} 0 1 1 0 ${-radius}`;

function point(radius: number, turn: number): string {
  const angle = turn * 2 * Math.PI;
  return `${round(radius * Math.sin(angle))} ${round(-radius * Math.cos(angle))}`;
}

const round = (value: number) => Math.round(value * 100) / 100;
