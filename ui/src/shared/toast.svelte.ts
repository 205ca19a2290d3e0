/** Short words at the foot of the window: what was done, what can be undone, what failed without loss. */
import { failure } from '../api';
import { errorWords, joined } from './i18n.svelte';

export interface Toast {
  id: number;
  text: string;
  more: string;
  failed: boolean;
  undo: { label: string; run: () => void } | null;
  /** Milliseconds it stays; hover and focus stop the clock. */
  stay: number;
}

let last = 0;
let shown = $state<Toast[]>([]);

export const toasts = {
  get all(): Toast[] {
    return shown;
  },
  close(id: number): void {
    shown = shown.filter((one) => one.id !== id);
  },
  /** The way that a toast offers was gone already: it says no longer what is so. */
  spent(run: () => void): void {
    shown = shown.filter((one) => one.undo?.run !== run);
  },
  clear(): void {
    shown = [];
  },
};

export function say(text: string, undo: Toast['undo'] = null): void {
  put({ text, more: '', failed: false, undo, stay: 6000 });
}

/** A failure that lost nothing, with its cause and remedy. */
export function sayFailure(thrown: unknown): void {
  const words = errorWords(failure(thrown));
  put({ text: words.title, more: joined(words.cause, words.remedy), failed: true, undo: null, stay: 14_000 });
}

function put(toast: Omit<Toast, 'id'>): void {
  last += 1;
  // The same words twice in a row are one toast.
  shown = [...shown.filter((one) => one.text !== toast.text), { id: last, ...toast }].slice(-3);
}
