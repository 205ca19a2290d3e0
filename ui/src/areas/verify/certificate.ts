/** What a check says, in words: the verdict, the ledger, and the text that is saved. */
import type { Stamp, TokenReport, VerifyReport } from '../../api';
import { fours, moment } from '../../shared/format';
import { findingWords, t } from '../../shared/i18n.svelte';

export function verdictWords(report: VerifyReport): { title: string; sub: string } {
  const count = report.findings.length;
  if (report.verdict === 'intact') return { title: t('verify.intact'), sub: t('verify.intact_sub') };
  if (report.verdict === 'unusable') return { title: t('verify.unusable'), sub: t('verify.unusable_sub') };
  const good = report.about?.originals_intact ?? 0;
  return { title: t('verify.altered', { count }), sub: good > 0 ? t('verify.altered_rest', { count: good }) : t('verify.altered_sub') };
}

export interface Line {
  name: string;
  text: string;
  state: 'good' | 'bad' | 'none';
}

export function ledgerOf(report: VerifyReport): Line[] {
  const about = report.about;
  if (!about) return [];
  const lines: Line[] = [];
  const parts = [t('verify.n_intact', { count: about.originals_intact })];
  if (about.originals_changed > 0) parts.push(t('verify.n_changed', { count: about.originals_changed }));
  if (about.originals_missing > 0) parts.push(t('verify.n_missing', { count: about.originals_missing }));
  const bad = about.originals_changed + about.originals_missing > 0;
  lines.push({ name: t('verify.originals'), text: parts.join(t('case.comma')), state: bad ? 'bad' : 'good' });
  const whole = about.custody_good >= about.custody_entries && !report.findings.some((one) => one.code.startsWith('custody.'));
  const custody = whole ? t('verify.custody_good', { count: about.custody_entries }) : t('verify.custody_broken', { count: about.custody_good });
  lines.push({ name: t('verify.custody'), text: custody, state: whole ? 'good' : 'bad' });
  if (about.title) lines.push({ name: t('verify.case'), text: about.title, state: 'none' });
  if (about.created) lines.push({ name: t('verify.made'), text: t('verify.made_at', { at: moment(about.created) }), state: 'none' });
  return [...lines, ...timestamps(report.timestamps)];
}

/** Tokens over the bundle's own list, each; those over earlier lists and the log in one line. Only a valid one tells a time. */
function timestamps(tokens: TokenReport[]): Line[] {
  const name = t('verify.timestamp');
  const own = tokens.filter((one) => one.over === 'data/evidence.sha256');
  const others = tokens.filter((one) => one.over !== 'data/evidence.sha256');
  const lines = own.map((one): Line => ({ name, text: tokenWords(one), state: one.state === 'valid' ? 'good' : one.state === 'invalid' ? 'bad' : 'none' }));
  if (own.length === 0) lines.push({ name, text: t('verify.no_timestamp'), state: 'none' });
  if (others.length > 0) {
    const valid = others.filter((one) => one.state === 'valid').length;
    const bad = others.some((one) => one.state === 'invalid');
    lines.push({ name: t('verify.timestamps_other'), text: t('verify.timestamps_other_n', { count: others.length, valid }), state: bad ? 'bad' : 'none' });
  }
  return lines;
}

function tokenWords(token: TokenReport): string {
  if (token.state !== 'valid') return t(`verify.token_${token.state}`);
  return t('verify.token_valid', { at: (token.gen_time ?? '').replace('T', ' ').replace(/Z$/, ' UTC'), signer: token.signer ?? '' });
}

/** Blanks, dashes and case do not count; a few digits are no comparison. */
export function sameFingerprint(own: string, given: string): 'same' | 'other' | 'short' {
  const plain = (text: string): string => text.toLowerCase().replace(/[^0-9a-f]/g, '');
  const [a, b] = [plain(own), plain(given)];
  if (b.length < a.length) return a.startsWith(b) ? 'short' : 'other';
  return a === b ? 'same' : 'other';
}

/** The text that is saved beside the bundle: for a person, with the codes for a machine. */
export function certificateText(report: VerifyReport, checked: Stamp, name: string): string {
  const { title, sub } = verdictWords(report);
  const lines = [t('verify.doc_title'), '', `${t('verify.doc_file')}${name}`, `${t('verify.doc_verdict')}${title} (${report.verdict})`, sub];
  if (report.kind === 'bagit') lines.push(...Object.values(findingWords('kind.bagit')));
  if (report.fingerprint) lines.push(`${t('verify.doc_fingerprint')}${fours(report.fingerprint).join(' ')}`);
  lines.push(`${t('verify.doc_at')}${moment(checked)} ${checked.tz}`, '');
  for (const one of report.findings) {
    const words = findingWords(one.code);
    lines.push(`- ${words.title} [${one.code}] ${one.path}`);
    if (words.meaning) lines.push(`  ${words.meaning}`);
    if (one.detail) lines.push(`  ${one.detail}`);
  }
  if (report.findings.length > 0) lines.push('');
  for (const line of ledgerOf(report)) lines.push(`${line.name}: ${line.text}`);
  for (const one of report.timestamps) lines.push(`- ${one.path} [${one.state}] ${one.over}`, `  ${one.openssl}`);
  lines.push('', t('verify.says_not'), `- ${t('verify.not_1')}`, `- ${t('verify.not_2')}`, `- ${t('verify.not_3')}`, '');
  return lines.join('\n');
}
