// The directory of a ZIP, read strictly (PKWARE APPNOTE 6.3.10), and the bytes of an entry. Only pieces of the file are
// ever in memory. What the program tells, this tells under the same code.

const PIECE = 4 << 20;
const MOST_ENTRIES = 120000;
const MOST_NAMES = 16 << 20;
const LONGEST_NAME = 400;

async function readAt(file, at, length) {
  const bytes = new Uint8Array(await file.slice(at, at + length).arrayBuffer());
  if (bytes.length === length) return bytes;
  const filled = new Uint8Array(length);
  filled.set(bytes);
  return filled;
}

class Fields {
  constructor(bytes) { this.bytes = bytes; this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length); }
  u16(at) { return this.view.getUint16(at, true); }
  u32(at) { return this.view.getUint32(at, true); }
  // Sizes beyond 2^53 are no sizes of files.
  u64(at) { return this.u32(at) + this.u32(at + 4) * 0x100000000; }
}

// Entries in the order of their bytes, or null where nothing can be judged; the finding says why.
async function scan(file, findings) {
  const directory = await findDirectory(file, findings);
  if (!directory) return null;
  if (directory.entries > MOST_ENTRIES || directory.size > MOST_NAMES + 64 * MOST_ENTRIES) {
    return findings.unusable('bundle.too_large', '', `${directory.entries} entries`);
  }
  const listed = await readDirectory(file, directory, findings);
  if (!listed) return null;
  const unpacked = listed.reduce((sum, l) => sum + l.size, 0);
  if (unpacked > file.size * 100 + (1 << 20)) {
    return findings.unusable('bundle.bomb', '', `states ${unpacked} bytes in a file of ${file.size}`);
  }
  listed.sort((a, b) => a.headerAt - b.headerAt);
  const entries = [];
  let end = directory.shift;
  for (const l of listed) {
    const local = await readLocal(file, l, directory, findings);
    if (!local) {
      findings.add('zip.damaged', l.name, 'no header where the directory says');
      continue;
    }
    if (l.headerAt < end) return findings.unusable('zip.overlap', l.name, 'shares bytes with another entry');
    if (l.headerAt > end) stray(findings, l.headerAt - end, end);
    end = local.end;
    if (end > directory.at) return findings.unusable('zip.overlap', l.name, 'reaches into the directory');
    if (usable(l, findings)) entries.push({ name: l.name, size: l.size, packed: l.packed, crc: l.crc, method: l.method, at: local.dataAt });
  }
  if (end < directory.at) stray(findings, directory.at - end, end);
  clashes(entries, findings);
  return entries;
}

function stray(findings, n, at) {
  findings.add('zip.stray_bytes', '', `${n} bytes at ${at} belong to no entry`);
}

async function findDirectory(file, findings) {
  const tailLength = Math.min(file.size, 22 + 65535);
  const tail = new Fields(await readAt(file, file.size - tailLength, tailLength));
  let i = tailLength - 22;
  while (i >= 0 && !(tail.u32(i) === 0x06054b50 && i + 22 + tail.u16(i + 20) <= tailLength)) i--;
  if (i < 0) return findings.unusable('bundle.not_a_bag', '', 'not a ZIP, or cut off');
  const endAt = file.size - tailLength + i;
  if (tailLength - i > 22) {
    findings.add('zip.stray_bytes', '', `${tailLength - i - 22} bytes after the directory or in its comment`);
  }
  const [disk, firstDisk] = [tail.u16(i + 4), tail.u16(i + 6)];
  const d = { entries: tail.u16(i + 10), size: tail.u32(i + 12), at: tail.u32(i + 16), shift: 0 };
  let directoryEnd = endAt;
  const full = d.entries === 0xffff || d.size === 0xffffffff || d.at === 0xffffffff;
  if (endAt >= 20) {
    const locator = new Fields(await readAt(file, endAt - 20, 20));
    if (locator.u32(0) === 0x07064b50) {
      const at = locator.u64(8);
      const large = at + 56 <= endAt - 20 ? new Fields(await readAt(file, at, 56)) : null;
      if (!large || large.u32(0) !== 0x06064b50) {
        return findings.unusable('zip.damaged', '', 'the large directory is not where its locator says');
      }
      const [entries, size, from] = [large.u64(32), large.u64(40), large.u64(48)];
      const agrees = (small, most, big) => small === most || small === big;
      if (!(agrees(d.entries, 0xffff, entries) && agrees(d.size, 0xffffffff, size) && agrees(d.at, 0xffffffff, from))) {
        findings.add('zip.header_mismatch', '', 'the two directory ends differ');
      }
      [d.entries, d.size, d.at, directoryEnd] = [entries, size, from, at];
    } else if (full && d.entries !== 0xffff) {
      return findings.unusable('zip.damaged', '', 'the large directory is missing');
    }
  }
  if (disk !== firstDisk || (disk !== 0 && disk !== 0xffff)) return findings.unusable('zip.damaged', '', 'one part of several');
  const gap = directoryEnd - (d.at + d.size);
  if (!(gap >= 0)) return findings.unusable('zip.damaged', '', 'the directory does not fit into the file; cut off?');
  if (gap > 0) {
    const central = async (at) => new Fields(await readAt(file, at, 4)).u32(0) === 0x02014b50;
    if (d.size >= 4 && !(await central(d.at)) && (await central(d.at + gap))) {
      d.shift = gap;
      d.at += gap;
      findings.add('zip.stray_bytes', '', `${gap} bytes before the first entry`);
    } else {
      stray(findings, gap, d.at + d.size);
    }
  }
  return d;
}

async function readDirectory(file, d, findings) {
  const raw = await readAt(file, d.at, d.size);
  const listed = [];
  let at = 0, nameBytes = 0;
  while (at < raw.length) {
    const entry = central(raw.subarray(at), d.shift);
    if (!entry) return findings.unusable('zip.damaged', '', `directory entry ${listed.length + 1} can't be read`);
    nameBytes += entry.rawName.length;
    if (listed.length >= MOST_ENTRIES || nameBytes > MOST_NAMES) {
      return findings.unusable('bundle.too_large', '', 'more entries than a bundle can have');
    }
    listed.push(entry);
    at += entry.used;
  }
  if (listed.length !== d.entries) findings.add('zip.header_mismatch', '', `${listed.length} entries, ${d.entries} stated`);
  return listed;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const loose = new TextDecoder('utf-8', { ignoreBOM: true });

function utf8(bytes) {
  try { return strict.decode(bytes); } catch { return null; }
}

function central(raw, shift) {
  const f = new Fields(raw);
  if (raw.length < 46 || f.u32(0) !== 0x02014b50) return null;
  const [name, extra, comment] = [f.u16(28), f.u16(30), f.u16(32)];
  const used = 46 + name + extra + comment;
  if (used > raw.length) return null;
  const rawName = raw.slice(46, 46 + name);
  const text = utf8(rawName);
  const entry = {
    rawName, used, isUtf8: text !== null, name: text === null ? loose.decode(rawName) : text,
    flags: f.u16(8), method: f.u16(10), crc: f.u32(16), packed: f.u32(20), size: f.u32(24), headerAt: f.u32(42),
    // Mode bits are there only when a Unix system (3) or macOS (19) made the entry.
    mode: raw[5] === 3 || raw[5] === 19 ? f.u32(38) >>> 16 : 0,
  };
  const large = zip64(raw.subarray(46 + name, 46 + name + extra));
  for (const key of ['size', 'packed', 'headerAt']) {
    if (entry[key] !== 0xffffffff) continue;
    if (large.length === 0) return null;
    entry[key] = large.shift();
  }
  entry.headerAt += shift;
  return entry;
}

// Values of the ZIP64 extra field (header id 1), in order.
function zip64(fields) {
  const f = new Fields(fields);
  const values = [];
  for (let at = 0; at + 4 <= fields.length;) {
    const [id, length] = [f.u16(at), f.u16(at + 2)];
    if (at + 4 + length > fields.length) break;
    if (id === 1) {
      for (let v = at + 4; v + 8 <= at + 4 + length; v += 8) values.push(f.u64(v));
      break;
    }
    at += 4 + length;
  }
  return values;
}

// null: there is no header at that place.
async function readLocal(file, l, d, findings) {
  if (!(l.headerAt + 30 <= d.at)) return null;
  const raw = await readAt(file, l.headerAt, 30 + l.rawName.length + 64);
  const head = new Fields(raw);
  if (head.u32(0) !== 0x04034b50) return null;
  const [nameLength, extraLength] = [head.u16(26), head.u16(28)];
  const dataAt = l.headerAt + 30 + nameLength + extraLength;
  if (dataAt > d.at) return null;
  const whole = nameLength + extraLength + 30 <= raw.length ? raw : await readAt(file, l.headerAt, 30 + nameLength + extraLength);
  const large = zip64(whole.subarray(30 + nameLength, 30 + nameLength + extraLength));
  const value = (at) => (head.u32(at) !== 0xffffffff ? head.u32(at) : large.length > 0 ? large.shift() : Infinity);
  const [size, packed] = [value(22), value(18)];
  const follows = (head.u16(6) & 8) !== 0;
  const differ = (what) => findings.add('zip.header_mismatch', l.name, `${what} differs`);
  const rawName = whole.subarray(30, 30 + nameLength);
  if (rawName.length !== l.rawName.length || rawName.some((b, i) => b !== l.rawName[i])) differ('the name');
  // Bit 11 (UTF-8) and bits 1-2 (effort of the compressor) mean nothing to the bytes.
  if (((head.u16(6) ^ l.flags) & ~0x0806) !== 0) differ('the flags');
  if (head.u16(8) !== l.method) differ('the method');
  if (!follows && (head.u32(14) !== l.crc || packed !== l.packed || size !== l.size)) differ('checksum or size');
  if (l.method === 0 && (l.flags & 1) === 0 && l.size !== l.packed) differ('the size of what is stored');
  let end = dataAt + l.packed;
  if (follows && end <= d.at) {
    const length = descriptor(await readAt(file, end, Math.min(24, d.at - end)), l);
    if (length > 0) end += length; else differ('the size behind the data');
  }
  return { dataAt, end };
}

// Length of the data descriptor that follows the bytes of an entry; 0: none.
function descriptor(raw, l) {
  const number = (n, bytes) => Array.from({ length: bytes }, (_, i) => Math.floor(n / 256 ** i) % 256);
  for (const mark of [[0x50, 0x4b, 7, 8], []]) {
    for (const wide of [8, 4]) {
      const body = [...mark, ...number(l.crc, 4), ...number(l.packed, wide), ...number(l.size, wide)];
      if (body.length <= raw.length && body.every((b, i) => b === raw[i])) return body.length;
    }
  }
  return 0;
}

function usable(l, findings) {
  const no = (code, detail) => findings.add(code, l.name, detail);
  if (!l.isUtf8) return no('zip.name_encoding', 'name is not UTF-8');
  const wrong = wrongName(l.name, l.rawName.length);
  if (wrong) return no(`zip.${wrong}`, 'a name that no bundle has');
  const type = l.mode & 0o170000;
  if (type === 0o120000) return no('zip.symlink', 'symbolic link, not followed');
  if (![0, 0o100000, 0o040000].includes(type)) return no('zip.special', `mode ${l.mode.toString(8)}`);
  if (l.name.endsWith('/')) return l.size > 0 ? no('zip.special', 'a folder that holds bytes') : false;
  if (l.flags & 1) return no('zip.encrypted', 'encrypted');
  if (l.method !== 0 && l.method !== 8) return no('zip.method', `compression method ${l.method}`);
  return true;
}

function wrongName(name, bytes) {
  if (name === '') return 'name_empty';
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) return 'name_control';
  if (name.includes('\\')) return 'name_backslash';
  if (name.startsWith('/')) return 'name_absolute';
  if (name.includes(':')) return 'name_drive';
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.includes('..')) return 'name_parent';
  if (parts.includes('') || parts.includes('.')) return 'name_empty';
  return bytes > LONGEST_NAME ? 'name_long' : null;
}

// Names that are the same, or land on one file on Windows or macOS.
function clashes(entries, findings) {
  const seen = new Map();
  for (const { name } of [...entries].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) {
    const folded = name.normalize('NFC').toLowerCase().normalize('NFC');
    const other = seen.get(folded);
    if (other === name) findings.add('zip.name_duplicate', name, 'two entries of this name');
    else if (other !== undefined) findings.add('zip.name_clash', name, `the same file as ${other} on some systems`);
    seen.set(folded, name);
  }
}

class Damaged extends Error {}

// The bytes of an entry, piece by piece. Throws Damaged when they are not as stated.
async function* pieces(file, entry) {
  if (entry.method === 0) {
    for (let at = 0; at < entry.packed; at += PIECE) {
      const length = Math.min(PIECE, entry.packed - at);
      yield new Uint8Array(await file.slice(entry.at + at, entry.at + at + length).arrayBuffer());
    }
    return;
  }
  if (typeof DecompressionStream !== 'function') throw new Error('this browser cannot unpack; check with the commands');
  const packed = file.slice(entry.at, entry.at + entry.packed).stream();
  const reader = packed.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let left = entry.size;
  try {
    for (;;) {
      let next;
      try {
        next = await reader.read();
      } catch (e) {
        if (e instanceof DOMException) throw e;
        throw new Damaged('compressed data is damaged');
      }
      if (next.done) break;
      left -= next.value.length;
      if (left < 0) throw new Damaged('longer than stated');
      yield next.value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
  if (left > 0) throw new Damaged('shorter than stated');
}
