/**
 * Checks the words of the page: both languages have the same keys and places, every key is used, every used key is
 * there, and no visible text is written into a component. Terms, errors, findings and hints are core's: only their keys
 * and places are compared here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const langs = ['zh-CN', 'en'];
const problems = [];
const say = (where, what) => problems.push(`${where}: ${what}`);

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const places = (text) => [...new Set([...text.matchAll(/\{(\w+)(?:\|[^}]*)?\}/g)].map((m) => m[1]))].sort().join(',');

/** Compares two folders of flat files; returns `area.key` -> text of zh-CN. */
function compare(folder, shown) {
  const files = langs.map((lang) => readdirSync(join(folder, lang)).filter((f) => f.endsWith('.json')).sort());
  if (files[0].join() !== files[1].join()) say(shown, `files differ: ${files[0]} | ${files[1]}`);
  const all = new Map();
  for (const file of files[0]) {
    const [zh, en] = langs.map((lang) => json(join(folder, lang, file)));
    const area = basename(file, '.json');
    for (const key of new Set([...Object.keys(zh), ...Object.keys(en)])) {
      const name = `${area}.${key}`;
      if (!zh[key]) say(shown, `${name} is missing or empty in zh-CN`);
      else if (!en[key]) say(shown, `${name} is missing or empty in en`);
      else if (places(zh[key]) !== places(en[key])) say(shown, `${name}: places differ: {${places(zh[key])}} | {${places(en[key])}}`);
      else if (/\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u.test(zh[key])) say(shown, `${name}: half-width punctuation in Chinese: ${zh[key]}`);
      if (zh[key]) all.set(name, zh[key]);
    }
  }
  return all;
}

function files(folder, ends) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((e) => {
    const path = join(folder, e.name);
    return e.isDirectory() ? files(path, ends) : ends.some((end) => path.endsWith(end)) ? [path] : [];
  });
}

const keys = compare(join(root, 'src/locales'), 'ui/src/locales');
compare(join(root, '../src-tauri/core/words'), 'src-tauri/core/words');

const sources = files(join(root, 'src'), ['.svelte', '.ts']).filter((p) => !p.includes(join('api', 'fake')) && !p.endsWith('types.ts'));
const used = new Set();
const prefixes = new Set();
for (const path of sources) {
  const text = readFileSync(path, 'utf8');
  const where = relative(root, path);
  for (const m of text.matchAll(/\bt\(\s*'([^']+)'/g)) used.add(m[1]);
  for (const m of text.matchAll(/\bt\(\s*`([^`]+)`/g)) {
    if (m[1].includes('${')) prefixes.add(m[1].slice(0, m[1].indexOf('${')));
    else used.add(m[1]);
  }
  // `t(a ? 'x.y' : 'x.z')` and keys kept in tables.
  for (const m of text.matchAll(/'([a-z]+\.[a-zA-Z0-9_-]+)'/g)) if (keys.has(m[1])) used.add(m[1]);
  const bare = text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm, '').replace(/\/(?:\\.|[^/\n])+\/[a-z]*/g, '');
  const han = /[\p{Script=Han}「」，。：；]+/u.exec(bare);
  if (han && !/(?:format|i18n\.svelte)\.ts$/.test(path)) say(where, `Chinese text in the source: ${han[0]}`);
  if (path.endsWith('.svelte')) inComponent(text, where);
}
for (const key of used) if (!keys.has(key)) say('ui/src', `key ${key} is used but not in the locales`);
for (const key of keys.keys()) {
  if (!used.has(key) && ![...prefixes].some((p) => key.startsWith(p))) say('ui/src/locales', `key ${key} is never used`);
}

/** Letters that a person would see, written into a component. Names of keys of the keyboard and units are not words. */
function inComponent(source, where) {
  const seen = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label']);
  const allowed = /^(?:E001|Ctrl|Alt|Enter|Delete|SHA-256|ZIP|px|Ctrl [A-Z])$/;
  const word = (text) => /\p{L}{2,}/u.test(text.replace(/&\w+;/g, '')) && !allowed.test(text.trim());
  const walk = (node) => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(walk);
    if (node.type === 'Text' && word(node.data)) say(where, `text in a component: ${node.data.trim()}`);
    if (node.type === 'StyleDirective') return;
    if (node.type === 'Attribute') {
      const parts = Array.isArray(node.value) ? node.value : [node.value];
      if (seen.has(node.name)) for (const part of parts) if (part?.type === 'Text' && word(part.data)) say(where, `text in ${node.name}: ${part.data}`);
      return;
    }
    for (const [name, child] of Object.entries(node)) if (name !== 'metadata' && name !== 'parent') walk(child);
  };
  walk(parse(source, { modern: true }).fragment);
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  console.error(`${problems.length} problems in the words of the page`);
  process.exit(1);
}
console.log(`locales: ${keys.size} sentences in ${langs.length} languages, all used, none missing`);
