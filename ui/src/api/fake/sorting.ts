/** Made-up lists, bulk changes and taking out. */
import type { CaseId, EvidenceChoice, EvidenceFacts, EvidenceFilter, EvidenceId, EvidenceKind, FileClass } from '../types';
import type { Answers } from './answers';
import { error, type Vault } from './vault';

type Names = 'evidence_facets' | 'evidence_groups' | 'evidence_ids' | 'evidence_chosen' | 'evidence_bulk_edit' | 'evidence_move' | 'evidence_remove' | 'step_undo' | 'take_out_start' | 'taken_show' | 'drag_out';

function fileOf(type: string): FileClass {
  const class_ = type.split('/')[0];
  return class_ === 'image' ? 'picture' : class_ === 'video' || class_ === 'audio' ? class_ : 'other';
}

function day(vault: Vault, id: EvidenceId): string {
  const row = vault.row(id);
  return (row.shown_at ?? row.file_at ?? row.imported).at.slice(0, 10);
}

export function shown(vault: Vault, of: CaseId, filter: EvidenceFilter): EvidenceId[] {
  const ids = vault.order.get(of) ?? [];
  const { files = [], from, until, sort, desc, group } = filter;
  const narrow = filter.kinds.length > 0 || filter.undescribed || files.length > 0 || !!from || !!until;
  const some = !narrow ? ids : ids.filter((id) => {
    const { kind, proves } = vault.facts(id);
    if (filter.undescribed && (kind !== null || proves !== '')) return false;
    if (filter.kinds.length > 0 && !(kind !== null && filter.kinds.includes(kind))) return false;
    if (files.length > 0 && !files.includes(fileOf(vault.row(id).media_type))) return false;
    const on = from || until ? day(vault, id) : '';
    return !(from && on < from) && !(until && on > until);
  });
  const key = group ? 'time' : (sort ?? 'case');
  if (key === 'case') return desc ? [...some].reverse() : some;
  const by = (id: EvidenceId): string | number => key === 'time' ? day(vault, id) : key === 'name' ? vault.row(id).name : key === 'size' ? vault.row(id).size : id;
  const sorted = [...some].sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : a - b));
  return desc ? sorted.reverse() : sorted;
}

function chosen(vault: Vault, of: CaseId, choice: EvidenceChoice): EvidenceId[] {
  const order = vault.order.get(of) ?? [];
  const ids = choice.all ? shown(vault, of, { ...choice.all, sort: undefined, group: undefined, desc: false }).filter((id) => !choice.except.includes(id)) : order.filter((id) => choice.ids.includes(id));
  if (ids.length !== choice.count) throw error('invalid_value', { field: 'choice', value: String(choice.count), reason: `${ids.length} pieces now` });
  return ids;
}

function tally<T>(ids: EvidenceId[], key: (id: EvidenceId) => T): [T, number][] {
  const counts = new Map<T, number>();
  for (const id of ids) counts.set(key(id), (counts.get(key(id)) ?? 0) + 1);
  return [...counts];
}

export const sorting: Pick<Answers, Names> = {
  evidence_facets: (vault, args) => {
    const ids = shown(vault, args.case, args.filter);
    const days = ids.slice(0, 500).map((id) => day(vault, id)).sort();
    return {
      total: ids.length, by_kind: tally<EvidenceKind | null>(shown(vault, args.case, { ...args.filter, kinds: [] }), (id) => vault.facts(id).kind),
      by_file: tally(shown(vault, args.case, { ...args.filter, files: [] }), (id) => fileOf(vault.row(id).media_type)),
      undescribed: shown(vault, args.case, { ...args.filter, undescribed: true }).length, first_day: days[0] ?? null, last_day: days.at(-1) ?? null,
    };
  },
  evidence_groups: (vault, args) => {
    const ids = shown(vault, args.case, args.filter);
    if (args.filter.group === 'day') return tally(ids, (id) => day(vault, id)).map(([key, count]) => ({ key, count, first: null }));
    // No conversation is confirmed here.
    return args.filter.group ? [{ key: '', count: ids.length, first: null }] : [];
  },
  evidence_ids: (vault, args) => shown(vault, args.case, args.filter).slice(args.from, args.from + args.count),
  evidence_chosen: (vault, args) => {
    const ids = chosen(vault, args.case, args.choice);
    const all = ids.map((id) => vault.facts(id));
    const common = { ...(all[0] ?? vault.facts(1)) };
    const differ = (Object.keys(common) as (keyof EvidenceFacts)[]).filter((name) => all.some((one) => JSON.stringify(one[name]) !== JSON.stringify(common[name])));
    for (const name of differ) Object.assign(common, { [name]: name === 'kind' || name === 'shown_at' ? null : '' });
    return { count: ids.length, numbers: ids.slice(0, 12).map((id) => vault.row(id).number), common, differ };
  },
  evidence_bulk_edit: (vault, args) => {
    const ids = chosen(vault, args.case, args.choice);
    const before = new Map(ids.map((id) => [id, vault.facts(id)]));
    for (const [id, was] of before) vault.changed.set(id, { ...was, ...Object.fromEntries(args.edit.fields.map((name) => [name, args.edit.facts[name]])) });
    vault.touch(args.case);
    return { step: vault.steps.push({ before, order: null }), changed: ids.length };
  },
  evidence_move: (vault, args) => {
    const order = vault.order.get(args.case) ?? [];
    const ids = chosen(vault, args.case, args.choice);
    const rest = order.filter((id) => !ids.includes(id));
    const beside = 'index' in args.to ? null : 'before' in args.to ? args.to.before : args.to.after;
    const stay = order.slice(0, beside === null ? 0 : order.indexOf(beside)).filter((id) => !ids.includes(id)).length;
    const at = 'index' in args.to ? args.to.index : stay + ('after' in args.to && beside !== null && !ids.includes(beside) ? 1 : 0);
    vault.order.set(args.case, [...rest.slice(0, at), ...ids, ...rest.slice(at)]);
    vault.touch(args.case);
    return { step: vault.steps.push({ before: null, order: [args.case, order] }), changed: ids.length };
  },
  evidence_remove: (vault, args) => {
    const gone = new Set(chosen(vault, args.case, args.choice));
    vault.order.set(args.case, (vault.order.get(args.case) ?? []).filter((id) => !gone.has(id)));
    return gone.size;
  },
  step_undo: (vault, { step }) => {
    const was = vault.steps[step - 1];
    if (!was) throw error('not_found', { what: 'step', id: String(step) });
    was.before?.forEach((facts, id) => vault.changed.set(id, facts));
    if (was.order) vault.order.set(...was.order);
    return was.before?.size ?? 1;
  },
  take_out_start: (vault, args) => {
    const ids = chosen(vault, args.case, args.choice);
    const names = ids.slice(0, 20).map((id) => vault.row(id).name);
    return vault.job('take_out', 4, 1000, () => ({ result: { taken: 1, result: { folder: '/home/lin/桌面/取出', count: ids.length, bytes: ids.length * 486_000, names, refused: [] } } }));
  },
  taken_show: () => null,
  drag_out: () => true,
};
