import { useCallback, useEffect, useMemo, useRef, type PointerEvent } from 'react';
import type { Box, Point } from './geometry';
import { begin, fit, panBy, reveal, zoomAt, type Viewport } from './viewport';

// Texts are not readable from here on.
const FAR = 0.5;

export interface ViewportControl {
  svg: React.RefObject<SVGSVGElement | null>;
  content: React.RefObject<SVGGElement | null>;
  zoom: (factor: number) => void;
  fitAll: () => void;
  show: (point: Point) => void;
  handlers: Pick<React.ComponentProps<'svg'>, 'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel'>;
}

/**
 * Pan by dragging, zoom by the wheel or two fingers. The transformation is written to the document itself: a map of
 * 300 nodes is not rendered again for every step. Until the reader moves it, all of the map is kept on the screen, or
 * of a very large one the surroundings of `centre`.
 */
export function useViewport(box: Box | undefined, centre: Point | undefined, arranged: number): ViewportControl {
  const svg = useRef<SVGSVGElement>(null);
  const content = useRef<SVGGElement>(null);
  const view = useRef<Viewport>({ x: 0, y: 0, k: 1 });
  const isMoved = useRef(false);
  const latest = useRef({ box, centre });
  const pointers = useRef(new Map<number, Point>());

  const apply = useCallback((next: Viewport) => {
    view.current = next;
    content.current?.setAttribute('transform', `translate(${next.x} ${next.y}) scale(${next.k})`);
    svg.current?.classList.toggle('map-far', next.k < FAR);
  }, []);
  const fitAll = useCallback(() => {
    const size = sizeOf(svg.current);
    if (latest.current.box && size.width > 0) apply(fit(latest.current.box, size));
  }, [apply]);
  const beginAnew = useCallback(() => {
    const size = sizeOf(svg.current);
    isMoved.current = false;
    if (latest.current.box && size.width > 0) apply(begin(latest.current.box, size, latest.current.centre));
  }, [apply]);

  useEffect(() => {
    latest.current = { box, centre };
    if (!isMoved.current) beginAnew();
  }, [box, centre, beginAnew]);
  useEffect(beginAnew, [arranged, beginAnew]);
  useEffect(() => {
    const element = svg.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (!isMoved.current) beginAnew();
    });
    observer.observe(element);
    // React's own listener could not keep the page from scrolling.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const corner = element.getBoundingClientRect();
      isMoved.current = true;
      apply(zoomAt(view.current, Math.exp(-clamp(event.deltaY) * 0.002), { x: event.clientX - corner.left, y: event.clientY - corner.top }));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('wheel', wheel);
    };
  }, [apply, beginAnew]);

  const move = useCallback(
    (event: PointerEvent<SVGSVGElement>) => {
      const before = pointers.current.get(event.pointerId);
      if (!before) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      pointers.current.set(event.pointerId, now);
      isMoved.current = true;
      if (!other) {
        apply(panBy(view.current, now.x - before.x, now.y - before.y));
        return;
      }
      const corner = event.currentTarget.getBoundingClientRect();
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(Math.hypot(before.x - other.x, before.y - other.y), 1);
      apply(zoomAt(view.current, factor, { x: (now.x + other.x) / 2 - corner.left, y: (now.y + other.y) / 2 - corner.top }));
    },
    [apply],
  );
  const handlers = useMemo(() => {
    const release = (event: PointerEvent<SVGSVGElement>) => pointers.current.delete(event.pointerId);
    return {
      onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
        if (event.button !== 0 || (event.target as Element).closest('[role="button"]')) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      },
      onPointerMove: move,
      onPointerUp: release,
      onPointerCancel: release,
    };
  }, [move]);
  const zoom = useCallback(
    (factor: number) => {
      const { width, height } = sizeOf(svg.current);
      isMoved.current = true;
      apply(zoomAt(view.current, factor, { x: width / 2, y: height / 2 }));
    },
    [apply],
  );
  const show = useCallback(
    (point: Point) => {
      const next = reveal(view.current, point, sizeOf(svg.current));
      if (next.x === view.current.x && next.y === view.current.y) return;
      isMoved.current = true;
      apply(next);
    },
    [apply],
  );
  return { svg, content, zoom, fitAll, show, handlers };
}

const sizeOf = (svg: SVGSVGElement | null) => ({ width: svg?.clientWidth ?? 0, height: svg?.clientHeight ?? 0 });

const clamp = (value: number) => Math.min(Math.max(value, -200), 200);
