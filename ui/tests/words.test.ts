import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Code, Lang } from '../src/api';
import { errorWords, fill, findingWords, hintWords, locale, t, term } from '../src/shared/i18n.svelte';
import { page, screen, waitFor } from './page';

const types = readFileSync('src/api/types.ts', 'utf8');
const codes = [...(/export type Code = ([^;]+);/.exec(types)?.[1] ?? '').matchAll(/"(\w+)"/g)].map((m) => m[1] as Code);

describe('words', () => {
  it('why rules were refused is told in words, and what no word is known for as it stands', () => {
    const refused = (reason: string): string => errorWords({ code: 'rules_refused', params: { reason, detail: 'laws' } }).cause;
    locale.choose('zh-CN', 'zh-CN');
    expect(refused('older')).toBe('原因：比正在用的旧。正在用的规则没有变。');
    expect(refused('unheard_of')).toContain('unheard_of。');
    locale.choose('en', 'en');
    for (const one of ['broken', 'format', 'future', 'nothing_new', 'older', 'same_version', 'too_large']) expect(refused(one), one).not.toContain(`: ${one}.`);
  });

  it('what is put into a sentence does not turn it around', () => {
    expect(fill('{shop} 2026-11-03', { shop: 'a\u202eb\u2066\u200f' })).toBe('ab 2026-11-03');
  });

  it('every error has a title, a cause and a remedy in both languages', () => {
    expect(codes.length, 'the codes were read from the types of core').toBeGreaterThan(20);
    for (const lang of ['zh-CN', 'en'] as Lang[]) {
      locale.choose(lang, lang);
      for (const code of codes) {
        const words = errorWords({ code, params: { path: '/a', value: 'x', characters: 'U+F123', reason: 'older', detail: 'laws' } });
        expect(words.title, `${lang} ${code}`).not.toBe(code);
        for (const text of Object.values(words)) {
          expect(text.length, `${lang} ${code}`).toBeGreaterThan(2);
          expect(text, `${lang} ${code} has a place that is not filled`).not.toMatch(/[{}…]/);
        }
      }
    }
  });

  it('a missing word shows its key instead of nothing', () => {
    locale.choose('en', 'en');
    expect(term('kind.of_tomorrow')).toBe('kind.of_tomorrow');
    expect(findingWords('payload.unheard_of').title).toBe('payload.unheard_of');
    expect(hintWords({ code: 'new_hint', params: {} })).toBe('new_hint');
  });

  it('places are filled and English counts', () => {
    locale.choose('en', 'en');
    expect(fill('{count} {count|piece|pieces}', { count: 1 })).toBe('1 piece');
    expect(t('cases.pieces', { count: 2 })).toBe('2 pieces');
    locale.choose('zh-CN', 'en');
    expect(t('cases.pieces', { count: 2 })).toBe('2 件');
  });

  it('the system decides the language until the user does', () => {
    locale.choose(null, 'zh-TW');
    expect(locale.lang).toBe('zh-CN');
    locale.choose(null, 'de-DE');
    expect(locale.lang).toBe('en');
    locale.choose('zh-CN', 'de-DE');
    expect(document.documentElement.lang).toBe('zh-CN');
  });
});

it('notifications of the system are on until they are switched off', async () => {
  const { fake, click, user } = await page();
  await click('settings-button');
  const tick = await screen.findByTestId('settings-remind');
  expect(tick).toBeChecked();
  await user.click(tick);
  await waitFor(() => expect(fake.vault.settings.remind).toBe(false));
  expect(tick).not.toBeChecked();
});

it('choosing English in the settings changes the page at once and is saved', async () => {
  const { fake, click, user } = await page();
  await click('settings-button');
  await user.click(await screen.findByTestId('lang-en'));
  await screen.findByText('Check a bundle');
  expect(document.documentElement.lang).toBe('en');
  await waitFor(() => expect(fake.vault.settings.lang).toBe('en'));
});
