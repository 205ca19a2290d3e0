/** A drag of cards with the pointer: where they would go, scrolling at the edges, and out of the window. */
import type { EvidenceChoice } from '../../api';
import type { Slot } from '../../shared/VirtualGrid.svelte';

interface Grid {
  slotAt: (x: number, y: number) => Slot | null;
  scrollBy: (y: number) => void;
  box: () => DOMRect | null;
}

/** Pixels before a press becomes a drag; a hand is never quite still. */
export const slack = 6;
const edge = 56;

export class Drag {
  /** Where the pieces would go; null: nowhere. */
  slot = $state.raw<Slot | null>(null);
  count = $state(0);
  x = $state(0);
  y = $state(0);
  #turn = 0;
  /** The click that ends a drag is no click. */
  ended = false;

  constructor(
    readonly grid: () => Grid | undefined,
    /** Whether the order can be changed now. */
    readonly movable: () => boolean,
    readonly ondrop: (choice: EvidenceChoice, index: number) => void,
    readonly onout: (choice: EvidenceChoice) => void,
  ) {}

  get going(): boolean {
    return this.count > 0;
  }

  /** A press on a card; `choose` says what would be dragged. */
  press(e: PointerEvent, choose: () => EvidenceChoice | null): void {
    this.ended = false;
    if (e.button !== 0 || e.shiftKey || e.ctrlKey || e.metaKey || e.altKey || e.pointerType === 'touch') return;
    const [x, y] = [e.clientX, e.clientY];
    let choice: EvidenceChoice | null = null;
    const away = new AbortController();
    const stop = (): void => {
      away.abort();
      cancelAnimationFrame(this.#turn);
      this.slot = null;
      this.count = 0;
    };
    const move = (now: PointerEvent): void => {
      if (!choice) {
        if (Math.hypot(now.clientX - x, now.clientY - y) < slack) return;
        choice = choose();
        if (!choice) return stop();
        this.count = choice.count;
        this.ended = true;
        this.#scroll();
      }
      [this.x, this.y] = [now.clientX, now.clientY];
      if (outside(now)) {
        const out = choice;
        stop();
        return this.onout(out);
      }
      this.#look();
    };
    const listen = { signal: away.signal, capture: true };
    window.addEventListener('pointermove', move, listen);
    window.addEventListener('pointercancel', stop, listen);
    window.addEventListener('blur', stop, listen);
    window.addEventListener('keydown', (key) => {
      if (key.key !== 'Escape' || !choice) return;
      key.preventDefault();
      key.stopPropagation();
      stop();
    }, listen);
    window.addEventListener('pointerup', () => {
      const [slot, what] = [this.slot, choice];
      stop();
      if (slot && what) this.ondrop(what, slot.index);
    }, listen);
  }

  #look(): void {
    const box = this.grid()?.box();
    const over = box && this.x >= box.left && this.x <= box.right && this.y >= box.top - 24 && this.y <= box.bottom + 24;
    this.slot = over && this.movable() ? (this.grid()?.slotAt(this.x, this.y) ?? null) : null;
  }

  #scroll(): void {
    this.#turn = requestAnimationFrame(() => {
      if (!this.going) return;
      const box = this.grid()?.box();
      if (box && this.slot) {
        const by = pull(this.y, box, edge);
        if (by !== 0) {
          this.grid()?.scrollBy(by);
          this.#look();
        }
      }
      this.#scroll();
    });
  }
}

/** How far to scroll now for a pointer at this height: faster the nearer to the edge, and beyond it. */
export function pull(y: number, box: DOMRect, within: number): number {
  const by = y < box.top + within ? y - box.top - within : y > box.bottom - within ? y - box.bottom + within : 0;
  return Math.max(-24, Math.min(24, by / 2));
}

/** Beyond the edge, not at it: there the list scrolls. */
function outside(e: PointerEvent): boolean {
  return e.clientX < -2 || e.clientY < -2 || e.clientX > window.innerWidth + 2 || e.clientY > window.innerHeight + 2;
}
