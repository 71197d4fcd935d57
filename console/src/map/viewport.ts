import type { Box, Point } from './geometry';

/** How the drawing lies on the screen: a point of it is at `k` times its place, plus `x` and `y`. */
export interface Viewport {
  x: number;
  y: number;
  k: number;
}

export interface Size {
  width: number;
  height: number;
}

export const [LEAST_ZOOM, MOST_ZOOM] = [0.03, 2.5];

/** All of the drawing, in the middle, and no larger than `most`. */
export function fit(box: Box, { width, height }: Size, most = 1.15, margin = 24): Viewport {
  const k = limit(Math.min((width - 2 * margin) / box.width, (height - 2 * margin) / box.height, most));
  return { k, x: (width - box.width * k) / 2 - box.left * k, y: (height - box.height * k) / 2 - box.top * k };
}

// Where all of the drawing would be smaller, a part of it is more use.
const SMALLEST_BEGIN = 0.3;

/** All of the drawing; of one that is very large, the surroundings of `centre`, where there is one. */
export function begin(box: Box, size: Size, centre: Point | undefined): Viewport {
  const all = fit(box, size);
  if (!centre || all.k >= SMALLEST_BEGIN) return all;
  const k = 2 * SMALLEST_BEGIN;
  return { k, x: size.width * 0.2 - centre.x * k, y: size.height / 2 - centre.y * k };
}

/** Zooms by a factor, and keeps the point of the screen where it is. */
export function zoomAt(view: Viewport, factor: number, at: Point): Viewport {
  const k = limit(view.k * factor);
  const ratio = k / view.k;
  return { k, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

export const panBy = (view: Viewport, dx: number, dy: number): Viewport => ({ ...view, x: view.x + dx, y: view.y + dy });

/** Moved just as far as is needed to have a point of the drawing well on the screen. */
export function reveal(view: Viewport, point: Point, { width, height }: Size, margin = 90): Viewport {
  const [x, y] = [point.x * view.k + view.x, point.y * view.k + view.y];
  return panBy(view, into(x, margin, width - margin), into(y, margin, height - margin));
}

const limit = (k: number) => Math.min(Math.max(Number.isFinite(k) ? k : 1, LEAST_ZOOM), MOST_ZOOM);

function into(value: number, least: number, most: number): number {
  if (least > most) return (least + most) / 2 - value;
  return Math.min(Math.max(value, least), most) - value;
}
