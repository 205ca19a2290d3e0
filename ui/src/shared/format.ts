/** How sizes, money and times are written. Digits and order are the same in both languages. */
import type { Fen, Stamp, When } from '../api';

/** Ten billion yuan: above it a slip of the finger is likelier than a purchase. */
const MOST = 1_000_000_000_000;

export function bytes(n: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let i = 0;
  let size = n;
  while (size >= 1000 && i < units.length - 1) {
    size /= 1000;
    i += 1;
  }
  return `${i === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[i]}`;
}

export function count(n: number): string {
  return n.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Length of a film or sound: `0:05`, `12:30`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number): string => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function money(fen: Fen): string {
  const yuan = Math.floor(fen / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  return `¥${yuan}.${String(fen % 100).padStart(2, '0')}`;
}

export function plainMoney(fen: Fen | null): string {
  return fen === null ? '' : `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

/**
 * `386`, `386.5`, `¥1,544.00`, full width too; `null` when empty, `undefined` when it is no amount. Commas stand between
 * thousands, nowhere else. As core reads it.
 */
export function readMoney(text: string): Fen | null | undefined {
  const plain = half(text).trim();
  if (plain === '') return null;
  const m = /^[¥￥]?\s*(\d{1,3}(?:,\d{3})+|\d{1,11})(?:\.(\d{1,2}))?\s*元?$/.exec(plain);
  if (!m) return undefined;
  const yuan = (m[1] ?? '').replaceAll(',', '');
  const fen = Number(yuan) * 100 + Number((m[2] ?? '').padEnd(2, '0'));
  return yuan.length <= 11 && fen <= MOST ? fen : undefined;
}

function half(text: string): string {
  return text.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/．/g, '.').replace(/，/g, ',').replace(/：/g, ':');
}

function minutes(tz: string): number {
  const m = /^([+-])(\d\d):(\d\d)$/.exec(tz);
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : 0;
}

/** `2026-11-12 14:03:27` in the offset of its own place; a day stays a day. */
export function moment(at: Stamp | When): string {
  if (!/Z$/.test(at.at)) return at.at.replace('T', ' ');
  const ms = Date.parse(at.at);
  if (Number.isNaN(ms)) return at.at;
  return new Date(ms + minutes(at.tz) * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** `11-12` within the year, else `2025-11-12`. */
export function shortDay(at: Stamp | When, now = new Date()): string {
  const day = moment(at).slice(0, 10);
  return day.startsWith(`${now.getFullYear()}-`) ? day.slice(5) : day;
}

/** `11-12 14:03`. */
export function shortMoment(at: Stamp | When, now = new Date()): string {
  const time = moment(at).slice(11, 16);
  return `${shortDay(at, now)}${time ? ` ${time}` : ''}`;
}

/** Times as people write them: `2026-11-12`, `2026/11/12 14:03`, `2026年11月12日 14:03:27`. `undefined`: not a time. */
export function readWhen(text: string): When | null | undefined {
  const plain = half(text).trim();
  if (plain === '') return null;
  const m = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(plain);
  if (!m) return undefined;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const [hour, minute, second] = [Number(m[4] ?? 0), Number(m[5] ?? 0), Number(m[6] ?? 0)];
  const local = new Date(year, month - 1, day, hour, minute, second);
  const real = local.getFullYear() === year && local.getMonth() === month - 1 && local.getDate() === day;
  if (!real || year < 1970 || hour > 23 || minute > 59 || second > 59) return undefined;
  const tz = offset(local);
  if (m[4] === undefined) return { at: `${m[1]}-${two(month)}-${two(day)}`, tz };
  return { at: `${local.toISOString().slice(0, 19)}Z`, tz };
}

export function offset(local: Date): string {
  const east = -local.getTimezoneOffset();
  return `${east < 0 ? '-' : '+'}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`;
}

/** Now, as this computer's clock says it. */
export function now(): Stamp {
  const at = new Date();
  return { at: `${at.toISOString().slice(0, 19)}Z`, tz: offset(at) };
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** Cut into fours from the left, for hashes and fingerprints; blanks in the text do not count. */
export function fours(text: string): string[] {
  return text.replace(/\s+/g, '').match(/.{1,4}/g) ?? [];
}

export function extension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 6 ? name.slice(dot + 1).toUpperCase() : '';
}

/** `11-25 周三`, with the time where there is one; the year where it is another. `due` is a day or a local moment. */
export function dueDay(due: string, lang: string, today = new Date()): string {
  const day = due.slice(0, 10);
  const date = new Date(`${day}T12:00:00`);
  if (Number.isNaN(date.getTime())) return due;
  const week = new Intl.DateTimeFormat(lang, { weekday: 'short' }).format(date);
  const time = due.length > 10 ? ` ${due.slice(11, 16)}` : '';
  return `${date.getFullYear() === today.getFullYear() ? day.slice(5) : day} ${week}${time}`;
}

/** Characters as core counts them (Unicode scalar values). */
export function chars(text: string): number {
  return [...text].length;
}
