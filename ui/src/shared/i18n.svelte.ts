/**
 * Words of the page. Its own sentences lie in `locales/<lang>/<area>.json`; terms, errors, findings and hints are those
 * of core. zh-CN is canonical: its keys are the type of a key.
 *
 * A sentence may hold `{name}`, which is put in without marks that turn the direction of writing; English may hold `{count|piece|pieces}`, chosen by the number in `count`.
 */
import type { Both, Code, ErrorView, Hint, Lang } from '../api';

import enApp from '../locales/en/app.json';
import enCase from '../locales/en/case.json';
import enCases from '../locales/en/cases.json';
import enEvidence from '../locales/en/evidence.json';
import enExport from '../locales/en/export.json';
import enImport from '../locales/en/import.json';
import enInbox from '../locales/en/inbox.json';
import enInspector from '../locales/en/inspector.json';
import enMasks from '../locales/en/masks.json';
import enSettings from '../locales/en/settings.json';
import enShared from '../locales/en/shared.json';
import enStamps from '../locales/en/stamps.json';
import enSteps from '../locales/en/steps.json';
import enRules from '../locales/en/rules.json';
import enCalendar from '../locales/en/calendar.json';
import enTalks from '../locales/en/talks.json';
import enTimeline from '../locales/en/timeline.json';
import enVerify from '../locales/en/verify.json';
import zhApp from '../locales/zh-CN/app.json';
import zhCase from '../locales/zh-CN/case.json';
import zhCases from '../locales/zh-CN/cases.json';
import zhEvidence from '../locales/zh-CN/evidence.json';
import zhExport from '../locales/zh-CN/export.json';
import zhImport from '../locales/zh-CN/import.json';
import zhInbox from '../locales/zh-CN/inbox.json';
import zhInspector from '../locales/zh-CN/inspector.json';
import zhMasks from '../locales/zh-CN/masks.json';
import zhSettings from '../locales/zh-CN/settings.json';
import zhShared from '../locales/zh-CN/shared.json';
import zhStamps from '../locales/zh-CN/stamps.json';
import zhSteps from '../locales/zh-CN/steps.json';
import zhRules from '../locales/zh-CN/rules.json';
import zhCalendar from '../locales/zh-CN/calendar.json';
import zhTalks from '../locales/zh-CN/talks.json';
import zhTimeline from '../locales/zh-CN/timeline.json';
import zhVerify from '../locales/zh-CN/verify.json';

import enFiling from '../../../src-tauri/core/words/en/filing.json';
import enErrors from '../../../src-tauri/core/words/en/errors.json';
import enFindings from '../../../src-tauri/core/words/en/findings.json';
import enHints from '../../../src-tauri/core/words/en/hints.json';
import enTerms from '../../../src-tauri/core/words/en/terms.json';
import zhFiling from '../../../src-tauri/core/words/zh-CN/filing.json';
import zhErrors from '../../../src-tauri/core/words/zh-CN/errors.json';
import zhFindings from '../../../src-tauri/core/words/zh-CN/findings.json';
import zhHints from '../../../src-tauri/core/words/zh-CN/hints.json';
import zhTerms from '../../../src-tauri/core/words/zh-CN/terms.json';

const zh = {
  app: zhApp, case: zhCase, cases: zhCases, evidence: zhEvidence, export: zhExport, import: zhImport,
  inbox: zhInbox, inspector: zhInspector, masks: zhMasks, settings: zhSettings, shared: zhShared, verify: zhVerify,
  calendar: zhCalendar, rules: zhRules, steps: zhSteps, stamps: zhStamps, talks: zhTalks, timeline: zhTimeline,
};
const en = {
  app: enApp, case: enCase, cases: enCases, evidence: enEvidence, export: enExport, import: enImport,
  inbox: enInbox, inspector: enInspector, masks: enMasks, settings: enSettings, shared: enShared, verify: enVerify,
  calendar: enCalendar, rules: enRules, steps: enSteps, stamps: enStamps, talks: enTalks, timeline: enTimeline,
};

type Areas = typeof zh;
export type Key = { [A in keyof Areas]: `${A}.${keyof Areas[A] & string}` }[keyof Areas];
export type Params = Record<string, string | number>;
type Words = Record<string, string>;
type SharedArea = 'terms' | 'errors' | 'filing' | 'findings' | 'hints';

const own: Record<Lang, Words> = { 'zh-CN': flat(zh), en: flat(en) };
const shared: Record<Lang, Record<SharedArea, Words>> = {
  'zh-CN': { terms: zhTerms, errors: zhErrors, filing: zhFiling, findings: zhFindings, hints: zhHints },
  en: { terms: enTerms, errors: enErrors, filing: enFiling, findings: enFindings, hints: enHints },
};

let lang = $state<Lang>('zh-CN');

export const locale = {
  get lang(): Lang {
    return lang;
  },
  /** The user's choice, else the system's language: Chinese for any zh, English for all others. */
  choose(chosen: Lang | null, system: string): void {
    lang = chosen ?? (/^zh|^$/i.test(system) ? 'zh-CN' : 'en');
    document.documentElement.lang = lang;
    document.title = t('app.name');
  },
};

export function t(key: Key, params?: Params): string {
  return fill(own[lang][key] ?? key, params);
}

/** A word of core, such as `kind.order`; the key itself when there is none, so that a gap is seen. */
export function term(key: string): string {
  return shared[lang].terms[key] ?? key;
}

/** A word of the rules and filings, such as `cause.quality`. */
export function ruleTerm(key: string): string {
  return shared[lang].filing[key] ?? key;
}

/** A text that comes in both languages. */
export function say2(both: Both): string {
  return lang === 'zh-CN' ? both.zh : both.en;
}

export interface ErrorWords {
  title: string;
  cause: string;
  remedy: string;
}

export function errorWords(error: { code: Code; params?: ErrorView['params'] }): ErrorWords {
  const words = shared[lang].errors;
  // A reason that is a code of its own has a word.
  const told = Object.entries(error.params ?? {}).map(([name, value]) => [name, words[`${error.code}.${name}.${value}`] ?? value]);
  const params = Object.fromEntries(told) as Params;
  const one = (part: string): string => fill(words[`${error.code}.${part}`] ?? '', params);
  return { title: one('title') || error.code, cause: one('cause'), remedy: one('remedy') };
}

/** The word of a reason that is a code of its own, such as `older` of `rules_refused`. */
export function errorReason(code: Code, reason: string): string {
  return shared[lang].errors[`${code}.reason.${reason}`] ?? reason;
}

/** Sentences one after another: Chinese needs no blank between them. */
export function joined(...sentences: string[]): string {
  return sentences.filter(Boolean).join(lang === 'zh-CN' ? '' : ' ');
}

export function findingWords(code: string): { title: string; meaning: string } {
  const words = shared[lang].findings;
  return { title: words[code] ?? code, meaning: words[`${code}.meaning`] ?? '' };
}

/** The sentence of a hint. A param whose name ends in `_term` holds keys of terms, separated by blanks. */
export function hintWords(hint: Pick<Hint, 'code' | 'params'>): string {
  const said = Object.entries(hint.params).map(([name, value]) => [name, name.endsWith('_term') ? terms(value) : value]);
  return fill(shared[lang].hints[hint.code] ?? hint.code, Object.fromEntries(said) as Params);
}

function terms(keys: string): string {
  return keys.split(' ').map(term).join(lang === 'zh-CN' ? '、' : ', ');
}

export function fill(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_all, name: string, one?: string, many?: string) => {
    if (one !== undefined) return (Number(params[name]) === 1 ? one : many) ?? '';
    return String(params[name] ?? '…').replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  });
}

function flat(areas: Record<string, Words>): Words {
  const out: Words = {};
  for (const [area, words] of Object.entries(areas)) {
    for (const [key, text] of Object.entries(words)) out[`${area}.${key}`] = text;
  }
  return out;
}

/** `lang` of a run of the user's text, where it differs from the page's. */
export function langOf(text: string): Lang | undefined {
  const han = /\p{Script=Han}/u.test(text);
  return han && lang !== 'zh-CN' ? 'zh-CN' : undefined;
}
