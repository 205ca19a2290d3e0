/** Which tiles of a large picture are near what is in view, and where they lie. Plain sums; the sizes are those of core's `levels`. */
import type { Pose } from './pose';

export const TILE = 2048;
/** CSS pixels beyond the frame within which tiles are kept. */
const NEAR = 384;

export interface Tile {
  key: string;
  level: number;
  column: number;
  row: number;
  /** CSS pixels from the picture's corner, whole numbers, so that neighbours have no seam. */
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

const side = (full: number, level: number): number => Math.ceil(full / 2 ** level);

export function levelCount({ width, height }: Size): number {
  let level = 0;
  while (side(width, level) > TILE || side(height, level) > TILE) level += 1;
  return level + 1;
}

/** The coarsest level that still has a pixel for each of the screen's. */
export function levelFor(natural: Size, scale: number, ratio: number): number {
  const best = Math.floor(Math.log2(1 / Math.max(scale * ratio, 1e-9)) + 1e-6);
  return Math.max(0, Math.min(levelCount(natural) - 1, best));
}

export function tilesIn(natural: Size, at: Pose, frame: Size, level: number): Tile[] {
  const step = TILE * 2 ** level * at.scale;
  if (!(step > 0) || frame.width <= 0) return [];
  const columns = Math.ceil(side(natural.width, level) / TILE);
  const rows = Math.ceil(side(natural.height, level) / TILE);
  const first = (offset: number): number => Math.max(0, Math.floor((-offset - NEAR) / step));
  const last = (offset: number, room: number, count: number): number => Math.min(count - 1, Math.floor((room - offset + NEAR) / step));
  const edge = (index: number, full: number): number => Math.round(Math.min(index * step, full * at.scale));
  const out: Tile[] = [];
  for (let row = first(at.y); row <= last(at.y, frame.height, rows); row += 1) {
    for (let column = first(at.x); column <= last(at.x, frame.width, columns); column += 1) {
      const [left, top] = [edge(column, natural.width), edge(row, natural.height)];
      out.push({ key: `${level}/${column}/${row}`, level, column, row, left, top, width: edge(column + 1, natural.width) - left, height: edge(row + 1, natural.height) - top });
    }
  }
  return out;
}
