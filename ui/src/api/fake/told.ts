/** Events, talks and the timeline of the made-up vault. */
import type { Advice, CaseId, DisputeDraft, DisputeKind, DisputeView, EvidenceId, LinkView, TalkDraft, TalkView, TimelineDays, TimelineEntry, TimelinePage, TimelineRow, When } from '../types';
import { stamp } from './samples';
import { error, type Vault } from './vault';

type Of<T> = T & { of: CaseId };

export const advice: Advice[] = [
  { code: 'chat_profiles', kinds: ['chat_presale', 'chat_aftersale'], platforms: [], source: 'S-WX1', confidence: 'C2', checked: '2026-11-23' },
  { code: 'chat_date', kinds: ['chat_presale', 'chat_aftersale'], platforms: [], source: 'S-WX1', confidence: 'C2', checked: '2026-11-23' },
  { code: 'parcel_damaged', kinds: ['logistics', 'waybill', 'unboxing'], platforms: ['taobao', 'tmall'], source: 'S-TB art. 37', confidence: 'C', checked: '2026-11-23' },
];

/** As people of the place read it; a day before its moments. */
function local(at: { at: string; tz: string }): string {
  return at.at.endsWith('Z') ? new Date(Date.parse(at.at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ') : at.at;
}

export class Told {
  events: Of<DisputeView>[] = [];
  talks: Of<TalkView>[] = [];

  constructor(readonly vault: Vault) {}

  count(of: CaseId): number {
    return [...this.events, ...this.talks].filter((one) => one.of === of).length;
  }

  addEvent(of: CaseId, draft: DisputeDraft): DisputeView {
    const made = { ...draft, of, id: (this.vault.next += 1), evidence: this.#links(draft.evidence), added: stamp('2026-11-23 09:20:00') };
    this.events.push(made);
    this.vault.touch(of);
    return this.#shown(made);
  }

  editEvent(id: number, draft: DisputeDraft): DisputeView {
    const was = this.events.find((one) => one.id === id);
    if (!was) throw error('not_found', { what: 'event', id: String(id) });
    Object.assign(was, draft, { evidence: this.#links(draft.evidence) });
    this.vault.touch(was.of);
    return this.#shown(was);
  }

  addTalk(of: CaseId, draft: TalkDraft): TalkView {
    const made = { ...draft, of, id: (this.vault.next += 1), evidence: this.#links(draft.evidence), added: stamp('2026-11-23 09:20:00') };
    this.talks.push(made);
    this.vault.touch(of);
    return this.#shown(made);
  }

  editTalk(id: number, draft: TalkDraft): TalkView {
    const was = this.talks.find((one) => one.id === id);
    if (!was) throw error('not_found', { what: 'talk', id: String(id) });
    Object.assign(was, draft, { evidence: this.#links(draft.evidence) });
    this.vault.touch(was.of);
    return this.#shown(was);
  }

  removeEvent(id: number): DisputeView {
    const removed = this.events.find((one) => one.id === id);
    if (!removed) throw error('not_found');
    this.events = this.events.filter((one) => one.id !== id);
    return removed;
  }

  removeTalk(id: number): TalkView {
    const removed = this.talks.find((one) => one.id === id);
    if (!removed) throw error('not_found');
    this.talks = this.talks.filter((one) => one.id !== id);
    return removed;
  }

  days(of: CaseId): TimelineDays {
    const rows = this.#rows(of);
    const days = new Map<string, number>();
    for (const { day } of rows) days.set(day, (days.get(day) ?? 0) + 1);
    return { total: rows.length, days: [...days].map(([day, count]) => ({ day, count })) };
  }

  page(of: CaseId, offset: number, limit: number): TimelinePage {
    const rows = this.#rows(of);
    return { total: rows.length, offset, rows: rows.slice(offset, offset + limit) };
  }

  #rows(of: CaseId): TimelineRow[] {
    const { ordered_at, paid_at, received_at } = this.vault.made(of).facts;
    const own: [DisputeKind, When | null][] = [['ordered', ordered_at], ['paid', paid_at], ['received', received_at]];
    const all: [string, TimelineEntry][] = [];
    for (const [kind, at] of own) if (at) all.push([local(at), { type: 'case', kind, at }]);
    for (const event of this.events) if (event.of === of) all.push([local(event.at), { type: 'event', event: this.#shown(event) }]);
    for (const talk of this.talks) if (talk.of === of) all.push([local(talk.at), { type: 'talk', talk: this.#shown(talk) }]);
    for (const id of this.vault.order.get(of) ?? []) {
      const row = this.vault.row(id);
      all.push([local(row.times[row.times.best] ?? row.imported), { type: 'evidence', row }]);
    }
    return all.sort((a, b) => a[0].localeCompare(b[0])).map(([at, entry]) => ({ day: at.slice(0, 10), entry }));
  }

  #links(ids: EvidenceId[]): LinkView[] {
    return ids.map((id) => {
      const row = this.vault.row(id);
      return { evidence: id, number: row.number, name: row.title || row.name };
    });
  }

  #shown<T extends { of: CaseId }>({ of: _of, ...view }: T): Omit<T, 'of'> {
    return view;
  }
}
