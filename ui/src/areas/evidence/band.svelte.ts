/**
 * A band drawn with the mouse over the empty space between the cards: it selects what it touches. What that is comes out
 * of places, not of what is in the document, so it holds for rows that were scrolled past; their ids are asked for where
 * no page is there.
 */
import type { EvidenceId } from '../../api';
import type { Area, Run } from '../../shared/layout';
import { sayFailure } from '../../shared/toast.svelte';
import type { Choice, Kept } from './choice.svelte';
import { pull, slack } from './drag.svelte';

interface Spot {
  x: number;
  y: number;
}

interface Grid {
  spotAt: (x: number, y: number) => Spot | null;
  touched: (area: Area) => Run[];
  scrollBy: (y: number) => void;
  box: () => DOMRect | null;
  focus: () => void;
}

interface List {
  row: (index: number) => { id: EvidenceId } | undefined;
  ids: (from: number, count: number) => Promise<EvidenceId[]>;
}

/** From here on to the edge the list scrolls. */
const edge = 28;
/** At the right, for the scroll bar, which may lie over the cells. */
const bar = 14;

export class Band {
  /** Where it is drawn, in the coordinates of the grid. */
  area = $state.raw<Area | null>(null);
  /** Ends the one that is drawn now; what it selected stays. */
  #end: (() => void) | null = null;

  constructor(
    readonly grid: () => Grid | undefined,
    readonly list: () => List,
    readonly choice: Choice,
    /** The cell that it ended at. */
    readonly ondone: (index: number) => void,
  ) {}

  /** A press somewhere in the grid. */
  press(e: PointerEvent): void {
    const [grid, box] = [this.grid(), this.grid()?.box()];
    const from = grid?.spotAt(e.clientX, e.clientY);
    if (!grid || !box || !from || e.button !== 0 || e.pointerType === 'touch' || e.clientX >= box.right - bar) return;
    // A card has its own ways.
    if (!(e.target instanceof Element) || e.target.closest('[role=option]')) return;
    this.end();
    e.preventDefault();
    grid.focus();
    const before = this.choice.kept();
    const drawn = new Drawn(grid, this.list(), this.choice, e.ctrlKey || e.metaKey || e.shiftKey ? before : null);
    let [at, turn] = [{ x: e.clientX, y: e.clientY }, 0];
    const away = new AbortController();
    const look = (): void => {
      const to = grid.spotAt(at.x, at.y);
      if (!to) return;
      this.area = { left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), right: Math.max(from.x, to.x), bottom: Math.max(from.y, to.y) };
      drawn.select(this.area, to.y < from.y);
    };
    const frame = (): void => {
      const here = grid.box();
      const by = here ? pull(at.y, here, edge) : 0;
      if (by !== 0) grid.scrollBy(by);
      look();
      turn = requestAnimationFrame(frame);
    };
    const stop = (): void => {
      away.abort();
      cancelAnimationFrame(turn);
      this.#end = null;
      this.area = null;
    };
    this.#end = (): void => {
      const last = drawn.last;
      const moved = this.area !== null;
      stop();
      if (moved) this.ondone(last);
    };
    const listen = { signal: away.signal, capture: true };
    window.addEventListener('pointermove', (now) => {
      at = { x: now.clientX, y: now.clientY };
      if (this.area || Math.hypot(at.x - e.clientX, at.y - e.clientY) < slack) return;
      look();
      turn = requestAnimationFrame(frame);
    }, listen);
    window.addEventListener('pointerup', () => {
      if (this.area) look();
      // A click beside the cards lets go, as in a file manager.
      else if (!(e.ctrlKey || e.metaKey || e.shiftKey)) this.choice.clear();
      this.end();
    }, listen);
    window.addEventListener('pointercancel', () => this.end(), listen);
    window.addEventListener('blur', () => this.end(), listen);
    window.addEventListener('selectstart', (words) => words.preventDefault(), listen);
    window.addEventListener('keydown', (key) => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      drawn.over = true;
      stop();
      this.choice.restore(before);
    }, listen);
  }

  end(): void {
    this.#end?.();
  }
}

/** What one band selects, on top of what was selected before it. */
class Drawn {
  /** The cell it reached last. */
  last = -1;
  /** Given up: an answer that comes late selects nothing. */
  over = false;
  /** Ids by place, as far as they were met: pages far away are let go. */
  readonly #ids = new Map<number, EvidenceId>();
  #asked = false;
  #runs: Run[] = [];
  #put: Kept | null = null;

  constructor(
    readonly grid: Grid,
    readonly list: List,
    readonly choice: Choice,
    readonly base: Kept | null,
  ) {}

  select(area: Area, upwards: boolean): void {
    this.#runs = this.grid.touched(area);
    const [first, last] = [this.#runs[0], this.#runs.at(-1)];
    this.last = first && last ? (upwards ? first[0] : last[1] - 1) : -1;
    this.#take();
  }

  #take(): void {
    const ids: EvidenceId[] = [];
    let [from, to] = [Infinity, -1];
    for (const [first, end] of this.#runs) {
      for (let i = first; i < end; i += 1) {
        const id = this.list.row(i)?.id ?? this.#ids.get(i);
        if (id === undefined) [from, to] = [Math.min(from, i), i];
        else {
          this.#ids.set(i, id);
          ids.push(id);
        }
      }
    }
    this.#put = this.choice.band(this.base, ids);
    if (to >= from && !this.#asked) void this.#ask(from, to - from + 1);
  }

  async #ask(from: number, count: number): Promise<void> {
    this.#asked = true;
    try {
      const found = await this.list.ids(from, count);
      found.forEach((id, i) => this.#ids.set(from + i, id));
      this.#asked = found.length < count;
      // Whoever selected something else meanwhile has the last word.
      if (!this.over && this.#put && this.choice.is(this.#put)) this.#take();
    } catch (e) {
      sayFailure(e);
    }
  }
}
