// What is compared with what: as the program does it, under the same codes. Timestamps are listed, not checked.

const FORMAT = 'liuzheng-bundle/1';
const BAGIT = 'bagit.txt', BAG_INFO = 'bag-info.txt', MANIFEST = 'manifest-sha256.txt', TAG_MANIFEST = 'tagmanifest-sha256.txt';
const EVIDENCE = 'data/evidence.sha256', FACTS = 'data/case.json', CUSTODY = 'data/custody.jsonl', ORIGINALS = 'data/originals/', MASKED = 'data/masked/';
const EARLIER = 'proof/earlier/';
const UNDERSTOOD = [BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST, EVIDENCE, FACTS, CUSTODY];
const MOST_FINDINGS = 10000;
// Files that are understood and not only hashed are held in memory; none of a bundle is this long.
const LONGEST_TEXT = 256 << 20;
const HEX64 = /^[0-9a-f]{64}$/;

class Findings {
  constructor() { this.all = []; this.isUnusable = false; this.more = 0; }
  add(code, path, detail) {
    if (this.all.length < MOST_FINDINGS) this.all.push({ code, path, detail }); else this.more++;
  }
  unusable(code, path, detail) {
    this.isUnusable = true;
    this.add(code, path, detail);
    return null;
  }
}

// `told(done, of)`: bytes. `stopped()`: whether the reader of the page gave up.
async function check(file, events, told, stopped) {
  const findings = new Findings();
  const report = { verdict: 'unusable', fingerprint: null, listHash: null, findings: [], title: null, made: null, withheld: 0, files: 0, entries: 0, tokens: [] };
  const entries = await scan(file, findings);
  if (entries && !findings.isUnusable) await judge(file, entries, events, findings, report, told, stopped);
  if (findings.more > 0) findings.all.push({ code: 'findings.cut', path: '', detail: `${findings.more} more findings` });
  const order = (f) => `${f.code}\0${f.path}\0${f.detail}`;
  findings.all.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  report.findings = findings.all.filter((f, i, all) => i === 0 || order(f) !== order(all[i - 1]));
  report.verdict = findings.isUnusable ? 'unusable' : report.findings.length > 0 ? 'altered' : 'intact';
  return report;
}

async function judge(file, entries, events, findings, report, told, stopped) {
  const root = rootOf(entries);
  if (root === null) return findings.unusable('bundle.not_a_bag', '', 'no bagit.txt, no lists of hashes');
  for (const f of findings.all) if (f.path.startsWith(root)) f.path = f.path.slice(root.length);
  const files = new Map();
  for (const entry of entries) {
    if (!entry.name.startsWith(root)) findings.add('bundle.outside', entry.name, 'lies outside the folder of the bundle');
    else if (!files.has(entry.name.slice(root.length))) files.set(entry.name.slice(root.length), entry);
  }
  const texts = await readAll(file, files, findings, told, stopped);
  const b = { files, texts, findings, report, paths: [...files.keys()].sort() };
  b.caseFile = caseFile(b);
  if (!formatHolds(b)) return null;
  required(b);
  bag(b);
  const lists = { [MANIFEST]: list(b, MANIFEST), [TAG_MANIFEST]: list(b, TAG_MANIFEST), [EVIDENCE]: list(b, EVIDENCE) };
  payload(b, lists[MANIFEST]);
  tags(b, lists[TAG_MANIFEST]);
  evidence(b, lists[EVIDENCE]);
  facts(b);
  const log = await custody(b, events);
  await earlier(b, log);
  report.files = files.size;
  const own = files.get(EVIDENCE);
  if (own && own.hash) {
    report.listHash = own.hash;
    report.fingerprint = own.hash.slice(0, 32).match(/..../g).join(' ');
  }
  report.tokens = b.paths.filter((p) => p === `${EVIDENCE.replace('data', 'proof')}.tsr` || /^proof\/(custody\/\d+|earlier\/[^/]+\/evidence\.sha256)\.tsr$/.test(p))
    .map((path) => token(b, path, log));
  return null;
}

// The folder that holds the bag, with its slash; empty when the bag lies at the top.
function rootOf(entries) {
  const marks = [BAGIT, MANIFEST, TAG_MANIFEST, EVIDENCE, FACTS];
  if (entries.some((e) => marks.includes(e.name))) return '';
  const roots = new Set();
  for (const { name } of entries) {
    const at = name.indexOf('/');
    if (at > 0 && marks.includes(name.slice(at + 1))) roots.add(name.slice(0, at + 1));
  }
  return roots.size === 1 ? [...roots][0] : null;
}

// Every byte once: hash and checksum of each file; the text of those that are understood.
async function readAll(file, files, findings, told, stopped) {
  const texts = new Map();
  const total = [...files.values()].reduce((sum, e) => sum + e.size, 0);
  let done = 0;
  for (const [path, entry] of files) {
    const keep = UNDERSTOOD.includes(path) || (path.startsWith(EARLIER) && path.endsWith('/evidence.sha256'));
    const kept = [];
    let crc = 0, length = 0, whole = true;
    const hasher = entry.size > PIECE ? new Sha256() : null;
    const short = [];
    try {
      for await (const piece of pieces(file, entry)) {
        if (stopped()) throw new Stopped();
        crc = crc32(crc, piece);
        length += piece.length;
        if (hasher) hasher.update(piece); else short.push(piece);
        if (keep && length <= LONGEST_TEXT) kept.push(piece);
        done += piece.length;
        told(done, total);
      }
    } catch (e) {
      if (!(e instanceof Damaged)) throw e;
      findings.add('zip.damaged', path, e.message);
      whole = false;
    }
    entry.hash = null;
    if (whole && length !== entry.size) {
      findings.add('zip.damaged', path, length < entry.size ? 'shorter than stated' : 'longer than stated');
      whole = false;
    }
    if (!whole) continue;
    entry.hash = hasher ? hasher.hex() : await sha256(join(short));
    if (crc !== entry.crc) findings.add('zip.crc', path, 'the checksum of the ZIP is another');
    if (keep) texts.set(path, length <= LONGEST_TEXT ? join(kept) : new Uint8Array(0));
  }
  return texts;
}

class Stopped extends Error {}

function join(parts) {
  if (parts.length === 1) return parts[0];
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

const isNone = (x) => x === null || x === undefined;

function caseFile(b) {
  const bytes = b.texts.get(FACTS);
  if (!bytes) return null;
  const text = utf8(bytes);
  let value = null;
  try { value = JSON.parse(text === null ? '' : text); } catch { /* told below */ }
  const isText = (x) => typeof x === 'string';
  const isHash = (x) => isText(x) && HEX64.test(x.toLowerCase());
  const isCount = (x) => Number.isSafeInteger(x) && x >= 0;
  const good = value && isText(value.format) && value.made && isText(value.made.at) && isText(value.made.tz)
    && value.case && isText(value.case.title) && Array.isArray(value.evidence) && value.custody && isCount(value.custody.entries) && isText(value.custody.head)
    && value.evidence.every((e) => e && isText(e.number) && (isNone(e.file) || isText(e.file)) && isHash(e.sha256) && isCount(e.size)
      && (isNone(e.copy) || (isText(e.copy.file) && isHash(e.copy.sha256) && isCount(e.copy.size) && isHash(e.copy.parent_sha256))));
  if (!good) {
    b.findings.add('case.invalid', FACTS, value ? 'lacks what a check needs' : 'no JSON');
    return null;
  }
  return value;
}

function bagInfo(b, label) {
  const text = b.texts.has(BAG_INFO) ? utf8(b.texts.get(BAG_INFO)) : null;
  const line = (text || '').split('\n').map((l) => l.replace(/\r$/, '')).find((l) => l.startsWith(`${label}: `));
  return line === undefined ? null : line.slice(label.length + 2);
}

function formatHolds(b) {
  const ofCase = b.caseFile && b.caseFile.format;
  const ofBag = bagInfo(b, 'Liuzheng-Format');
  const stated = [ofCase, ofBag].filter((f) => typeof f === 'string');
  const ours = stated.includes(FORMAT);
  const other = stated.find((f) => f.startsWith('liuzheng-bundle/') && f !== FORMAT);
  if (other && !ours) b.findings.unusable('bundle.version', '', `made as ${other}, this page reads ${FORMAT}`);
  else if (!ours && !b.files.has(EVIDENCE) && !b.files.has(FACTS)) b.findings.unusable('bundle.not_a_bag', '', 'a bag, but no evidence bundle');
  if (ofCase && ofCase !== FORMAT) b.findings.add('case.invalid', FACTS, `format is not ${FORMAT}`);
  if (b.texts.has(BAG_INFO) && ofBag !== FORMAT) b.findings.add('bag.info', BAG_INFO, `Liuzheng-Format is not ${FORMAT}`);
  return !b.findings.isUnusable;
}

function required(b) {
  for (const [path, code] of [[BAGIT, 'tag.missing'], [BAG_INFO, 'tag.missing'], [MANIFEST, 'manifest.missing'],
    [TAG_MANIFEST, 'manifest.missing'], [EVIDENCE, 'manifest.missing'], [FACTS, 'payload.missing'], [CUSTODY, 'payload.missing']]) {
    if (!b.files.has(path)) b.findings.add(code, path, 'missing');
  }
}

function bag(b) {
  if (b.texts.has(BAGIT) && utf8(b.texts.get(BAGIT)) !== 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n') {
    b.findings.add('bag.version', BAGIT, 'not the declaration of BagIt 1.0 in UTF-8');
  }
  if (!b.texts.has(BAG_INFO)) return;
  const payload = b.paths.filter((p) => p.startsWith('data/'));
  const oxum = `${payload.reduce((sum, p) => sum + b.files.get(p).size, 0)}.${payload.length}`;
  const stated = bagInfo(b, 'Payload-Oxum');
  if (stated === null) b.findings.add('bag.info', BAG_INFO, 'Payload-Oxum is missing');
  else if (stated !== oxum) b.findings.add('oxum.mismatch', BAG_INFO, `states ${stated}, found ${oxum}`);
}

// A list of hashes, read strictly. null: there is none.
function list(b, path) {
  if (!b.texts.has(path)) return null;
  const { hashes, wrong } = readList(b.texts.get(path));
  for (const [line, what] of wrong) b.findings.add('manifest.invalid', path, `line ${line}: ${what}`);
  return hashes;
}

function readList(bytes) {
  const hashes = new Map(), wrong = [];
  let last = null, number = 0, at = 0;
  while (at < bytes.length && wrong.length < 1000) {
    number++;
    let end = bytes.indexOf(10, at);
    if (end < 0) {
      wrong.push([number, 'no line end']);
      end = bytes.length;
    }
    const raw = bytes.subarray(at, end);
    at = end + 1;
    const line = utf8(raw);
    const match = line === null ? null : /^([0-9a-f]{64}) {2}([^]+)$/.exec(line);
    if (raw.length > 66 + 2048) wrong.push([number, 'line too long']);
    else if (!match) wrong.push([number, line === null ? 'not UTF-8' : 'not a hash, two spaces and a path']);
    else {
      const path = raw.subarray(66);
      if (last && compare(path, last) <= 0) wrong.push([number, hashes.has(match[2]) ? 'path listed twice' : 'not sorted']);
      last = path;
      if (!hashes.has(match[2])) hashes.set(match[2], match[1]);
    }
  }
  return { hashes, wrong };
}

function compare(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

// A file against what a list says of it.
function compareFile(b, path, stated, code, of) {
  const kind = path.startsWith('data/') ? 'payload' : 'tag';
  const entry = b.files.get(path);
  if (!entry) {
    b.findings.add(`${kind}.missing`, path, 'missing');
    b.findings.add(code, of, `${path}: missing`);
  } else if (entry.hash !== stated) {
    const found = entry.hash || 'unreadable';
    b.findings.add(`${kind}.changed`, path, `stated ${stated}, found ${found}`);
    b.findings.add(code, of, `${path}: stated ${stated}, found ${found}`);
  }
}

function payload(b, hashes) {
  if (!hashes) return;
  for (const [path, hash] of hashes) {
    if (!path.startsWith('data/')) b.findings.add('manifest.invalid', MANIFEST, `${path} is no payload`);
    compareFile(b, path, hash, 'manifest.mismatch', MANIFEST);
  }
  for (const p of b.paths) if (p.startsWith('data/') && !hashes.has(p)) b.findings.add('payload.extra', p, 'in no list');
}

function tags(b, hashes) {
  if (!hashes) return;
  for (const [path, hash] of hashes) {
    if (path.startsWith('data/') || path === TAG_MANIFEST) b.findings.add('manifest.invalid', TAG_MANIFEST, `${path} does not belong here`);
    compareFile(b, path, hash, 'manifest.mismatch', TAG_MANIFEST);
  }
  for (const p of b.paths) if (!p.startsWith('data/') && p !== TAG_MANIFEST && !hashes.has(p)) b.findings.add('tag.extra', p, 'in no list');
}

const isEvidence = (p) => p.startsWith(ORIGINALS) || p.startsWith(MASKED);

function evidence(b, hashes) {
  if (!hashes) return;
  for (const [path, hash] of hashes) compareFile(b, `data/${path}`, hash, 'evidence.mismatch', EVIDENCE);
  for (const p of b.paths) {
    if ((isEvidence(p) || p === FACTS || p === CUSTODY) && !hashes.has(p.slice(5))) {
      b.findings.add('evidence.mismatch', EVIDENCE, `${p} is not listed`);
    }
  }
}

function facts(b) {
  if (!b.caseFile) return;
  b.report.title = b.caseFile.case.title;
  b.report.made = b.caseFile.made;
  b.report.withheld = b.caseFile.evidence.filter((e) => isNone(e.file)).length;
  const named = new Set(), numbers = new Set();
  for (const e of b.caseFile.evidence) {
    // The original, where it does not stay out, and the copy that stands for it.
    for (const one of [e, e.copy].filter((o) => o && typeof o.file === 'string')) {
      compareFile(b, one.file, one.sha256.toLowerCase(), 'case.mismatch', FACTS);
      const entry = b.files.get(one.file);
      if (entry && entry.size !== one.size) b.findings.add('case.mismatch', FACTS, `${one.file}: ${one.size} bytes, found ${entry.size}`);
      if (named.has(one.file)) b.findings.add('case.mismatch', FACTS, `${e.number} ${one.file} is there twice`);
      named.add(one.file);
    }
    if (numbers.has(e.number)) b.findings.add('case.mismatch', FACTS, `${e.number} is there twice`);
    if (e.copy && e.copy.parent_sha256.toLowerCase() !== e.sha256.toLowerCase()) b.findings.add('case.mismatch', FACTS, `${e.number}: the copy names another original`);
    numbers.add(e.number);
  }
  for (const p of b.paths) if (isEvidence(p) && !named.has(p)) b.findings.add('case.mismatch', FACTS, `${p} is not named`);
}

// Canonical JSON (RFC 8785): JavaScript writes numbers and strings as it asks.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(',')}}`;
}

const GENESIS = '0'.repeat(64);

// The log: each entry names its own hash and that of the entry before.
async function custody(b, events) {
  const log = { entries: 0, head: GENESIS, hashes: [], imported: new Map(), bytes: b.texts.get(CUSTODY) || null };
  if (!log.bytes) return log;
  const broken = (reason) => b.findings.add('custody.broken', CUSTODY, `entry ${log.entries}: ${reason}`);
  for (let at = 0; at < log.bytes.length;) {
    let end = log.bytes.indexOf(10, at);
    const cut = end < 0;
    if (cut) end = log.bytes.length;
    log.entries++;
    walk(log, utf8(log.bytes.subarray(at, end)), events, broken);
    if (cut) broken('no line end');
    at = end + 1;
    if (log.entries % 500 === 0) await new Promise((go) => setTimeout(go));
  }
  b.report.entries = log.entries;
  const c = b.caseFile;
  if (!c) return log;
  const differs = (detail) => b.findings.add('custody.mismatch', CUSTODY, detail);
  if (c.custody.entries !== log.entries) differs(`${log.entries} entries, case.json states ${c.custody.entries}`);
  if (c.custody.head !== log.head) differs(`last hash ${log.head || 'unreadable'}, case.json states ${c.custody.head}`);
  for (const e of c.evidence) {
    const logged = log.imported.get(e.number);
    if (logged !== e.sha256.toLowerCase()) differs(`${e.number}: case.json states ${e.sha256}, logged as imported ${logged || 'never'}`);
  }
  const named = new Set(c.evidence.map((e) => e.number));
  for (const number of log.imported.keys()) if (!named.has(number)) differs(`${number}: logged as imported, not in case.json`);
  return log;
}

function walk(log, text, events, broken) {
  const before = log.head;
  log.head = null;
  log.hashes.push(null);
  let entry = null;
  try { entry = JSON.parse(text === null ? '' : text); } catch { /* told below */ }
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return broken('not_json');
  if (canonical(entry) !== text) broken('not_canonical');
  const { hash, ...rest } = entry;
  if (typeof hash !== 'string' || !HEX64.test(hash.toLowerCase())) return broken('member_missing');
  note(log, entry);
  if (typeof entry.at !== 'string' || typeof entry.event !== 'string' || typeof entry.prev !== 'string') return broken('member_missing');
  if (['tz', 'app', 'evidence', 'sha256', 'detail', 'seq'].some((key) => !(key in entry))) broken('member_missing');
  if (!events.includes(entry.event)) broken('unknown_event');
  if (entry.seq !== log.entries) broken('seq');
  if (before !== null && entry.prev !== before) broken('prev');
  if (new Sha256().update(new TextEncoder().encode(canonical(rest))).hex() !== hash.toLowerCase()) broken('hash');
  log.head = hash.toLowerCase();
  log.hashes[log.entries - 1] = log.head;
  return null;
}

function note(log, { event, evidence: number, sha256: hash }) {
  if (typeof number !== 'string') return;
  if (event === 'evidence.removed') log.imported.delete(number);
  else if ((event === 'evidence.imported' || event === 'evidence.recovered') && typeof hash === 'string' && HEX64.test(hash.toLowerCase())) {
    log.imported.set(number, hash.toLowerCase());
  }
}

// The log of an earlier export must be the beginning of this one: else it was made anew since.
async function earlier(b, log) {
  const wanted = new Map();
  for (const path of b.paths) {
    if (!path.startsWith(EARLIER) || !path.endsWith('/evidence.sha256') || !b.texts.has(path)) continue;
    const hash = b.files.get(path).hash;
    if (hash && path.slice(EARLIER.length, -'/evidence.sha256'.length) !== hash.slice(0, 32)) {
      b.findings.add('timestamp.invalid', path, `lies under another fingerprint than its own ${hash}`);
    }
    const stated = readList(b.texts.get(path)).hashes.get('custody.jsonl');
    if (stated) wanted.set(stated, path);
  }
  if (wanted.size === 0 || !log.bytes) return;
  const hasher = new Sha256();
  for (let at = 0; at < log.bytes.length && wanted.size > 0;) {
    const end = log.bytes.indexOf(10, at);
    if (end < 0) break;
    hasher.update(log.bytes.subarray(at, end + 1));
    wanted.delete(hasher.hex());
    at = end + 1;
  }
  for (const path of wanted.values()) b.findings.add('custody.rewritten', CUSTODY, `does not go on from the log that ${path} names`);
}

// A timestamp with the line by which openssl checks it; whom to believe is for the person who checks.
function token(b, path, log) {
  const base = path.slice(0, -4);
  const entry = /^proof\/custody\/(\d+)$/.exec(base);
  const over = entry ? `-digest ${log.hashes[Number(entry[1]) - 1] || 'HASH'}` : `-data ${base === 'proof/evidence.sha256' ? EVIDENCE : base}`;
  const chain = b.files.has(`${base}.pem`) ? ` -untrusted ${base}.pem` : '';
  const plain = /^[\w./-]+$/.test(base);
  return { path, line: plain ? `openssl ts -verify -in ${path} ${over}${chain} -CAfile ROOT.pem` : null };
}
