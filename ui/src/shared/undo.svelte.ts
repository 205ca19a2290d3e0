/** The last change that can be taken back. One step: what a tired person expects of Ctrl+Z. */
import { sayFailure } from './toast.svelte';

export interface Undo {
  what: string;
  run: () => Promise<void>;
}

let last = $state.raw<Undo | null>(null);

export const undo = {
  get last(): Undo | null {
    return last;
  },
  /** Offers a step; the answer takes back this very step, for a toast that outlives it. */
  offer(step: Undo): () => void {
    last = step;
    return () => void take(step);
  },
  forget(): void {
    last = null;
  },
  /** Takes the last change back; false when there is none. */
  async back(): Promise<boolean> {
    return last ? take(last) : false;
  },
};

async function take(step: Undo): Promise<boolean> {
  if (last === step) last = null;
  try {
    await step.run();
    return true;
  } catch (e) {
    sayFailure(e);
    return false;
  }
}

/** Whether keys go to a text field, which has its own undo, paste and arrows. */
export function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
