/**
 * What was typed into a form and is not saved yet: kept for the session by the form's place, until it is saved or given
 * up. However a form is left, what stood in it is there again (but a time that cannot be read yet).
 */
import { SvelteMap } from 'svelte/reactivity';

const kept = new SvelteMap<string, object>();

export class Typed<T extends object> {
  /** What the form begins with. */
  readonly start: T;
  readonly #given: string;

  constructor(readonly place: string, given: T) {
    this.#given = JSON.stringify(given);
    this.start = structuredClone((kept.get(place) as T | undefined) ?? given);
  }

  get changed(): boolean {
    return kept.has(this.place);
  }

  /** What the form holds now. */
  keep(now: T): void {
    if (JSON.stringify(now) === this.#given) kept.delete(this.place);
    else kept.set(this.place, now);
  }

  /** It is saved, or given up. */
  drop(): void {
    kept.delete(this.place);
  }
}

/** Something waits there to be saved. */
export function waits(place: string): boolean {
  return kept.has(place);
}
