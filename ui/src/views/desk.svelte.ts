/** What lies on the desk: the cases, the open one, the piece in the inspector, the page on top. */
import { call, failure, type CaseId, type CaseRow, type CaseView, type Deadline, type EvidenceId, type EvidencePage, type IdentifierKind } from '../api';
import { size } from '../areas/evidence/pages.svelte';
import { locale } from '../shared/i18n.svelte';
import { filterOf, type Shown } from '../shared/kinds';
import { sayFailure } from '../shared/toast.svelte';

export type Tab = 'evidence' | 'steps' | 'timeline' | 'identifiers' | 'custody';

export interface ToVerify {
  bundle: number | null;
  drop: number | null;
  name: string;
  /** A new number is a new check. */
  turn: number;
}

export class DeskState {
  cases = $state.raw<CaseRow[]>([]);
  /** Of each case the nearest deadline. */
  due = $state.raw<Map<CaseId, Deadline>>(new Map());
  ready = $state(false);
  open = $state.raw<CaseView | null>(null);
  tab = $state<Tab>('evidence');
  shown = $state<Shown>('all');
  piece = $state<EvidenceId | null>(null);
  /** Kind of number the strip asks for. */
  kind = $state<IdentifierKind | null>(null);
  verify = $state.raw<ToVerify | null>(null);
  /** A page over the case. */
  page = $state<'rules' | 'calendar' | null>(null);
  /** Grows when evidence of the open case came, went or changed. */
  version = $state(0);
  #turn = 0;
  #duesAsking = false;
  #duesAgain = false;
  #asked = 0;
  #ahead: { of: CaseId; page: EvidencePage } | null = null;
  #clock: ReturnType<typeof setTimeout> | undefined;

  /** The newest case is opened, so that work goes on where it was. */
  async begin(): Promise<void> {
    await this.list();
    const newest = [...this.cases].filter((row) => row.status !== 'closed' && row.status !== 'resolved')[0] ?? this.cases[0];
    if (newest && !this.open) await this.openCase(newest.id);
    this.ready = true;
  }

  async list(): Promise<void> {
    try {
      const rows = await call('cases', { query: '' });
      this.cases = rows.sort((a, b) => b.changed.at.localeCompare(a.changed.at));
      void this.dues();
    } catch (e) {
      sayFailure(e);
    }
  }

  /** One question at a time; what changed meanwhile is asked for once more. */
  async dues(): Promise<void> {
    this.#duesAgain = true;
    if (this.#duesAsking) return;
    this.#duesAsking = true;
    try {
      while (this.#duesAgain) {
        this.#duesAgain = false;
        const rows = await call('nearest_deadlines', { lang: locale.lang });
        this.due = new Map(rows.map((row) => [row.case, row.deadline]));
      }
    } catch {
      // The list of cases says enough without them.
      this.due = new Map();
    } finally {
      this.#duesAsking = false;
    }
  }

  /** Cases that go on and have something due within three days, soonest first. */
  nearDues(): { title: string; due: Deadline }[] {
    const going = this.cases.filter((row) => row.status !== 'resolved' && row.status !== 'closed');
    const all = going.flatMap((row) => {
      const due = this.due.get(row.id);
      return due && due.days_left <= 3 ? [{ title: row.title, due }] : [];
    });
    return all.sort((a, b) => a.due.days_left - b.due.days_left);
  }

  async openCase(id: CaseId, how: { piece?: EvidenceId | null; tab?: Tab } = {}): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const there = this.open?.id === id ? this.open : null;
      // Together, so that a case and its first pieces come into view as one.
      const [view, page] = await Promise.all([there ?? call('case_get', { case: id }), there && how.piece ? null : firstPage(id)]);
      if (asked !== this.#asked) return;
      this.#ahead = there || !page ? null : { of: id, page };
      if (this.open?.id !== id) {
        this.shown = 'all';
        this.kind = null;
      }
      this.open = view;
      this.verify = null;
      this.page = null;
      this.tab = how.tab ?? (how.piece ? 'evidence' : this.tab);
      this.piece = how.piece ?? page?.rows[0]?.id ?? null;
    } catch (e) {
      sayFailure(e);
    }
  }

  /** The first pieces of a case that has just been opened; once, as they are of that moment. */
  ahead(of: CaseId): EvidencePage | null {
    const page = this.#ahead?.of === of ? this.#ahead.page : null;
    this.#ahead = null;
    return page;
  }

  /** The first piece lies in the inspector, so that it is never an empty pane beside full ones. */
  async first(view: CaseView): Promise<void> {
    if (view.evidence.total === 0) return;
    try {
      const page = await firstPage(view.id);
      if (this.open?.id === view.id && this.piece === null) this.piece = page.rows[0]?.id ?? null;
    } catch (e) {
      sayFailure(e);
    }
  }

  /** Something of the open case changed: asks again soon, many changes at once are one question. */
  changed(of: CaseId): void {
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => void this.again(of), 120);
  }

  async again(of: CaseId): Promise<void> {
    void this.list();
    if (this.open?.id !== of) return;
    try {
      const view = await call('case_get', { case: of });
      if (this.open?.id !== of) return;
      this.open = view;
      this.version += 1;
      if (this.piece === null) void this.first(view);
    } catch (e) {
      if (failure(e).code === 'not_found') this.close();
      else sayFailure(e);
    }
  }

  take(view: CaseView): void {
    this.open = view;
    void this.list();
  }

  close(): void {
    this.open = null;
    this.piece = null;
  }

  check(what: { bundle?: number; drop?: number; name?: string }): void {
    this.#turn += 1;
    this.page = null;
    this.verify = { bundle: what.bundle ?? null, drop: what.drop ?? null, name: what.name ?? '', turn: this.#turn };
  }

  /** A page over the case. */
  over(page: 'rules' | 'calendar'): void {
    this.verify = null;
    this.page = page;
  }

  /** The neighbour of the piece in the inspector, in the order of the case. */
  async step(by: -1 | 1, index: number): Promise<void> {
    const view = this.open;
    if (!view) return;
    try {
      const page = await call('evidence_page', { case: view.id, filter: { kinds: [], undescribed: false }, offset: index + by, limit: 1 });
      const row = page.rows[0];
      if (row && this.open?.id === view.id) this.piece = row.id;
    } catch (e) {
      sayFailure(e);
    }
  }
}

function firstPage(of: CaseId): Promise<EvidencePage> {
  return call('evidence_page', { case: of, filter: filterOf('all'), offset: 0, limit: size });
}
