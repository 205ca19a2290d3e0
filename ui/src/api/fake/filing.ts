/** Rules, steps and deadlines of the made-up vault: the rules are the real ones, a few deadlines are counted by hand. */
import channelFile from '../../../../src-tauri/core/rules/channels.json';
import checkFile from '../../../../src-tauri/core/rules/checklists.json';
import claimFile from '../../../../src-tauri/core/rules/claims.json';
import filingWords from '../../../../src-tauri/core/words/zh-CN/filing.json';
import type { Args, Answer, Command, OwnLimits } from '../contract';
import type { CaseId, Channel, ChecklistLine, ClaimRule, Complaint, Confidence, Deadline, DeadlineList, Draft, DraftEdit, FieldId, FilingDraft, FilingView, Item, Rule, RuleList } from '../types';
import { stamp } from './samples';
import { error, type Vault } from './vault';

type Some<C extends Command> = { [K in C]: (vault: Vault, args: Args<K>) => Answer<K> };

const day = 86_400_000;
const words: Record<string, string> = filingWords;
const whole = (rule: object): Rule => ({ from: null, to: null, checked: '2026-11-23', ...rule }) as Rule;

export const channels = channelFile.channels.map((one) => ({
  aliases: [], platforms: [], public_body: false, open: false, ...one, rule: whole(one.rule),
  fields: one.fields.map((it) => ({ min_chars: null, max_chars: null, ...it })),
  files: { count: null, bytes: null, ...one.files },
})) as Channel[];

const claims = claimFile.claims.map((one) => ({
  refund: false, loss: false, exceptions: [], articles_for: [], ...one, rule: whole(one.rule),
  extra: 'extra' in one && one.extra ? { times_paid: 0, times_loss: 0, percent_paid: 0, floor: null, cap: null, at_most: false, ...one.extra } : null,
})) as ClaimRule[];

const items = checkFile.items.map((one) => ({ kinds: [], identifiers: [], facts: [], ...one, rule: whole(one.rule) })) as Item[];

export class Filed {
  filings: (FilingView & { of: CaseId })[] = [];
  complaints = new Map<CaseId, Complaint>();
  unavailable = new Map<string, string>();
  lengths = new Map<string, number>();
  /** Texts as the user changed them. */
  kept = new Map<string, DraftEdit>();
  outdated = false;
  limits = new Map<string, OwnLimits>();
  /** Grows with an import. */
  imported = false;
}

const none: Complaint = { cause: null, basis: null, demands: [], amount_fen: null, demand: '', seller_address: '' };

function dated(from: string, days: number): { due: string; days_left: number } {
  const at = Date.parse(`${from}T00:00:00Z`) + days * day;
  const now = new Date();
  return { due: new Date(at).toISOString().slice(0, 10), days_left: Math.round((at - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / day) };
}

function list(vault: Vault, of: CaseId): DeadlineList {
  const { facts } = vault.made(of);
  const deadlines: Deadline[] = [];
  const base = { filing: null, extended_to: null, checked: '2026-11-23', estimated: false, unverified: false, condition: null, note: null };
  if (facts.received_at) {
    const from = facts.received_at;
    deadlines.push({ ...base, ...dated(from.at.slice(0, 10), 7), rule: 'no_reason_return', text: '七日无理由退货', trigger: 'received', from, formula: '签收 + 7 天', basis: '《消费者权益保护法》第二十五条', confidence: 'C', party: 'shopper' });
    deadlines.push({ ...base, ...dated(from.at.slice(0, 10), 730), rule: 'complaint_two_years', text: '投诉的两年', trigger: 'received', from, formula: '签收 + 730 天', basis: '《市场监督管理投诉举报处理办法》', confidence: 'C2', unverified: true, party: 'shopper', note: '发现了就马上通知。' });
  }
  for (const one of vault.filed.filings) {
    if (one.of === of && one.due) deadlines.push({ ...base, ...dated(one.due.at.slice(0, 10), 0), rule: 'told', text: '渠道告知的答复日期', trigger: 'filed', from: one.at, filing: one.id, formula: '你填写的日期', basis: '由当事人填写', confidence: 'C', party: 'authority' });
  }
  const windows = vault.filed.lengths.has('pdd_window') ? [] : [{ rule: 'pdd_window', text: '拼多多售后申请的时限', basis: '现行规则未核实', confidence: 'X' as Confidence, checked: '2026-11-23' }];
  const cautions = [{ rule: 'before_confirm', text: '问题没解决前先别点“确认收货”', basis: '《淘宝平台争议处理规则》', confidence: 'C' as Confidence, checked: '2026-11-23' }];
  return { deadlines: deadlines.sort((a, b) => a.due.localeCompare(b.due)), unknown: windows, hints: [], cautions };
}

function channel(id: string): Channel {
  const found = channels.find((one) => one.id === id);
  if (!found) throw error('not_found', { what: 'channel', id });
  return found;
}

function view(vault: Vault, of: CaseId, id: number, draft: FilingDraft): FilingView & { of: CaseId } {
  const evidence = draft.evidence.map((one) => ({ evidence: one, number: vault.row(one).number, name: vault.row(one).name }));
  return { ...draft, of, id, channel_name: channel(draft.channel).name, evidence, added: stamp('2026-11-23 09:20:00') };
}

function second(vault: Vault, of: CaseId, id: string): boolean {
  return channel(id).public_body && vault.filed.filings.some((one) => one.of === of && one.channel !== id && channel(one.channel).public_body);
}

function shown({ of: _of, ...one }: FilingView & { of: CaseId }): FilingView {
  return one;
}

function book(vault: Vault): RuleList {
  const row = (area: string) => ({ rule }: { rule: Rule }) => ({ area, ...rule, source_title: rule.article, repealed: false, imported: false });
  return {
    rules: [...channels.map(row('channels')), ...claims.map(row('claims')), ...items.map(row('checklists'))],
    areas: ['channels', 'claims', 'checklists'].map((area) => ({ area, version: '2026-11-23', checked: '2026-11-23', imported: vault.filed.imported, age_days: area === 'claims' ? 400 : 2, old: area === 'claims' })),
    pack_refused: null,
  };
}

const keptAt = ({ case: of, options }: Args<'draft'>): string => `${of} ${options.channel} ${options.paper} ${options.lang} ${options.max_chars ?? 'whole'}`;

function drafted(vault: Vault, args: Args<'draft'>): Draft {
  const { facts, identifiers } = vault.made(args.case);
  const { channel: id, paper, max_chars } = args.options;
  const full = `${facts.seller}：${facts.goods}，实付 ${(facts.amount_fen ?? 0) / 100} 元。${'商家拒绝退货。'.repeat(90)}证据指纹【导出证据包后填写】`;
  if (max_chars && max_chars < 20) throw error('invalid_value', { field: 'max_chars', value: String(max_chars), reason: 'at least 20' });
  const text = max_chars ? [...full].slice(0, max_chars).join('') : full;
  const known: Partial<Record<FieldId, string>> = { respondent_name: facts.seller, order_number: identifiers[0]?.value ?? '', content: text, goods: facts.goods };
  return {
    channel: id, paper, title: words[`title.${paper}`] ?? paper, text, chars: [...text].length, max_chars, fingerprint: null, shortened: text !== full, masked: channel(id).open,
    fields: channel(id).fields.map((one) => ({ field: one.id, name: words[`field.${one.id}`] ?? one.id, text: known[one.id] ?? '', chars: [...(known[one.id] ?? '')].length, max_chars: one.id === 'content' ? (vault.filed.limits.get(id)?.max_chars ?? one.max_chars) : one.max_chars, unverified: one.confidence !== 'C' || (one.id === 'content' && !!vault.filed.limits.get(id)?.max_chars) })),
    hints: [{ code: 'no_fingerprint', text: words['hint.no_fingerprint'] ?? '' }], cautions: [],
  };
}

export const filing: Some<'rules' | 'rules_import' | 'rules_reset' | 'rule_length' | 'channel_limits' | 'channels' | 'claims' | 'claim' | 'filings' | 'filing_add' | 'filing_edit' | 'filing_remove' | 'complaint' | 'complaint_save' | 'deadlines' | 'nearest_deadlines' | 'all_deadlines' | 'deadlines_save' | 'checklist' | 'item_unavailable' | 'draft' | 'draft_keep' | 'draft_forget' | 'draft_save'> = {
  rules: book,
  rules_import: (vault) => {
    vault.filed.imported = true;
    return book(vault);
  },
  rules_reset: (vault) => {
    vault.filed.imported = false;
    return book(vault);
  },
  rule_length: (vault, { rule, length }) => {
    if (length) vault.filed.lengths.set(rule, length.n);
    return null;
  },
  channel_limits: (vault, args) => {
    vault.filed.limits.set(args.channel, args.limits);
    return null;
  },
  channels: (vault) => channels.map((one) => {
    const own = vault.filed.limits.get(one.id);
    if (!own) return one;
    const fields = one.fields.map((it) => (it.id === 'content' ? { ...it, max_chars: own.max_chars ?? it.max_chars, confidence: own.max_chars === null ? it.confidence : 'X' as const } : it));
    return { ...one, fields, files: { ...one.files, count: own.count ?? one.files.count, bytes: own.bytes ?? one.files.bytes } };
  }),
  claims: () => claims,
  claim: (_vault, { basis, paid, loss }) => {
    const rule = claims.find((one) => one.rule.id === basis);
    if (!rule) throw error('not_found', { what: 'claim', id: basis });
    const extra = rule.extra ? Math.max(rule.extra.times_paid * paid, rule.extra.floor ?? 0) : 0;
    const refund = rule.refund ? paid : 0;
    return {
      basis, name: rule.name.zh, refund, loss: loss ?? 0, extra, amount: refund + (loss ?? 0) + extra, at_most: false, formula: rule.formula.zh, articles: rule.articles.map((one) => one.zh), exceptions: rule.exceptions.map((one) => one.zh),
      cautions: rule.cautions.map((one) => one.zh), hints: [], awards: rule.awards.map((one) => ({ ...one, why: one.why.zh })), confidence: rule.rule.confidence, checked: rule.rule.checked,
    };
  },
  filings: (vault, args) => vault.filed.filings.filter((one) => one.of === args.case).map(shown),
  filing_add: (vault, args) => {
    const made = view(vault, args.case, (vault.next += 1), args.draft);
    vault.filed.filings.push(made);
    vault.touch(args.case);
    return { filing: shown(made), cautions: [] };
  },
  filing_edit: (vault, args) => {
    const was = vault.filed.filings.find((one) => one.id === args.filing);
    if (!was) throw error('not_found', { what: 'filing', id: String(args.filing) });
    Object.assign(was, view(vault, was.of, was.id, args.draft));
    return { filing: shown(was), cautions: [] };
  },
  filing_remove: (vault, args) => {
    const was = vault.filed.filings.find((one) => one.id === args.filing);
    if (!was) throw error('not_found', { what: 'filing', id: String(args.filing) });
    vault.filed.filings = vault.filed.filings.filter((one) => one !== was);
    return shown(was);
  },
  complaint: (vault, args) => vault.filed.complaints.get(args.case) ?? none,
  complaint_save: (vault, args) => {
    vault.filed.complaints.set(args.case, args.complaint);
    return args.complaint;
  },
  deadlines: (vault, args) => list(vault, args.case),
  nearest_deadlines: (vault) => [...vault.cases.keys()].flatMap((of) => list(vault, of).deadlines.filter((one) => one.days_left >= 0 && one.party === 'shopper').slice(0, 1).map((deadline) => ({ case: of, deadline }))),
  all_deadlines: (vault) => [...vault.cases.keys()].flatMap((of) => list(vault, of).deadlines.map((deadline) => ({ case: of, deadline }))).sort((a, b) => a.deadline.due.localeCompare(b.deadline.due)),
  deadlines_save: () => true,
  checklist: (vault, args) => {
    const complaint = vault.filed.complaints.get(args.case) ?? none;
    const { facts, identifiers } = vault.made(args.case);
    const by = (one: Item): string[] => [
      ...(one.identifiers.some((kind) => identifiers.some((it) => it.kind === kind)) ? ['订单号'] : []),
      ...(one.rule.id === 'demand' && complaint.demands.length > 0 ? ['请求'] : []),
      ...(one.rule.id === 'seller_name' && facts.seller ? ['商家名称'] : []),
    ];
    const needs = checkFile.needs.find((one) => 'channels' in one && one.channels?.includes(args.channel));
    const wanted = [...(needs?.required ?? []), ...(needs?.helpful ?? [])];
    const lines = wanted.flatMap((id) => items.filter((one) => one.rule.id === id)).map((one): ChecklistLine => ({ item: one.rule.id, text: one.rule.text.zh, how: one.how.zh, required: needs?.required?.includes(one.rule.id) ?? false, by: by(one), reason: vault.filed.unavailable.get(`${args.case} ${one.rule.id}`) ?? null, basis: one.rule.article.zh, confidence: one.rule.confidence }));
    const cautions = second(vault, args.case, args.channel) ? [{ rule: 'second_public_channel', text: '同一争议已由其他机关受理过的，不予受理。', basis: '《市场监督管理投诉举报处理办法》第十六条', confidence: 'C' as Confidence, checked: '2026-11-23' }] : [];
    return { channel: args.channel, have: lines.filter((one) => one.by.length > 0), missing: lines.filter((one) => one.by.length === 0 && !one.reason), not_available: lines.filter((one) => one.by.length === 0 && one.reason), jurisdiction: [], cautions };
  },
  item_unavailable: (vault, args) => {
    const key = `${args.case} ${args.item}`;
    if (args.reason === '') vault.filed.unavailable.delete(key);
    else vault.filed.unavailable.set(key, args.reason);
    return null;
  },
  draft: (vault, args) => {
    const made = drafted(vault, args);
    const kept = vault.filed.kept.get(keptAt(args));
    if (!kept || args.options.fresh) return made;
    return { ...made, text: kept.text, fields: made.fields.map((one) => ({ ...one, text: kept.fields[one.field] ?? one.text })), saved: { at: stamp('2026-11-23 09:20:00'), outdated: vault.filed.outdated } };
  },
  draft_keep: (vault, args) => {
    vault.filed.kept.set(keptAt(args), args.edit);
    return drafted(vault, args);
  },
  draft_forget: (vault, args) => {
    vault.filed.kept.delete(keptAt(args));
    return drafted(vault, args);
  },
  draft_save: () => true,
};
