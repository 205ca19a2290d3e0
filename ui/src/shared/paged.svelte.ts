/** A long list in pages fetched when they come near the view; the ones far away are let go. */
import { sayFailure } from './toast.svelte';

const size = 60;
/** Pages kept; a screen needs two or three. */
const kept = 16;

export class Paged<T> {
  total = $state(0);
  /** The first answer has come. */
  ready = $state(false);
  #pages = $state.raw(new Map<number, T[]>());
  #asked = new Set<number>();
  #from = 0;
  #to = 0;
  /** Answers to older questions are dropped. */
  #turn = 0;

  constructor(readonly fetch: (offset: number, limit: number) => Promise<{ total: number; rows: T[] }>) {}

  row(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / size))?.[index % size];
  }

  /** Where a loaded row stands; -1 when it is not loaded. */
  find(wanted: (row: T) => boolean): number {
    for (const [page, rows] of this.#pages) {
      const i = rows.findIndex(wanted);
      if (i >= 0) return page * size + i;
    }
    return -1;
  }

  near(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
    for (let page = Math.floor(from / size); page * size < Math.max(to, 1); page += 1) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#ask(page);
    }
  }

  /** Asks again for what is near; what is shown stays until the answer comes. */
  async refresh(): Promise<void> {
    this.#turn += 1;
    this.#asked.clear();
    const first = Math.floor(this.#from / size);
    const last = Math.floor(Math.max(this.#from, this.#to - 1) / size);
    const near = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    this.#pages = new Map([...this.#pages].filter(([page]) => near.includes(page)));
    await Promise.all(near.map((page) => this.#ask(page)));
  }

  async #ask(page: number): Promise<void> {
    const turn = this.#turn;
    this.#asked.add(page);
    try {
      const answer = await this.fetch(page * size, size);
      if (turn !== this.#turn) return;
      const pages = new Map(this.#pages).set(page, answer.rows);
      const here = Math.floor(this.#from / size);
      for (const far of [...pages.keys()].sort((a, b) => Math.abs(a - here) - Math.abs(b - here)).slice(kept)) pages.delete(far);
      this.#pages = pages;
      this.total = answer.total;
      this.ready = true;
    } catch (e) {
      if (turn === this.#turn) {
        this.ready = true;
        sayFailure(e);
      }
    } finally {
      if (turn === this.#turn) this.#asked.delete(page);
    }
  }
}
