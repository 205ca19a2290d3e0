/** The last change that can be taken back. One step: what a tired person expects of Ctrl+Z. */
import { sayFailure, toasts } from './toast.svelte';

export interface Undo {
  what: string;
  run: () => Promise<void>;
}

/** A step with the way back that was given out for it. */
interface Offered extends Undo {
  take: () => void;
}

let last = $state.raw<Offered | null>(null);
/** Steps that were taken back, or are about to be: whichever way came first, the others are over. */
const used = new WeakSet<Offered>();

export const undo = {
  get last(): Undo | null {
    return last;
  },
  /** Offers a step; the answer takes back this very step, for a toast that outlives it. */
  offer(step: Undo): () => void {
    const offered: Offered = { ...step, take: () => void take(offered) };
    last = offered;
    return offered.take;
  },
  forget(): void {
    last = null;
  },
  /** Takes the last change back; false when there is none. */
  async back(): Promise<boolean> {
    return last ? take(last) : false;
  },
};

async function take(step: Offered): Promise<boolean> {
  if (used.has(step)) return false;
  used.add(step);
  if (last === step) last = null;
  toasts.spent(step.take);
  try {
    await step.run();
    return true;
  } catch (e) {
    // It was not done: it can be tried again, where nothing came after it.
    used.delete(step);
    last ??= step;
    sayFailure(e);
    return false;
  }
}

/** Whether keys go to a text field, which has its own undo, paste and arrows. */
export function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
