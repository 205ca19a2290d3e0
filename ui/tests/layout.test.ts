import { expect, it } from 'vitest';
import { Layout } from '../src/shared/layout';

const sizes = { columns: 3, step: 100, head: 30 };

it('rows of groups lie below their head rows and a cell knows its line', () => {
  const layout = new Layout([4, 1, 3], sizes);
  expect(layout.height).toBe(3 * 30 + 4 * 100);
  expect(layout.lineOf(3)).toMatchObject({ top: 130, from: 3, count: 1 });
  expect(layout.lineOf(4)).toMatchObject({ top: 260, from: 4, count: 1 });
  expect(layout.lineOf(7)).toMatchObject({ top: 390, from: 5, count: 3 });
});

it('only lines near the view are there, whatever the number of groups', () => {
  const layout = new Layout(Array.from({ length: 2000 }, () => 50), sizes);
  const lines = layout.lines(1_000_000, 1_000_800);
  expect(lines.length).toBeLessThan(16);
  expect(lines.every((line) => line.top > 999_700 && line.top < 1_000_900)).toBe(true);
  const cells = lines.filter((line) => line.head === null);
  cells.slice(1).forEach((line, i) => expect(line.from, 'no cell is left out').toBe((cells[i]?.from ?? 0) + (cells[i]?.count ?? 0)));
});

it('up and down keep the column over head rows and short lines', () => {
  const layout = new Layout([4, 1, 3], sizes);
  expect(layout.vertical(2, 1)).toBe(3);
  expect(layout.vertical(1, 3)).toBe(6);
  expect(layout.vertical(7, -1)).toBe(4);
  expect(layout.vertical(0, -5)).toBe(0);
  expect(layout.vertical(7, 9)).toBe(7);
});

it('an area touches whole rows as one run, columns row by row, and no head row or gap', () => {
  const layout = new Layout([4, 1, 3], sizes);
  const cell = { width: 90, height: 80, gap: 10, pad: 20 };
  const touched = (left: number, top: number, right: number, bottom: number) => layout.touched({ left, top, right, bottom }, cell);
  expect(touched(0, 0, 400, 500), 'all of it').toEqual([[0, 8]]);
  expect(touched(0, 0, 15, 500), 'beside the cells').toEqual([]);
  expect(touched(111, 0, 119, 500), 'between two columns').toEqual([]);
  expect(touched(50, 112, 60, 128), 'between two rows').toEqual([]);
  expect(touched(130, 0, 140, 500), 'one column, where a row is long enough').toEqual([[1, 2], [6, 7]]);
  expect(touched(0, 50, 130, 140)).toEqual([[0, 2], [3, 4]]);
  expect(new Layout([100_000], { columns: 4, step: 200, head: 0 }).touched({ left: 0, top: 0, right: 700, bottom: 1e9 }, cell)).toEqual([[0, 100_000]]);
});
