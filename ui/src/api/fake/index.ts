/** A made-up back end: for tests, and to look at the page in a browser. Never in a production build. */
import type { Answer, Args, Backend, Command, EventName, Events } from '../contract';
import { answers } from './answers';
import { Vault, type Scene } from './vault';
import { sample } from './pictures';

export class Fake implements Backend {
  readonly vault: Vault;
  /** Every call, for tests. */
  readonly calls: { command: Command; args: unknown }[] = [];
  /** Replaces the answer of a command: an error to throw, or a function. */
  readonly rules = new Map<Command, (args: never) => unknown>();
  #ears = new Map<EventName, Set<(load: never) => void>>();

  constructor(scene: Scene = {}) {
    this.vault = new Vault(scene, (event, load) => this.emit(event, load));
  }

  async call<C extends Command>(command: C, args: Args<C>): Promise<Answer<C>> {
    this.calls.push({ command, args });
    await Promise.resolve();
    const rule = this.rules.get(command);
    if (rule) return (await rule(args as never)) as Answer<C>;
    const answer = answers[command] as (vault: Vault, args: Args<C>) => Answer<C> | Promise<Answer<C>>;
    // Over the wire nothing is shared.
    return structuredClone(await answer(this.vault, structuredClone(args)));
  }

  async listen<E extends EventName>(event: E, heard: (load: Events[E]) => void): Promise<() => void> {
    const ears = this.#ears.get(event) ?? new Set();
    ears.add(heard as (load: never) => void);
    this.#ears.set(event, ears);
    return () => ears.delete(heard as (load: never) => void);
  }

  emit<E extends EventName>(event: E, load: Events[E]): void {
    this.#ears.get(event)?.forEach((heard) => heard(load as never));
  }

  part(kind: 'slice' | 'difference' | 'masked' | 'upload' | 'upload_small', of: string): string {
    if (kind.startsWith('upload')) return `${this.picture('thumb', Number(of.split('/')[1]) + 1)}#${kind}/${of}`;
    return this.picture('thumb', Number(of.split('/')[0]));
  }

  picture(_kind: 'thumb' | 'picture' | 'inbox', id: number): string {
    return sample(((id - 1) % 12) + 1);
  }

  tile(id: number, level: number, column: number, row: number): string {
    return `${sample(((id - 1) % 12) + 1)}#${level}/${column}/${row}`;
  }

  media(id: number): string {
    return `http://127.0.0.1:9/made-up/${id}`;
  }
}

/** The scene asked for in the address: `?scene=empty&lang=en&theme=dark&pieces=200`. */
export function fromAddress(): Fake {
  const asked = new URLSearchParams(location.search);
  const scene: Scene = {
    pieces: Number(asked.get('pieces') ?? 14),
    empty: asked.get('scene') === 'empty',
    failed: asked.get('error') ?? undefined,
    lang: asked.get('lang') === 'en' ? 'en' : asked.get('lang') === 'zh' ? 'zh-CN' : null,
    theme: asked.get('theme') === 'dark' ? 'dark' : asked.get('theme') === 'light' ? 'light' : 'system',
    unfiled: Number(asked.get('unfiled') ?? 0),
    synced: asked.get('synced') ?? undefined,
    verdict: (asked.get('verdict') ?? 'intact') as Scene['verdict'],
    slow: asked.has('slow'),
    waiting: Number(asked.get('waiting') ?? 0),
    missing: asked.get('missing') === 'none' ? 'none' : undefined,
  };
  const fake = new Fake(scene);
  // For driving it by hand from the console.
  Object.assign(window, { fake });
  return fake;
}
