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
