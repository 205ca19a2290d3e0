/**
 * What the person changed in a drafted text, by the text's place. A draft that is made anew never takes it away: it is
 * put in its place only when asked for. The vault keeps it; here it stands while it is being typed.
 */
import { SvelteMap } from 'svelte/reactivity';

const kept = new SvelteMap<string, string>();
const key = (place: string, id: string): string => `${place} ${id}`;

export const edits = {
  of: (place: string, id: string): string | undefined => kept.get(key(place, id)),
  /** All boxes that were changed. */
  all(place: string): Record<string, string> {
    const mine = [...kept].filter(([at]) => at.startsWith(`${place} `));
    return Object.fromEntries(mine.map(([at, text]) => [at.slice(place.length + 1), text]));
  },
  keep(place: string, id: string, text: string): void {
    kept.set(key(place, id), text);
  },
  drop(place: string, id: string): void {
    kept.delete(key(place, id));
  },
};
