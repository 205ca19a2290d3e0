import { describe, expect, it } from 'vitest';
import amounts from '../../src-tauri/core/src/model/amounts.json';
import { bytes, fours, moment, money, readMoney, readWhen, shortDay } from '../src/shared/format';
import { gridKey, rowWindow } from '../src/shared/grid';
import { fitted, pan, zoom } from '../src/areas/inspector/pose';
import { sameFingerprint } from '../src/areas/verify/certificate';

describe('numbers', () => {
  it('a hash is cut into fours and joined again it is the hash', () => {
    const hash = '9f3a6c10d2b84e7751c0a9e6f4123b8d0e5c77a1938f64d2b60e1fa25c9d4873';
    expect(fours(hash)).toHaveLength(16);
    expect(fours(hash).join('')).toBe(hash);
    expect(fours('7c1e 94b0 5ad2'), 'groups of core are not cut anew').toEqual(['7c1e', '94b0', '5ad2']);
  });

  it('money is read as people write it and shown in yuan', () => {
    expect(amounts.length, 'the table of core was read').toBeGreaterThan(40);
    for (const { text, fen } of amounts) expect(readMoney(text), text).toBe(fen ?? undefined);
    for (const none of ['', ' ']) expect(readMoney(none)).toBeNull();
    expect(money(154400)).toBe('¥1,544.00');
    expect(money(5)).toBe('¥0.05');
  });

  it('sizes have one decimal below a hundred', () => {
    expect([bytes(0), bytes(999), bytes(61_400_000), bytes(486_000), bytes(3_200_000_000)]).toEqual(['0 B', '999 B', '61.4 MB', '486 KB', '3.2 GB']);
  });
});

describe('times', () => {
  it('a moment is shown in the offset of its own place, whatever this computer has', () => {
    expect(moment({ at: '2026-11-12T06:03:27Z', tz: '+08:00' })).toBe('2026-11-12 14:03:27');
    expect(moment({ at: '2026-11-12T06:03:27Z', tz: '-05:30' })).toBe('2026-11-12 00:33:27');
    expect(moment({ at: '2026-11-12', tz: '+08:00' }), 'a day has no clock').toBe('2026-11-12');
    expect(shortDay({ at: '2025-11-12', tz: '+08:00' }, new Date(2026, 5, 1)), 'another year is said').toBe('2025-11-12');
  });

  it('a time is read in the ways people write it, and read back it is the same', () => {
    expect(readWhen('2026-11-12')).toMatchObject({ at: '2026-11-12' });
    expect(readWhen(' 2026年2月3日 ')).toMatchObject({ at: '2026-02-03' });
    for (const text of ['2026-11-12 14:03', '2026/11/12 14:03', '２０２６-11-12 14：03']) {
      const read = readWhen(text);
      expect(read && moment(read), text).toBe('2026-11-12 14:03:00');
    }
    expect(readWhen('')).toBeNull();
    for (const bad of ['昨天', '2026-02-30', '11-12', '2026-11-12 25:00', '1969-01-01']) expect(readWhen(bad), bad).toBeUndefined();
  });
});

describe('sums of the grid', () => {
  it('only rows near the view are asked for', () => {
    expect(rowWindow({ top: 0, height: 500, step: 200, rows: 10, overscan: 1 })).toEqual({ from: 0, to: 4 });
    expect(rowWindow({ top: 1_000_000, height: 500, step: 200, rows: 20_000, overscan: 1 })).toEqual({ from: 4999, to: 5004 });
    expect(rowWindow({ top: 9_000, height: 500, step: 200, rows: 3, overscan: 1 }), 'fewer rows than the place scrolled to').toEqual({ from: 3, to: 3 });
  });

  it('arrows keep to the grid and still reach a short last row', () => {
    const g = { count: 13, columns: 5, page: 2 };
    expect(gridKey('ArrowRight', { ...g, at: 4 })).toBe(5);
    expect(gridKey('ArrowDown', { ...g, at: 9 }), 'no cell right below: the last one').toBe(12);
    expect(gridKey('ArrowDown', { ...g, at: 11 }), 'the last row stays').toBe(11);
    expect(gridKey('ArrowUp', { ...g, at: 3 })).toBe(3);
    expect(gridKey('End', { ...g, at: 0 })).toBe(12);
    expect(gridKey('x', { ...g, at: 0 })).toBeNull();
    expect(gridKey('ArrowDown', { ...g, at: 0, count: 0 })).toBeNull();
  });
});

describe('where the picture lies', () => {
  const frame = { width: 360, height: 300, natural: { width: 1080, height: 2340 }, whole: false };

  it('zooming keeps the point under the pointer', () => {
    const before = fitted(frame);
    const point = { x: 180, y: 150 };
    const after = zoom(before, frame, 2, point);
    expect(after.scale).toBeCloseTo(before.scale * 2);
    expect((point.x - after.x) / after.scale).toBeCloseTo((point.x - before.x) / before.scale);
    expect((point.y - after.y) / after.scale).toBeCloseTo((point.y - before.y) / before.scale);
  });

  it('it is never dragged out of the frame', () => {
    const at = pan(zoom(fitted(frame), frame, 3, { x: 0, y: 0 }), frame, 99_999, 99_999);
    expect(at.x).toBeLessThanOrEqual(14);
    const far = pan(at, frame, -99_999, -99_999);
    expect(far.x + 1080 * far.scale).toBeGreaterThanOrEqual(360 - 14.001);
    expect(far.y + 2340 * far.scale).toBeGreaterThanOrEqual(300 - 14.001);
  });
});

it('fingerprints are compared without blanks and case, and a part is not the whole', () => {
  const own = '7c1e 94b0 5ad2 f368 18e0 c43b 92a7 d15f';
  expect(sameFingerprint(own, '7C1E94B0-5AD2F368 18e0c43b92a7d15f')).toBe('same');
  expect(sameFingerprint(own, '7c1e 94b0')).toBe('short');
  expect(sameFingerprint(own, '7c1f 94b0')).toBe('other');
  expect(sameFingerprint(own, own.replace('d15f', 'd15e'))).toBe('other');
});
