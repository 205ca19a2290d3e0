/** The last change that can be taken back. One step: what a tired person expects of Ctrl+Z. */
import { sayFailure } from './toast.svelte';

export interface Undo {
  what: string;
  run: () => Promise<void>;
}

let last = $state<Undo | null>(null);

export const undo = {
  get last(): Undo | null {
    return last;
  },
  offer(step: Undo): void {
    last = step;
  },
  forget(): void {
    last = null;
  },
  /** Takes the last change back; false when there is none. */
  async back(): Promise<boolean> {
    const step = last;
    if (!step) return false;
    last = null;
    try {
      await step.run();
      return true;
    } catch (e) {
      sayFailure(e);
      return false;
    }
  },
};

/** Whether keys go to a text field, which has its own undo, paste and arrows. */
export function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
