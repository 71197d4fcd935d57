import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Trace } from '../../api/types';
import { setSearch, useLocation } from '../../app/router';
import { isBad } from '../../model/bins';
import { criticalPath, type Stretch } from '../../model/critical_path';
import { largeGaps } from '../../model/gaps';
import { TraceSearch } from '../../model/trace_search';
import { findNext, visibleEntities, withAncestors, type Entity, type TraceTree } from '../../model/trace_tree';
import { fit, type View } from '../../model/view_range';
import { Details } from './details';
import { FlameView } from './flame_view';
import { Minimap } from './minimap';
import { TimelineTools } from './timeline_tools';
import { useSpansOfTree } from './use_trace';
import { Waterfall } from './waterfall';

const NO_STRETCHES: Stretch[] = [];

interface TimelineProps {
  trace: Trace;
  tree: TraceTree;
  shape: 'waterfall' | 'flame';
}

/** Waterfall or flames and the details of one trace; which segment is chosen is in the address. */
export function Timeline({ trace, tree, shape }: TimelineProps) {
  const { search } = useLocation();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [view, setView] = useState<View>();
  const [text, setText] = useState('');
  const [onlyMatches, setOnlyMatches] = useState(false);
  const [showPath, setShowPath] = useState(false);
  const finder = useRef<HTMLInputElement>(null);

  const searcher = useMemo(() => new TraceSearch(tree), [tree]);
  const wantedText = useDeferredValue(text);
  const matches = useMemo(() => new Set(searcher.find(wantedText)), [searcher, wantedText]);
  const wanted = useMemo(
    () => (onlyMatches && wantedText.trim() !== '' ? withAncestors(tree, matches) : undefined),
    [onlyMatches, wantedText, tree, matches],
  );
  const rows = useMemo(() => visibleEntities(tree, folded, wanted), [tree, folded, wanted]);
  const gaps = useMemo(() => largeGaps(tree), [tree]);
  const path = useMemo(() => (showPath ? criticalPath(tree) : NO_STRETCHES), [showPath, tree]);
  const spans = useSpansOfTree(trace, tree).data;

  const onPath = useMemo(() => new Set(path.map((stretch) => stretch.index)), [path]);
  const badCount = useMemo(() => tree.entities.filter(hasFailed).length, [tree]);

  const chosen = search.get('segment');
  const selected = tree.entities.find((one) => one.id === chosen) ?? tree.entities[0];
  const whole: View = useMemo(() => ({ from: tree.start, to: Math.max(tree.end, tree.start + 1e-6) }), [tree]);
  const shown = view ? fit(view, whole) : whole;

  const look = (next: View) => setView(fit(next, whole));
  const select = (entity: Entity) => {
    if (folded.size > 0) setFolded(unfoldTo(tree, entity, folded));
    setSearch({ segment: entity.id }, { replace: true });
  };
  const jump = (isWanted: (entity: Entity) => boolean, step: 1 | -1) => {
    const next = tree.entities[findNext(tree, selected?.index ?? -1, isWanted, step)];
    if (next) select(next);
  };
  const fold = (entity: Entity, close: boolean) => setFolded(withFold(folded, entity.id, close));
  const foldAll = (close: boolean) =>
    setFolded(new Set(close ? tree.entities.filter((one) => one.children.length > 0 && one.depth > 0).map((one) => one.id) : []));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const actions: Record<string, () => void> = {
        '/': () => finder.current?.focus(),
        e: () => jump(hasFailed, 1),
        E: () => jump(hasFailed, -1),
        '[': () => foldAll(true),
        ']': () => foldAll(false),
        '0': () => setView(undefined),
      };
      const action = actions[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  return (
    <>
      <TimelineTools
        finder={finder}
        text={text}
        onText={setText}
        count={matches.size}
        onNext={(step) => jump((entity) => matches.has(entity.index), step)}
        onlyMatches={onlyMatches}
        onOnlyMatches={setOnlyMatches}
        showPath={showPath}
        onShowPath={setShowPath}
        badCount={badCount}
        canFold={shape === 'waterfall'}
        onNextBad={() => jump(hasFailed, 1)}
        onFoldAll={foldAll}
        zoomed={view !== undefined}
        onWhole={() => setView(undefined)}
      />
      <Minimap tree={tree} whole={whole} view={view} onView={setView} />
      <div className="trace-body">
        {shape === 'flame' ? (
          <FlameView tree={tree} view={shown} onView={look} selected={selected} onSelect={select} matches={matches} path={onPath} />
        ) : (
          <Waterfall
            tree={tree}
            rows={rows}
            view={shown}
            onView={look}
            selected={selected}
            onSelect={select}
            folded={folded}
            onFold={fold}
            matches={matches}
            gaps={gaps}
            path={path}
            spans={spans}
          />
        )}
        {selected && <Details key={selected.id} trace={trace} tree={tree} entity={selected} onSelect={select} />}
      </div>
    </>
  );
}

const hasFailed = (entity: Entity) => isBad(entity.status);

function withFold(folded: ReadonlySet<string>, id: string, close: boolean): ReadonlySet<string> {
  const next = new Set(folded);
  if (close) next.add(id);
  else next.delete(id);
  return next;
}

function unfoldTo(tree: TraceTree, entity: Entity, folded: ReadonlySet<string>): ReadonlySet<string> {
  const next = new Set(folded);
  for (let at = tree.entities[entity.parent]; at; at = tree.entities[at.parent]) next.delete(at.id);
  return next.size === folded.size ? folded : next;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
