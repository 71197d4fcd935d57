import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../api/emulator';
import { readRun } from '../../api/run_export';
import { diffOf, type RunDiff } from '../../model/run_diff';
import { addTrace, emptyProfile } from '../../model/run_profile';
import { findRun } from '../../model/time_range';

export interface ReadDiff {
  diff: RunDiff;
  cut: boolean;
  /** Whether traces have arrived since. */
  isOld: boolean;
}

/** Reads both runs, one after the other. What goes on is compared as it is now; `read` counts meanwhile. */
export function useRunDiff(runs: Run[], before: string, after: string) {
  const [read, setRead] = useState(0);
  const known = (findRun(before, runs)?.traces ?? 0) + (findRun(after, runs)?.traces ?? 0);
  const query = useQuery({
    queryKey: ['run diff', before, after],
    queryFn: async ({ signal }) => {
      const [old, now] = [emptyProfile(), emptyProfile()];
      const tell = paced(setRead);
      tell(0);
      const first = await readRun(before, (trace) => addTrace(old, trace), signal, ({ traces }) => tell(traces));
      const second = await readRun(after, (trace) => addTrace(now, trace), signal, ({ traces }) => tell(first.traces + traces));
      return { diff: diffOf(old, now), cut: first.cut || second.cut, known };
    },
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
    select: (data): ReadDiff => ({ ...data, isOld: data.known !== known }),
  });
  return { query, read };
}

// Pieces of an export arrive faster than anybody reads.
const PACE = 200;

function paced(tell: (count: number) => void): (count: number) => void {
  let last = 0;
  return (count) => {
    if (performance.now() - last < PACE) return;
    last = performance.now();
    tell(count);
  };
}
