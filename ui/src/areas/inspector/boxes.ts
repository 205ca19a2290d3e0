/** Boxes over a picture, in its upright pixels: drawn, moved, resized, never beyond its edge. Plain sums. */
import type { MaskBox } from '../../api';

export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}
export type Corner = 'nw' | 'ne' | 'sw' | 'se';
export const corners: Corner[] = ['nw', 'ne', 'sw', 'se'];

/** Smaller than this is a click, not a box. */
const least = 4;

const within = (n: number, most: number): number => Math.max(0, Math.min(Math.round(n), most));

/** The box between two points; null: too small to be meant. */
export function between(a: Point, b: Point, of: Size, reason = ''): MaskBox | null {
  const [left, right] = [within(Math.min(a.x, b.x), of.width), within(Math.max(a.x, b.x), of.width)];
  const [top, bottom] = [within(Math.min(a.y, b.y), of.height), within(Math.max(a.y, b.y), of.height)];
  const box = { x: left, y: top, width: right - left, height: bottom - top, reason };
  return box.width < least || box.height < least ? null : box;
}

export function moved(box: MaskBox, dx: number, dy: number, of: Size): MaskBox {
  return { ...box, x: within(box.x + dx, of.width - box.width), y: within(box.y + dy, of.height - box.height) };
}

/** One corner follows, the opposite one stays. */
export function resized(box: MaskBox, corner: Corner, to: Point, of: Size): MaskBox {
  const fixed = { x: corner.endsWith('w') ? box.x + box.width : box.x, y: corner.startsWith('n') ? box.y + box.height : box.y };
  return between(fixed, to, of, box.reason) ?? box;
}

/** Wider and higher by so much, at least a few pixels. */
export function grown(box: MaskBox, dx: number, dy: number, of: Size): MaskBox {
  return { ...box, width: Math.max(least, within(box.width + dx, of.width - box.x)), height: Math.max(least, within(box.height + dy, of.height - box.y)) };
}

/** A box in the middle of what is in view: for the keyboard. */
export function middle(view: { x: number; y: number; width: number; height: number }, of: Size, reason = ''): MaskBox {
  const [width, height] = [Math.max(least, Math.min(of.width, view.width / 3)), Math.max(least, Math.min(of.height, view.height / 10))];
  const at = { x: view.x + (view.width - width) / 2, y: view.y + (view.height - height) / 2 };
  return between(at, { x: at.x + width, y: at.y + height }, of, reason) ?? { x: 0, y: 0, width: Math.min(least, of.width), height: Math.min(least, of.height), reason };
}

/** A little further down where another lies in the very place: it would hide it. */
export function aside(box: MaskBox, others: MaskBox[], of: Size): MaskBox {
  if (!others.some((one) => one.x === box.x && one.y === box.y)) return box;
  const next = moved(box, box.width / 8, box.height / 4, of);
  return next.x === box.x && next.y === box.y ? box : aside(next, others, of);
}

export function same(a: MaskBox[], b: MaskBox[]): boolean {
  const told = (all: MaskBox[]): string => JSON.stringify(all.map((one) => [one.x, one.y, one.width, one.height, one.reason]));
  return told(a) === told(b);
}
