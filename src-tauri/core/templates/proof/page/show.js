// The page itself. Whatever comes out of a bundle is shown as text, never as markup.

const WORDS = JSON.parse(document.getElementById('words').textContent);
const LANGS = ['zh-CN', 'en'];
const page = { lang: document.documentElement.lang, report: null, name: '', error: null, stop: false, busy: false };
const at = (id) => document.getElementById(id);
const word = (key) => WORDS[page.lang][key] || key;

function el(tag, kind, ...inside) {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  made.append(...inside);
  return made;
}

// Marks that turn the direction of writing, take no room or are no characters are shown as their number.
function shown(text) {
  const cut = text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]/g, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

function bdi(text, kind) {
  const made = el('bdi', kind);
  made.textContent = shown(text);
  return made;
}

function draw() {
  document.documentElement.lang = page.lang;
  document.title = word('title');
  for (const e of document.querySelectorAll('[data-word]')) e.textContent = word(e.dataset.word);
  at('result').replaceChildren(...(page.error !== null ? failed() : page.report ? result(page.report) : []));
  at('known').hidden = !(page.report && page.report.fingerprint);
  compareKnown();
}

function failed() {
  return [el('h2', 'verdict', word('failed')), el('p', 'soft', bdi(page.error))];
}

function result(r) {
  const out = [el('p', 'soft', bdi(page.name)), el('h2', `verdict ${r.verdict}`, word(`verdict.${r.verdict}`))];
  if (r.title !== null) out.push(el('p', '', bdi(r.title)));
  const counts = [[word('files'), r.files], [word('entries'), r.entries], [word('findings'), r.findings.length]];
  if (r.withheld > 0) counts.push([word('withheld'), r.withheld]);
  if (r.made) counts.push([word('made'), `${r.made.at} (${r.made.tz})`]);
  if (r.verdict !== 'unusable') out.push(el('dl', 'facts', ...counts.map(([k, v]) => el('div', '', el('dt', '', k), el('dd', '', bdi(String(v)))))));
  if (r.fingerprint) {
    const print = el('p', 'print', ...r.fingerprint.split(' ').map((group) => el('span', '', group)));
    print.id = 'fingerprint';
    out.push(el('h3', '', word('fingerprint')), print, el('p', 'mono soft', r.listHash));
  }
  if (r.findings.length > 0) out.push(el('h3', '', word('what_is_wrong')), ...r.findings.slice(0, 500).map(finding));
  if (r.findings.length > 500) out.push(el('p', 'soft', word('more_findings').replace('{count}', r.findings.length - 500)));
  if (r.verdict !== 'unusable') out.push(el('h3', '', word('not_checked')), ...notChecked(r));
  return out;
}

function finding(f) {
  const card = el('section', 'finding');
  card.dataset.code = f.code;
  card.dataset.path = f.path;
  card.append(el('h4', '', word(f.code), ' ', el('code', 'mono', f.code)));
  if (f.path) card.append(el('p', 'mono', bdi(f.path)));
  card.append(el('p', '', word(`${f.code}.meaning`)), el('p', 'soft small', bdi(f.detail)));
  return card;
}

function notChecked(r) {
  const out = [el('p', '', word(r.tokens.length > 0 ? 'tokens' : 'no_tokens'))];
  for (const t of r.tokens.slice(0, 50)) {
    const line = t.line === null ? bdi(t.path, 'mono') : el('code', 'mono line', t.line);
    out.push(el('p', 'token', line));
  }
  return [...out, el('p', '', word('not_shown'))];
}

function compareKnown() {
  const typed = at('typed').value.toLowerCase().replace(/[^0-9a-f]/g, '');
  const r = page.report;
  const said = at('compared');
  const hash = r && r.listHash;
  const answer = !hash || typed === '' ? '' : typed.length < 32 ? 'too_short' : hash.startsWith(typed) ? 'same' : 'different';
  said.textContent = answer && word(answer);
  said.dataset.answer = answer;
}

async function take(file) {
  if (page.busy || !file) return;
  Object.assign(page, { busy: true, stop: false, report: null, error: null, name: file.name });
  document.body.dataset.state = 'busy';
  at('progress').hidden = false;
  draw();
  let last = 0;
  const told = (done, total) => {
    if (Date.now() - last < 100) return;
    last = Date.now();
    at('bar').value = total > 0 ? done / total : 0;
    at('amount').textContent = `${Math.floor(done / 1048576)} / ${Math.ceil(total / 1048576)} MiB`;
  };
  try {
    page.report = await check(file, WORDS.events, told, () => page.stop);
  } catch (e) {
    page.error = e instanceof Stopped ? word('stopped') : String((e && e.message) || e);
  }
  page.busy = false;
  at('progress').hidden = true;
  draw();
  document.body.dataset.state = 'done';
  at('result').focus();
}

function start() {
  at('choose').addEventListener('click', () => at('file').click());
  at('file').addEventListener('change', () => {
    take(at('file').files[0]);
    at('file').value = '';
  });
  at('stop').addEventListener('click', () => { page.stop = true; });
  at('typed').addEventListener('input', compareKnown);
  at('language').addEventListener('click', () => {
    page.lang = LANGS[1 - LANGS.indexOf(page.lang)];
    draw();
  });
  addEventListener('dragover', (e) => {
    e.preventDefault();
    at('drop').classList.add('over');
  });
  addEventListener('dragleave', () => at('drop').classList.remove('over'));
  addEventListener('drop', (e) => {
    e.preventDefault();
    at('drop').classList.remove('over');
    take(e.dataTransfer.files[0]);
  });
  at('works').hidden = false;
  document.body.dataset.state = 'ready';
  draw();
}

start();
