/** What waits in the watched folders. Asked anew whenever the window says that it changed. */
import { call, listen, type InboxChoice, type WaitingView, type WatchedView } from '../../api';
import { sayFailure } from '../../shared/toast.svelte';

const size = 60;
const kept = 12;

class Inbox {
  total = $state(0);
  folders = $state.raw<WatchedView[]>([]);
  #pages = $state.raw(new Map<number, WaitingView[]>());
  #asked = new Set<number>();
  #turn = 0;
  #from = 0;

  /** Listens for as long as the desk is there. */
  open(): () => void {
    void this.refresh();
    const ear = listen('inbox-changed', () => void this.refresh());
    return () => void ear.then((off) => off());
  }

  row(index: number): WaitingView | undefined {
    return this.#pages.get(Math.floor(index / size))?.[index % size];
  }

  near(from: number, to: number): void {
    this.#from = from;
    for (let page = Math.floor(from / size); page * size < Math.max(to, 1); page += 1) if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#fetch(page);
  }

  async refresh(): Promise<void> {
    this.#turn += 1;
    this.#asked.clear();
    const here = Math.floor(this.#from / size);
    this.#pages = new Map([...this.#pages].filter(([page]) => page === here));
    await this.#fetch(here);
  }

  async dismiss(choice: InboxChoice): Promise<number> {
    const gone = await call('inbox_dismiss', { choice });
    await this.refresh();
    return gone;
  }

  async #fetch(page: number): Promise<void> {
    const turn = this.#turn;
    this.#asked.add(page);
    try {
      const answer = await call('inbox_page', { offset: page * size, limit: size });
      if (turn !== this.#turn) return;
      const pages = new Map(this.#pages).set(page, answer.rows);
      const far = [...pages.keys()].sort((a, b) => Math.abs(a - page) - Math.abs(b - page)).slice(kept);
      far.forEach((one) => pages.delete(one));
      this.#pages = pages;
      this.total = answer.total;
      this.folders = answer.folders;
    } catch (e) {
      if (turn === this.#turn) sayFailure(e);
    } finally {
      if (turn === this.#turn) this.#asked.delete(page);
    }
  }
}

export const inbox = new Inbox();
