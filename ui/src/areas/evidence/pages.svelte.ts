/** The evidence of a case, in pages fetched when they come near the view; the ones far away are let go. */
import { call, type CaseId, type EvidenceFilter, type EvidenceId, type EvidencePage, type EvidenceRow } from '../../api';
import { sayFailure } from '../../shared/toast.svelte';

export const size = 60;
/** Pages kept; a screen needs two or three. */
const kept = 16;

export class Pages {
  total = $state(0);
  /** The first answer has come. */
  ready = $state(false);
  #pages = $state.raw(new Map<number, EvidenceRow[]>());
  #asked = new Set<number>();
  #from = 0;
  #to = 0;
  /** Answers to older questions are dropped. */
  #turn = 0;

  constructor(
    readonly of: CaseId,
    readonly filter: EvidenceFilter,
    /** How many there should be; the first answer corrects it. */
    expected: number,
    /** The first page, where it is there already. */
    first: EvidencePage | null = null,
  ) {
    this.total = first?.total ?? expected;
    this.ready = first !== null;
    if (first) this.#pages = new Map([[0, first.rows]]);
  }

  row(index: number): EvidenceRow | undefined {
    return this.#pages.get(Math.floor(index / size))?.[index % size];
  }

  /** Where a loaded piece stands. */
  indexOf(id: number): number {
    for (const [page, rows] of this.#pages) {
      const i = rows.findIndex((row) => row.id === id);
      if (i >= 0) return page * size + i;
    }
    return -1;
  }

  /** The ids of a stretch: those of a few pages that are there, else they alone are asked for. */
  async ids(from: number, count: number): Promise<EvidenceId[]> {
    const rows = Array.from({ length: Math.min(count, 600) }, (_, i) => this.row(from + i)?.id);
    const known = count <= 600 && rows.every((id) => id !== undefined);
    return known ? (rows as EvidenceId[]) : call('evidence_ids', { case: this.of, filter: this.filter, from, count });
  }

  near(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
    for (let page = Math.floor(from / size); page * size < Math.max(to, 1); page += 1) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#fetch(page);
    }
  }

  /** Asks again for what is near the view; the rest is let go. What is shown stays until the answer comes. */
  async refresh(): Promise<void> {
    this.#turn += 1;
    this.#asked.clear();
    const first = Math.floor(this.#from / size);
    const last = Math.floor(Math.max(this.#from, this.#to - 1) / size);
    const near = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    this.#pages = new Map([...this.#pages].filter(([page]) => near.includes(page)));
    await Promise.all(near.map((page) => this.#fetch(page)));
  }

  async #fetch(page: number): Promise<void> {
    const turn = this.#turn;
    this.#asked.add(page);
    try {
      const answer = await call('evidence_page', { case: this.of, filter: this.filter, offset: page * size, limit: size });
      if (turn !== this.#turn) return;
      const pages = new Map(this.#pages).set(page, answer.rows);
      for (const far of this.#far(pages)) pages.delete(far);
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

  #far(pages: Map<number, EvidenceRow[]>): number[] {
    const here = Math.floor(this.#from / size);
    return [...pages.keys()].sort((a, b) => Math.abs(a - here) - Math.abs(b - here)).slice(kept);
  }
}
