/** Rows of the timeline: before the entries of each day stands a row with the day itself. */
import type { TimelineDay } from '../../api';

export type Place = { day: TimelineDay } | { entry: number };

export class Days {
  /** Row of each day's head. */
  readonly #heads: number[] = [];
  readonly rows: number;

  constructor(readonly days: TimelineDay[]) {
    let row = 0;
    for (const day of days) {
      this.#heads.push(row);
      row += day.count + 1;
    }
    this.rows = row;
  }

  /** What stands in a row. */
  at(row: number): Place | null {
    const i = this.#dayOf(row);
    const day = this.days[i];
    if (!day) return null;
    return this.#heads[i] === row ? { day } : { entry: row - i - 1 };
  }

  /** Row of an entry. */
  rowOf(entry: number): number {
    let left = entry;
    for (let i = 0; i < this.days.length; i += 1) {
      const count = this.days[i]?.count ?? 0;
      if (left < count) return (this.#heads[i] ?? 0) + 1 + left;
      left -= count;
    }
    return -1;
  }

  /** Entries from the first to the last row (last not included). */
  entries(from: number, to: number): { from: number; to: number } {
    return { from: this.#before(from), to: this.#before(to) };
  }

  /** How many entries stand before a row. */
  #before(row: number): number {
    if (row >= this.rows) return this.rows - this.days.length;
    const i = this.#dayOf(row);
    return Math.max(0, row - i - (this.#heads[i] === row ? 0 : 1));
  }

  #dayOf(row: number): number {
    let [low, high] = [0, this.#heads.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#heads[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
