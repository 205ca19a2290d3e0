/**
 * What is selected, by id: named pieces, or all that the list shows but some. All of 100,000 is two words, not 100,000
 * rows; a range that reaches over pages asks for its ids alone.
 */
import type { EvidenceChoice, EvidenceFilter, EvidenceId } from '../../api';

/** A selection as it was. */
export interface Kept {
  ids: Set<EvidenceId>;
  all: boolean;
  anchor: number;
}

export class Choice {
  #ids = $state.raw(new Set<EvidenceId>());
  /** All but the named ones. */
  #all = $state(false);
  /** Where a range begins, and what was selected when it began. */
  anchor = -1;
  #base = new Set<EvidenceId>();

  constructor(
    readonly filter: () => EvidenceFilter,
    readonly total: () => number,
  ) {}

  get count(): number {
    return this.#all ? Math.max(0, this.total() - this.#ids.size) : this.#ids.size;
  }

  get isAll(): boolean {
    return this.#all;
  }

  has(id: EvidenceId): boolean {
    return this.#ids.has(id) !== this.#all;
  }

  clear(): void {
    this.#all = false;
    this.#ids = new Set();
    this.#base = new Set();
    this.anchor = -1;
  }

  all(): void {
    this.#all = true;
    this.#ids = new Set();
  }

  /** `before`: the piece that was clicked before is the first of a selection, as in a file manager. */
  toggle(id: EvidenceId, index: number, before?: EvidenceId): void {
    const now = new Set(this.count === 0 && before !== undefined && before !== id ? [...this.#ids, before] : this.#ids);
    if (!now.delete(id)) now.add(id);
    this.#ids = now;
    this.begin(index);
  }

  /** A range begins here; what is selected so far stays. */
  begin(index: number): void {
    this.anchor = index;
    this.#base = this.#all ? new Set() : this.#ids;
  }

  /** The range from the anchor is these; coming back takes out what it had reached over. */
  range(ids: EvidenceId[]): void {
    if (!this.#all) this.#ids = new Set([...this.#base, ...ids]);
    else this.#ids = new Set([...this.#ids].filter((id) => !ids.includes(id)));
  }

  /** These are selected on top of what was, or alone. */
  band(before: Kept | null, ids: EvidenceId[]): Kept {
    const now = new Set(before?.ids ?? []);
    this.#all = before?.all ?? false;
    for (const id of ids) this.#all ? now.delete(id) : now.add(id);
    this.#ids = now;
    return this.kept();
  }

  kept(): Kept {
    return { ids: this.#ids, all: this.#all, anchor: this.anchor };
  }

  /** Whether nothing was selected or let go since. */
  is(kept: Kept): boolean {
    return kept.ids === this.#ids && kept.all === this.#all;
  }

  restore(kept: Kept): void {
    this.#all = kept.all;
    this.#ids = kept.ids;
    this.begin(kept.anchor);
  }

  wire(): EvidenceChoice {
    return this.#all
      ? { ids: [], all: this.filter(), except: [...this.#ids], count: this.count }
      : { ids: [...this.#ids], all: null, except: [], count: this.count };
  }
}

export function one(id: EvidenceId): EvidenceChoice {
  return { ids: [id], all: null, except: [], count: 1 };
}
