import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { inputOf, structureOf, type Layout, type LayoutInput } from './geometry';
import type { MapGraph } from './graph';
import { layOut } from './layout_client';
import { maySettle, settle } from './settle';

export interface LaidOut {
  /** Undefined until the first layout is there. */
  layout: Layout | undefined;
  error: unknown;
  /** Counts the layouts that moved everything. */
  arranged: number;
  /** Lays all out anew. */
  arrange: () => void;
}

interface State {
  layout: Layout | undefined;
  scope: string;
  error: unknown;
  arranged: number;
}

/** The layout of a graph. While `scope` is the same, what is known keeps its place. */
export function useLayout(graph: MapGraph, scope: string): LaidOut {
  // The numbers change all the time; what matters here is what comes and goes.
  const structure = structureOf(inputOf(graph));
  const input = useMemo(() => JSON.parse(structure) as LayoutInput, [structure]);
  const [state, setState] = useState<State>({ layout: undefined, scope: '', error: undefined, arranged: 0 });
  const [wish, setWish] = useState(0);
  const last = useRef({ state, wish });
  useEffect(() => {
    last.current.state = state;
  }, [state]);
  useEffect(() => {
    const { state: known, wish: before } = last.current;
    last.current.wish = wish;
    if (known.layout && known.scope === scope && wish === before && maySettle(known.layout, input)) {
      setState({ ...known, layout: settle(known.layout, input), error: undefined });
      return undefined;
    }
    let isOver = false;
    layOut(input).then(
      (layout) => {
        if (!isOver) setState((old) => ({ layout, scope, error: undefined, arranged: old.arranged + 1 }));
      },
      (error: unknown) => {
        if (!isOver) setState((old) => ({ ...old, error }));
      },
    );
    return () => {
      isOver = true;
    };
  }, [input, scope, wish]);
  const arrange = useCallback(() => setWish((old) => old + 1), []);
  return { layout: state.layout, error: state.error, arranged: state.arranged, arrange };
}
