import { expect, it } from 'vitest';
import { fitted, isLong, pan, zoom } from '../src/areas/inspector/pose';
import { levelCount, levelFor, tilesIn } from '../src/areas/inspector/tiling';

const chat = { width: 1080, height: 30_000 };
const photo = { width: 8000, height: 6000 };
const box = { width: 1300, height: 760 };
const frame = (natural: typeof chat, whole = false) => ({ ...box, natural, whole });

it('levels are those of core: halves, rounded up, until one tile holds all', () => {
  expect(levelCount(chat)).toBe(5);
  expect(levelCount({ width: 2048, height: 2048 })).toBe(1);
  expect(levelCount({ width: 2049, height: 1 })).toBe(2);
  expect(levelCount({ width: 20_000, height: 65_535 })).toBe(6);
});

it('a level is taken that still has a pixel for each of the screen', () => {
  expect(levelFor(photo, 1, 1)).toBe(0);
  expect(levelFor(photo, 0.5, 1)).toBe(1);
  expect(levelFor(photo, 0.5, 2), 'a fine screen wants more').toBe(0);
  expect(levelFor(photo, 0.001, 1), 'never beyond the last').toBe(levelCount(photo) - 1);
  expect(levelFor(photo, 8, 1)).toBe(0);
});

it('only tiles near the frame are there, from the top of a chat to its end, and few of them', () => {
  let at = zoom({ x: 0, y: 14, scale: 0.9 }, frame(chat), 1 / 0.9, { x: 0, y: 0 });
  const seen = new Set<number>();
  for (let moved = 0; moved < 31_000; moved += 300) {
    const tiles = tilesIn(chat, at, box, levelFor(chat, at.scale, 1));
    expect(tiles.length).toBeLessThanOrEqual(2);
    expect(tiles.length).toBeGreaterThan(0);
    tiles.forEach((one) => seen.add(one.row));
    at = pan(at, frame(chat), 0, -300);
  }
  expect([...seen].sort((a, b) => a - b)).toEqual([...Array(15).keys()]);
});

it('neighbours share their edge at whole pixels at any zoom, and the last one ends where the picture does', () => {
  for (const scale of [0.07, 0.333, 0.5, 0.7301, 1, 1.25, 2.77]) {
    const all = { width: photo.width * 3, height: photo.height * 3 };
    const tiles = tilesIn(photo, { x: 0, y: 0, scale }, all, levelFor(photo, scale, 1));
    for (const one of tiles) {
      const right = tiles.find((other) => other.row === one.row && other.column === one.column + 1);
      if (right) expect(one.left + one.width, `${scale}`).toBe(right.left);
      else expect(one.left + one.width).toBe(Math.round(photo.width * scale));
      expect(Number.isInteger(one.left) && Number.isInteger(one.top) && one.width > 0 && one.height > 0).toBe(true);
    }
  }
});

it('a long picture is read from its top, not squeezed into the frame', () => {
  expect(isLong(chat) && !isLong({ width: 1080, height: 2340 }) && !isLong(photo)).toBe(true);
  const at = fitted(frame(chat));
  expect(at.scale).toBeGreaterThan(0.6);
  expect(at.y).toBeGreaterThanOrEqual(0);
});
