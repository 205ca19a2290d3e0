/** Where the lines of a grid of equal cells lie, with or without head rows; sums over groups, never over cells. */

/** A row of cells, or the head row of a group (then `head` is its number and there are no cells). */
export interface Line {
  top: number;
  from: number;
  count: number;
  head: number | null;
}

/** Cells that follow each other: the first, and the one behind the last. */
export type Run = [from: number, to: number];

export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Of every cell, and what lies between and beside them. */
export interface Cell {
  width: number;
  height: number;
  gap: number;
  pad: number;
}

export interface Sizes {
  columns: number;
  step: number;
  /** Height of a head row; 0: none. */
  head: number;
}

export class Layout {
  readonly height: number;
  readonly #tops: number[] = [];
  readonly #starts: number[] = [];

  constructor(
    readonly groups: number[],
    readonly sizes: Sizes,
  ) {
    let [top, start] = [0, 0];
    for (const count of groups) {
      this.#tops.push(top);
      this.#starts.push(start);
      top += sizes.head + Math.ceil(count / sizes.columns) * sizes.step;
      start += count;
    }
    this.height = top;
  }

  /** Lines that touch a stretch, with `over` rows more on each side. */
  lines(top: number, bottom: number, over = 1): Line[] {
    const { columns, step, head } = this.sizes;
    const [from, to] = [top - over * step, bottom + over * step];
    const out: Line[] = [];
    for (let g = this.#group(this.#tops, from); g < this.groups.length; g += 1) {
      const [start, at, count] = [this.#starts[g] ?? 0, this.#tops[g] ?? 0, this.groups[g] ?? 0];
      if (at >= to) break;
      if (head > 0 && at + head > from) out.push({ top: at, from: start, count: 0, head: g });
      const rows = Math.ceil(count / columns);
      const first = Math.max(0, Math.floor((from - at - head) / step));
      for (let r = first; r < rows && at + head + r * step < to; r += 1) {
        out.push({ top: at + head + r * step, from: start + r * columns, count: Math.min(columns, count - r * columns), head: null });
      }
    }
    return out;
  }

  /** The line of a cell. */
  lineOf(index: number): Line {
    const { columns, step, head } = this.sizes;
    const g = this.#group(this.#starts, index);
    const [start, count] = [this.#starts[g] ?? 0, this.groups[g] ?? 0];
    const row = Math.floor((index - start) / columns);
    return { top: (this.#tops[g] ?? 0) + head + row * step, from: start + row * columns, count: Math.min(columns, count - row * columns), head: null };
  }

  /** The cell so many lines below (or above) in the same column, or the last one of a shorter line. */
  vertical(index: number, by: number): number {
    const total = (this.#starts.at(-1) ?? 0) + (this.groups.at(-1) ?? 0);
    let line = this.lineOf(index);
    const column = index - line.from;
    for (let i = 0; i < Math.abs(by); i += 1) {
      const next = by > 0 ? line.from + line.count : line.from - 1;
      if (next < 0 || next >= total) break;
      line = this.lineOf(next);
    }
    return Math.min(line.from + column, line.from + line.count - 1);
  }

  /** The cells that an area touches, in runs; whole rows that follow each other are one. */
  touched(area: Area, cell: Cell): Run[] {
    const { columns, step, head } = this.sizes;
    const across = cell.width + cell.gap;
    const first = Math.max(0, Math.floor((area.left - cell.pad - cell.width) / across) + 1);
    const last = Math.min(columns - 1, Math.ceil((area.right - cell.pad) / across) - 1);
    const out: Run[] = [];
    if (first > last) return out;
    for (let g = this.#group(this.#tops, area.top); g < this.groups.length; g += 1) {
      const [start, top, count] = [this.#starts[g] ?? 0, (this.#tops[g] ?? 0) + head, this.groups[g] ?? 0];
      if (top >= area.bottom) break;
      const rows = Math.min(Math.ceil(count / columns), Math.ceil((area.bottom - top) / step));
      for (let r = Math.max(0, Math.floor((area.top - top - cell.height) / step) + 1); r < rows; r += 1) {
        const [from, to] = [start + r * columns + first, start + Math.min(count, r * columns + last + 1)];
        const before = out.at(-1);
        if (before && before[1] === from) before[1] = to;
        else if (from < to) out.push([from, to]);
      }
    }
    return out;
  }

  /** The last group that begins at or before `at`. */
  #group(begins: number[], at: number): number {
    let [low, high] = [0, begins.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((begins[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
