import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const shell = join('..', 'src-tauri', 'src');

function files(folder: string, end: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(folder, e.name), end) : e.name.endsWith(end) ? [join(folder, e.name)] : []));
}

const contract = readFileSync('src/api/contract.ts', 'utf8');
const rust = files(shell, '.rs').map((path) => readFileSync(path, 'utf8')).join('\n');

it('every command the page calls is a command of the window, with the arguments it takes', () => {
  const block = /interface Commands \{([\s\S]*?)\n\}/.exec(contract)?.[1] ?? '';
  const commands = [...block.matchAll(/^ {2}(\w+): \[(?:Nothing|\{ (.*?) \}),/gm)];
  expect(commands.length).toBeGreaterThan(30);
  for (const [, name = '', args = ''] of commands) {
    const fn = new RegExp(`#\\[tauri::command[^\\]]*\\]\\s*(?:#\\[[^\\]]*\\]\\s*)*pub(?:\\([a-z]+\\))? (?:async )?fn ${name}(?:<[^>]*>)?\\(([\\s\\S]*?)\\)\\s*->`).exec(rust);
    expect(fn, `${name} is no command of the window`).not.toBeNull();
    for (const [, arg = ''] of args.matchAll(/(\w+)\??:/g)) {
      const snake = arg.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
      expect(fn?.[1], `${name} takes ${snake}`).toMatch(new RegExp(`\\b${snake}: `));
    }
  }
});

it('every event the page listens to is one the window sends', () => {
  const block = /interface Events \{([\s\S]*?)\n\}/.exec(contract)?.[1] ?? '';
  const events = [...block.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map((m) => m[1]);
  expect(events).toHaveLength(8);
  for (const event of events) expect(rust, `nobody sends ${event}`).toContain(`"${event}"`);
});

it('only the files under api know the window', () => {
  const others = files('src', '.ts').concat(files('src', '.svelte')).filter((path) => !path.startsWith(join('src', 'api')));
  for (const path of others) expect(readFileSync(path, 'utf8'), path).not.toMatch(/@tauri-apps|\binvoke\(|\{@html|innerHTML/);
});

it('areas do not import each other, and shared knows no area', () => {
  for (const path of files('src', '.ts').concat(files('src', '.svelte'))) {
    const area = /areas[\\/](\w+)[\\/]/.exec(path)?.[1];
    const imports = [...readFileSync(path, 'utf8').matchAll(/from '([^']+)'/g)].map((m) => m[1] ?? '');
    for (const from of imports) {
      if (area) expect(from.startsWith('../') && !/^\.\.\/\.\.\/(?:api|shared)(?:\/|$)/.test(from), `${path} imports ${from}`).toBe(false);
      if (/src[\\/]shared/.test(path)) expect(from, path).not.toContain('areas');
    }
  }
});
