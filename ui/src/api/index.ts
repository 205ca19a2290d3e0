/** The only door to the window. `connect` is called once at start, with the real back end or a made-up one. */
import type { Answer, Args, Backend, Command, EventName, Events } from './contract';
import type { ErrorView, EvidenceId } from './types';

export type * from './contract';
export type * from './types';

let backend: Backend | null = null;

export function connect(to: Backend): void {
  backend = to;
}

function door(): Backend {
  if (!backend) throw new Error('connect() comes first');
  return backend;
}

export function call<C extends Command>(command: C, args: Args<C>): Promise<Answer<C>> {
  return door().call(command, args);
}

export function listen<E extends EventName>(event: E, heard: (load: Events[E]) => void): Promise<() => void> {
  return door().listen(event, heard);
}

export function picture(kind: 'thumb' | 'picture' | 'inbox', id: EvidenceId): string {
  return door().picture(kind, id);
}

export function tile(id: EvidenceId, level: number, column: number, row: number): string {
  return door().tile(id, level, column, row);
}

export function media(id: EvidenceId): string {
  return door().media(id);
}

export function part(kind: 'slice' | 'difference' | 'masked' | 'upload' | 'upload_small', of: string): string {
  return door().part(kind, of);
}

/** What a rejected call carries; anything else is a defect of this program. */
export function failure(thrown: unknown): ErrorView {
  if (thrown && typeof thrown === 'object' && 'code' in thrown) {
    const view = thrown as Partial<ErrorView>;
    return { code: view.code ?? 'internal', params: view.params ?? {}, message: view.message ?? '' };
  }
  return { code: 'internal', params: {}, message: String(thrown) };
}
