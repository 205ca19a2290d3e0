/** The state of the made-up vault and its jobs. */
import type { CaseId, CaseView, Code, ErrorView, EvidenceFacts, EvidenceFilter, EvidenceId, EvidenceKind, EvidenceRow, EvidenceView, IdentifierView, MaskBox, Missing, OwnData, SeriesView, Settings, Theme, TimeAuthorities, TimestampRow, UnfiledRow, Lang, WaitingView, WatchedView } from '../types';
import type { EventName, Events, JobDone, JobKind } from '../contract';
import { shown } from './sorting';
import { cases, facts, hex, piece, stamp, times, type Made } from './samples';
import { Filed } from './filing';
import { Told } from './told';

export interface Scene {
  pieces?: number;
  empty?: boolean;
  failed?: string;
  lang?: Lang | null;
  theme?: Theme;
  unfiled?: number;
  synced?: string;
  verdict?: 'intact' | 'altered' | 'unusable';
  /** Jobs take their time. */
  slow?: boolean;
  missing?: 'none';
  /** Characters of the case that no font has. */
  glyphs?: string;
  /** Files that wait in a watched folder. */
  waiting?: number;
  /** Days on which cases received what they bought. */
  received?: Record<CaseId, string>;
}

export function error(code: Code, params: Record<string, string> = {}): ErrorView {
  return { code, params, message: `made up: ${code}` };
}

export class Vault {
  cases = new Map<CaseId, Made>();
  /** Order of the pieces of a case; facts only where they were changed, so that 100,000 pieces cost nothing. */
  order = new Map<CaseId, EvidenceId[]>();
  changed = new Map<EvidenceId, EvidenceFacts>();
  log = new Map<CaseId, number>();
  settings: Settings;
  failed: string | undefined;
  unfiled: UnfiledRow[];
  readonly told = new Told(this);
  readonly filed = new Filed();
  series: SeriesView[] = [];
  exported = false;
  authorities: TimeAuthorities = { services: [], at_import: null };
  stamps: TimestampRow[] = [];
  own: OwnData = { name: '', phone: '', address: '', id_number: '' };
  masks = new Map<EvidenceId, MaskBox[]>();
  /** What bulk changes found, by step. */
  steps: { before: Map<EvidenceId, EvidenceFacts> | null; order: [CaseId, EvidenceId[]] | null }[] = [];
  watched: WatchedView[] = [];
  inbox: WaitingView[] = [];
  next = 1_000_000;
  #job = 0;
  #stopped = new Set<number>();

  constructor(readonly scene: Scene, readonly emit: <E extends EventName>(event: E, load: Events[E]) => void) {
    this.settings = { lang: scene.lang ?? null, theme: scene.theme ?? 'system', evidence_view: 'cards', advice_done: [], remind: true };
    this.failed = scene.failed;
    this.unfiled = Array.from({ length: scene.unfiled ?? 0 }, (_, i) => ({ sha256: hex(i + 900), name: `IMG_22${i}.png`, size: 400_000 + i, media_type: 'image/png', added: stamp('2026-11-22 22:10:00') }));
    const waiting = scene.waiting ?? 0;
    this.inbox = Array.from({ length: waiting }, (_, i) => ({ id: i + 1, folder: 1, name: `Screenshot_20261123_${150000 + i}.png`, size: 402_000 + i, modified: stamp('2026-11-23 15:00:00'), refused: null }));
    if (waiting > 0) this.watched = [{ folder: 1, label: '/home/lin/图片/截图', error: null, waiting, there: 312 }, { folder: 2, label: '/media/lin/U盘/照片', error: 'vanished', waiting: 0, there: 0 }];
    if (scene.empty) return;
    cases().forEach((made, i) => {
      const received = scene.received?.[made.id];
      if (received) made.facts.received_at = { at: received, tz: '+08:00' };
      this.cases.set(made.id, made);
      const count = i === 0 ? (scene.pieces ?? 14) : [0, 6, 9, 4, 11][i] ?? 0;
      this.order.set(made.id, Array.from({ length: count }, (_, n) => i * 10_000_000 + n + 1));
      this.log.set(made.id, 41);
    });
  }

  made(id: CaseId): Made {
    const made = this.cases.get(id);
    if (!made) throw error('not_found', { what: 'case', id });
    return made;
  }

  facts(id: EvidenceId): EvidenceFacts {
    return this.changed.get(id) ?? (id >= 1_000_000 && id < 10_000_000 ? { ...facts(12), shown_at: null } : facts(id % 10_000_000));
  }

  home(id: EvidenceId): CaseId {
    for (const [of, ids] of this.order) if (ids.includes(id)) return of;
    throw error('not_found', { what: 'evidence', id: String(id) });
  }

  view(id: EvidenceId): EvidenceView {
    const of = this.home(id);
    const ids = this.order.get(of) ?? [];
    const number = id % 1_000_000 || ids.indexOf(id) + 1;
    const made = piece(id, of, ids.indexOf(id), ids.length, number);
    return { ...made, facts: this.facts(id), times: times(made.name, this.facts(id), made.file_at ?? made.imported, made.imported) };
  }

  row(id: EvidenceId): EvidenceRow {
    const of = '';
    const { number, name, media, preview, size, sha256, file_at, imported } = piece(id, of, 0, 0, id % 1_000_000 || 1);
    const { title, kind, proves, shown_at } = this.facts(id);
    return { id, number, sha256, name, title, kind, proves, media_type: media.media_type, size, preview, shown_at, file_at, imported, times: times(name, this.facts(id), file_at ?? imported, imported) };
  }

  shown(of: CaseId, filter: EvidenceFilter): EvidenceId[] {
    return shown(this, of, filter);
  }

  caseView(id: CaseId): CaseView {
    const { changed: _changed, ...made } = this.made(id);
    const ids = this.order.get(id) ?? [];
    const kinds = new Map<EvidenceKind | null, number>();
    const bare: EvidenceId[] = [];
    for (const one of ids) {
      const { kind, proves } = this.facts(one);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (kind === null && proves === '') bare.push(one);
    }
    const missing: Missing[] = [];
    const has = (kind: IdentifierView['kind']): boolean => made.identifiers.some((one) => one.kind === kind);
    if (ids.length === 0) missing.push({ code: 'evidence' });
    if (!has('order_number')) missing.push({ code: 'order_number' });
    if (!has('payment_serial')) missing.push({ code: 'payment_serial' });
    if (made.facts.seller === '') missing.push({ code: 'seller' });
    if (made.facts.amount_fen === null) missing.push({ code: 'amount' });
    if (bare.length > 0) missing.push({ code: 'undescribed', count: bare.length, numbers: bare.slice(0, 10).map((one) => this.row(one).number) });
    return {
      ...made, missing: this.scene.missing === 'none' ? [] : missing,
      evidence: { total: ids.length, bytes: ids.length * 486_000, undescribed: bare.length, loose_chats: ids.filter((one) => this.facts(one).kind?.startsWith('chat') && !this.series.some((talk) => talk.evidence.includes(one))).length, by_kind: [...kinds] },
      told: this.told.count(id),
      custody: { length: this.log.get(id) ?? 1, head: hex(this.log.get(id) ?? 1) },
    };
  }

  touch(id: CaseId): void {
    this.log.set(id, (this.log.get(id) ?? 0) + 1);
    const made = this.cases.get(id);
    if (made) made.changed = { at: new Date().toISOString().replace(/\.\d+/, ''), tz: '+08:00' };
  }

  /** Runs a job in steps; its end is told by an event. */
  job(kind: JobKind, steps: number, bytes: number, end: (stoppedAt: number | null) => Pick<JobDone, 'result' | 'error'>, step?: (i: number, job: number) => void): number {
    this.#job += 1;
    const job = this.#job;
    let i = 0;
    const tick = (): void => {
      if (this.#stopped.has(job)) return this.emit('job-done', { job, kind, ...end(i) });
      if (i >= steps) return this.emit('job-done', { job, kind, ...end(null) });
      i += 1;
      step?.(i, job);
      this.emit('job-progress', { job, kind, progress: { done: i, total: steps, bytes_done: Math.round((bytes * i) / steps), bytes_total: bytes } });
      setTimeout(tick, this.scene.slow ? 400 : 4);
    };
    setTimeout(tick, 0);
    return job;
  }

  stop(job: number): void {
    this.#stopped.add(job);
  }

  /** New pieces in a case, as an import makes them. */
  bring(of: CaseId, count: number): EvidenceId[] {
    const ids = Array.from({ length: count }, () => (this.next += 1));
    this.order.set(of, [...(this.order.get(of) ?? []), ...ids]);
    this.touch(of);
    return ids;
  }
}
