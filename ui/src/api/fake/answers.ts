/** What the made-up window answers to each command. */
import type { Answer, Args, Command } from '../contract';
import type { Code, CustodyRow, ExportMode, ExportPlan, IdentifierDraft, IdentifierView, ImportReport, TimestampResult, VaultInfo, VerifyReport } from '../types';
import { proposal, talk } from './talks';
import { hex, noFacts, stamp } from './samples';
import { sorting } from './sorting';
import { handing } from './handing';
import { masking } from './masking';
import { asked, stamping } from './stamping';
import { filing } from './filing';
import { advice } from './told';
import { error, type Vault } from './vault';
import { watching } from './watching';

const unasked: TimestampResult = { state: 'none', reason: null, detail: null, checked: null, gen_time: null, signer: null, policy: null, sent: null };

/** What a made-up plan says of the two editions. */
function editions(vault: Vault, of: string, mode: ExportMode): Pick<ExportPlan, 'mode' | 'masked' | 'masked_bytes' | 'withheld' | 'absent' | 'unmasked' | 'texts' | 'unreadable' | 'pending'> {
  const numbers = (vault.order.get(of) ?? []).map((id) => [id, vault.row(id).number] as const);
  const private_ = mode === 'masked';
  return {
    mode, masked: private_ ? numbers.length : 0, masked_bytes: private_ ? 9_000_000 : 0, withheld: private_ ? numbers.map((one) => one[1]) : [], absent: [], texts: [], unreadable: [],
    unmasked: private_ ? numbers.filter((one) => !vault.masks.has(one[0])).map((one) => one[1]) : [], pending: vault.stamps.filter((one) => one.state === 'pending').length,
  };
}

export type Answers = { [C in Command]: (vault: Vault, args: Args<C>) => Answer<C> | Promise<Answer<C>> };

function info(vault: Vault): VaultInfo {
  const evidence = [...vault.order.values()].reduce((sum, ids) => sum + ids.length, 0);
  return { path: '/home/lin/.local/share/liuzheng', cases: vault.cases.size, evidence, bytes: evidence * 486_000, unfiled: vault.unfiled.length, checked: vault.scene.empty ? null : stamp('2026-11-23 08:40:00'), checked_whole: vault.scene.empty ? null : true, check_unfinished: false, synced_by: vault.scene.synced ?? null };
}

function seen(draft: IdentifierDraft, id: number): IdentifierView {
  const normalized = draft.value.replace(/[\s]/g, '').toUpperCase();
  const hints = draft.kind === 'payment_serial' && normalized.length !== 28 ? [{ code: 'length', params: { what_term: 'identifier.payment_serial', expected: '28', actual: String(normalized.length) }, fits: false, confidence: 'C' }] : [];
  return { id, ...draft, normalized, groups: normalized.match(/.{1,4}/g) ?? [], added: stamp('2026-11-23 09:20:00'), hints };
}

function importing(vault: Vault, of: string): number {
  const brought: number[] = [];
  const steps = 41;
  const report = (): ImportReport => ({
    imported: brought.map((id) => ({ evidence: id, number: vault.row(id).number, sha256: hex(id), name: vault.row(id).name, size: 486_000, media_type: 'image/png' })),
    duplicates: [{ path: '/home/lin/手机聊天/IMG_2274.png', name: 'IMG_2274.png', sha256: hex(7), evidence: 7, number: 'E007', repaired: false }],
    refused: [{ path: '/home/lin/手机聊天/IMG_2290.png', code: 'empty_file' as Code }, { path: '/home/lin/手机聊天/下载中.mp4', code: 'changed_while_reading' as Code }],
    error: null,
  });
  return vault.job('import', steps, 61_400_000, (stopped) => ({ result: stopped === null ? report() : { ...report(), error: error('cancelled') } }), (i, job) => {
    if (i % 4 !== 0) return;
    brought.push(...vault.bring(of, 4));
    vault.emit('import-saved', { job, case: of, count: brought.length });
  });
}

function verified(vault: Vault): VerifyReport {
  const verdict = vault.scene.verdict ?? 'intact';
  const about = { name: '羽绒服-20261123.zip', bytes: 68_900_000, title: '羽绒服含绒量不符', created: stamp('2026-11-23 09:32:18'), originals: 22, originals_intact: 22, originals_changed: 0, originals_missing: 0, originals_withheld: 0, custody_entries: 41, custody_good: 41 };
  if (verdict === 'intact') return { kind: 'liuzheng', verdict, fingerprint: '7c1e 94b0 5ad2 f368 18e0 c43b 92a7 d15f', findings: [], warnings: [], about, timestamps: [] };
  if (verdict === 'unusable') return { kind: null, verdict, fingerprint: null, warnings: [], findings: [{ code: 'zip.unreadable', path: '', detail: 'end of central directory not found' }], about: null, timestamps: [] };
  return {
    kind: 'liuzheng', warnings: [],
    verdict, fingerprint: '7c1e 94b0 5ad2 f368 18e0 c43b 92a7 d15f', about: { ...about, originals_intact: 20, originals_changed: 1, originals_missing: 1, custody_good: 18 }, timestamps: [],
    findings: [
      { code: 'payload.changed', path: 'data/originals/E009_称确认收货不能退.png', detail: `expected ${hex(9)}, found ${hex(10)}` },
      { code: 'payload.missing', path: 'data/originals/E019_IMG_2274.png', detail: 'listed, 486 KB' },
      { code: 'custody.broken', path: 'data/custody.jsonl', detail: 'entry 19 does not follow entry 18' },
    ],
  };
}

export const answers: Answers = {
  start: (vault) => ({ version: '0.1.0', os: 'linux', locale: 'zh-CN', demo: false, vault: vault.failed ? null : info(vault), error: vault.failed ? error(vault.failed as Code, { path: '/home/lin/.local/share/liuzheng/vault.db' }) : null, settings: vault.settings, media: 'http://127.0.0.1:9/made-up/' }),
  recover: (vault) => {
    vault.failed = undefined;
    return { cases: 5, evidence: 54, unfiled: 2, set_aside: ['/home/lin/.local/share/liuzheng/vault.db.damaged-20261123T013218Z'] };
  },
  settings_save: (vault, { settings }) => (vault.settings = settings),
  vault_folder_choose: () => null,
  vault_info: info,
  cases: (vault, { query }) => [...vault.cases.values()].filter((one) => [one.facts.title, one.facts.seller, ...one.identifiers.map((it) => it.normalized)].some((text) => text.includes(query)))
    .map((one) => ({ id: one.id, title: one.facts.title, platform: one.facts.platform, seller: one.facts.seller, status: one.facts.status, amount_fen: one.facts.amount_fen, evidence: vault.order.get(one.id)?.length ?? 0, identifiers: one.identifiers.length, created: one.created, changed: one.changed })),
  case_new: (vault, { facts }) => {
    const id = hex(vault.cases.size + 77, 16);
    vault.cases.set(id, { id, facts, created: stamp('2026-11-23 09:20:00'), identifiers: [], exports: [], changed: stamp('2026-11-23 09:40:00') });
    vault.order.set(id, []);
    vault.touch(id);
    return vault.caseView(id);
  },
  case_get: (vault, args) => vault.caseView(args.case),
  case_edit: (vault, args) => {
    vault.made(args.case).facts = args.facts;
    vault.touch(args.case);
    return vault.caseView(args.case);
  },
  case_remove: (vault, args) => {
    vault.cases.delete(args.case);
    vault.order.delete(args.case);
    return null;
  },
  identifier_add: (vault, args) => {
    vault.made(args.case).identifiers.push(seen(args.draft, (vault.next += 1)));
    vault.touch(args.case);
    return vault.caseView(args.case);
  },
  identifier_edit: (vault, { identifier, draft }) => {
    const made = [...vault.cases.values()].find((one) => one.identifiers.some((it) => it.id === identifier));
    if (!made) throw error('not_found', { what: 'identifier', id: String(identifier) });
    made.identifiers = made.identifiers.map((it) => (it.id === identifier ? seen(draft, identifier) : it));
    return vault.caseView(made.id);
  },
  identifier_remove: (vault, { identifier }) => {
    const made = [...vault.cases.values()].find((one) => one.identifiers.some((it) => it.id === identifier));
    if (!made) throw error('not_found', { what: 'identifier', id: String(identifier) });
    made.identifiers = made.identifiers.filter((it) => it.id !== identifier);
    vault.touch(made.id);
    return vault.caseView(made.id);
  },
  identifier_hints: (_vault, { draft }) => seen(draft, 0),
  evidence_page: (vault, args) => {
    const ids = vault.shown(args.case, args.filter);
    return { total: ids.length, offset: args.offset, rows: ids.slice(args.offset, args.offset + args.limit).map((id) => vault.row(id)) };
  },
  evidence_get: (vault, { evidence }) => vault.view(evidence),
  evidence_preview: (vault, { evidence }) => vault.view(evidence).preview,
  evidence_text: () => ({ text: '客服：同意退款 50 元。\n我：不接受，要求退一赔三。', encoding: 'gb18030', headers: [['from', '客服 <kf@example.com>'], ['subject', '关于订单']], attachments: ['发票.pdf'], cut: false }),
  evidence_edit: (vault, { evidence, facts }) => {
    vault.changed.set(evidence, facts);
    vault.touch(vault.home(evidence));
    return vault.view(evidence);
  },
  ...sorting,
  ...watching,
  ...stamping,
  ...masking,
  ...handing,
  ...filing,
  custody: (vault, args) => {
    const total = vault.log.get(args.case) ?? 0;
    const events = ['evidence.described', 'evidence.imported', 'identifier.added', 'case.edited', 'evidence.moved'];
    const rows = Array.from({ length: Math.max(0, Math.min(args.limit, total - args.offset)) }, (_, i): CustodyRow => {
      const seq = total - args.offset - i;
      const event = seq === 1 ? 'case.created' : (events[seq % events.length] ?? 'case.edited');
      return { seq, at: stamp(`2026-11-${String(13 + Math.min(9, Math.floor(seq / 5))).padStart(2, '0')} 21:${String(seq % 60).padStart(2, '0')}:15`), event, evidence: event.startsWith('evidence') ? `E${String((seq % 12) + 1).padStart(3, '0')}` : null, detail: {}, hash: hex(seq) };
    });
    return { total, rows };
  },
  search: (vault, { query }) => [...vault.order].flatMap(([of, ids]) => ids.slice(0, 200).flatMap((id) => {
    const row = vault.row(id);
    const field = row.title.includes(query) ? 'title' : row.proves.includes(query) ? 'proves' : row.name.includes(query) ? 'name' : null;
    return field ? [{ case: of, case_title: vault.made(of).facts.title, evidence: id, number: row.number, field, text: field === 'title' ? row.title : field === 'proves' ? row.proves : row.name }] : [];
  })).slice(0, 30),
  timeline_days: (vault, args) => vault.told.days(args.case),
  timeline_page: (vault, args) => vault.told.page(args.case, args.offset, args.limit),
  dispute_add: (vault, args) => vault.told.addEvent(args.case, args.draft),
  dispute_edit: (vault, args) => vault.told.editEvent(args.dispute, args.draft),
  dispute_remove: (vault, args) => vault.told.removeEvent(args.dispute),
  talk_add: (vault, args) => vault.told.addTalk(args.case, args.draft),
  talk_edit: (vault, args) => vault.told.editTalk(args.talk, args.draft),
  talk_remove: (vault, args) => vault.told.removeTalk(args.talk),
  advice: () => advice,
  import_choose: (vault, args) => importing(vault, args.case),
  import_dropped: (vault, args) => importing(vault, args.case),
  import_paste: (vault, args) => {
    const [id = 0] = vault.bring(args.case, 1);
    return { imported: [{ evidence: id, number: vault.row(id).number, sha256: hex(id), name: 'clipboard.png', size: 210_000, media_type: 'image/png' }], duplicates: [], refused: [], error: null };
  },
  unfiled: (vault) => vault.unfiled,
  unfiled_file: (vault, args) => {
    const id = args.case ?? hex(4242, 16);
    if (!vault.cases.has(id)) {
      vault.cases.set(id, { id, facts: { ...noFacts, title: '找回的原件' }, created: stamp('2026-11-23 09:20:00'), identifiers: [], exports: [], changed: stamp('2026-11-23 09:41:00') });
      vault.order.set(id, []);
    }
    vault.bring(id, args.sha256.length);
    vault.unfiled = vault.unfiled.filter((row) => !args.sha256.includes(row.sha256));
    return vault.caseView(id);
  },
  password_strength: (_vault, { password }) => Math.min(4, Math.floor(password.length / 4)),
  export_plan: (vault, args) => {
    const view = vault.caseView(args.case);
    const { lang, pdf, replace_missing } = args.options;
    const zh = lang === 'zh-CN';
    if (vault.scene.glyphs && pdf && !replace_missing) throw error('glyph_missing', { characters: vault.scene.glyphs });
    const printed = pdf ? [{ role: 'report', path: zh ? 'data/证据报告.pdf' : 'data/evidence-report.pdf', bytes: 2_400_000 }] : [];
    return {
      name: zh ? '羽绒服含绒量不符-20261123.zip' : 'liuzheng-20261123.zip', fingerprint: '7c1e94b05ad2f36818e0c43b92a7d15f', originals: view.evidence.total, originals_bytes: view.evidence.bytes, custody_entries: view.custody.length,
      files: [
        ...printed, { role: 'report', path: zh ? 'data/证据报告.html' : 'data/report.html', bytes: 1_204_000 }, { role: 'list', path: zh ? 'data/证据目录.csv' : 'data/evidence.csv', bytes: 38_000 }, { role: 'facts', path: 'data/case.json', bytes: 21_000 },
        { role: 'custody', path: 'data/custody.jsonl', bytes: 24_000 }, { role: 'how_to_verify', path: zh ? '如何核验.txt' : 'HOW-TO-VERIFY.txt', bytes: 6_200 }, { role: 'scripts', path: 'verify.sh', bytes: 2_100 }, { role: 'scripts', path: 'verify.ps1', bytes: 2_400 },
      ],
      bytes: view.evidence.bytes + 1_300_000, missing: view.missing, without_preview: ['E028'],
      ...editions(vault, args.case, args.options.mode ?? 'original'),
      ...(vault.exported ? { previous: { fingerprint: '7c1e 94b0 5ad2 f368 18e0 c43b 92a7 d15f', made: stamp('2026-11-23 09:40:00'), added: [], removed: [], described: ['E001'] } } : {}),
    };
  },
  export_target: (vault, { name, choose }) => ({ target: 1, label: choose ? `/home/lin/文档/${name}` : `桌面/${name}`, exists: vault.exported }),
  export_start: (vault, args) => {
    if (vault.exported && !args.replace) throw error('target_exists', { path: '/home/lin/桌面/羽绒服含绒量不符-20261123.zip' });
    vault.exported = true;
    const bytes = 68_900_000;
    return vault.job('export', 24, bytes, (stopped) => (stopped === null ? { result: { bundle: 1, result: { path: '/home/lin/桌面/羽绒服含绒量不符-20261123.zip', sha256: hex(5), fingerprint: '7c1e 94b0 5ad2 f368 18e0 c43b 92a7 d15f', entries: 57, bytes, timestamp: args.options.timestamp ? asked(vault, args.options.timestamp.url) : unasked } } } : { error: error('cancelled') }));
  },
  bundle_show: () => null,
  verify_start: (vault) => vault.job('verify', 12, 68_900_000, (stopped) => (stopped === null ? { result: verified(vault) } : { error: error('cancelled') })),
  verify_save: () => true,
  check_start: (vault) => vault.job('check', 20, 210_000_000, (stopped) => (stopped === null ? { result: { verdict: 'whole', findings: [], notes: [], originals: 312, bytes: 210_000_000, chains: 5, finished: stamp('2026-11-23 09:50:00') } } : { error: error('cancelled') })),
  series_detect: (vault, args) => vault.job('series', 4, 0, (stopped) => (stopped === null ? { result: proposal(vault, args.case) } : { error: error('cancelled') })),
  series_list: (vault) => vault.series,
  series_set: (vault, { evidence, title }) => {
    const made = talk(vault, evidence, vault.series.length + 1, title);
    vault.series = [...vault.series.filter((one) => !one.evidence.some((id) => evidence.includes(id))), made];
    return made;
  },
  series_remove: (vault, { series }) => {
    vault.series = vault.series.filter((one) => one.id !== series);
    return null;
  },
  alike: (vault, args) => {
    const [a, b] = vault.order.get(args.case) ?? [];
    const result = a && b ? [{ a, b, a_number: vault.row(a).number, b_number: vault.row(b).number, distance: 4, hint: 'edited_nearby' as const }] : [];
    return vault.job('alike', 4, 0, (stopped) => (stopped === null ? { result } : { error: error('cancelled') }));
  },
  job_cancel: (vault, { job }) => {
    vault.stop(job);
    return null;
  },
  copy: () => null,
};
