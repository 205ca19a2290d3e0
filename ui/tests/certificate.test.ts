import { beforeEach, expect, it } from 'vitest';
import type { TokenReport, TokenState, VerifyReport } from '../src/api';
import { certificateText, ledgerOf } from '../src/areas/verify/certificate';
import { locale } from '../src/shared/i18n.svelte';

const token = (state: TokenState, over = 'data/evidence.sha256'): TokenReport => ({
  path: 'proof/evidence.sha256.tsr', over, state, gen_time: '2026-11-25T07:00:00Z', signer: 'CN=某时间戳服务', policy: '1.2.3', findings: [], openssl: 'openssl ts -verify ...',
});
const report = (timestamps: TokenReport[]): VerifyReport => ({
  kind: 'liuzheng', verdict: 'intact', fingerprint: null, findings: [], warnings: [], timestamps,
  about: { name: 'a.zip', bytes: 1, title: '', created: null, originals: 1, originals_intact: 1, originals_changed: 0, originals_missing: 0, originals_withheld: 0, custody_entries: 1, custody_good: 1 },
});
const told = (...tokens: TokenReport[]): string[] => ledgerOf(report(tokens)).slice(2).map((line) => `${line.state} ${line.name}: ${line.text}`);

beforeEach(() => locale.choose('zh-CN', 'zh-CN'));

it('a bundle with a timestamp is never said to have none, and only a valid one tells a time', () => {
  expect(told()).toEqual(['none 可信时间戳: 没有。包内时间来自制作者的电脑']);
  expect(told(token('valid'))).toEqual(['good 可信时间戳: 2026-11-25 07:00:00 UTC，由 CN=某时间戳服务 签发']);
  for (const state of ['untrusted', 'unsupported', 'invalid'] as const) {
    const [line] = told(token(state));
    expect(line, state).toMatch(state === 'invalid' ? /^bad .*有，/ : /^none .*有，/);
    expect(line, state).not.toContain('2026');
  }
});

it('tokens of earlier exports and of the log are counted apart', () => {
  const earlier = [token('valid', 'proof/earlier/7c1e/evidence.sha256'), token('untrusted', 'data/custody.jsonl#12')];
  expect(told(...earlier)).toEqual(['none 可信时间戳: 没有。包内时间来自制作者的电脑', 'none 其他时间戳: 此前导出和保管记录上的 2 枚，其中 1 枚有效']);
});

it('the saved text has the line that checks a token with openssl', () => {
  expect(certificateText(report([token('untrusted')]), { at: '2026-11-25T08:00:00Z', tz: '+08:00' }, 'a.zip')).toContain('openssl ts -verify');
});
