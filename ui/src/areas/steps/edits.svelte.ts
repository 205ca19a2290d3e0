/**
 * What the person changed in a drafted text, by the text's place. A draft that is made anew never takes it away: it is
 * put in its place only when asked for. Kept while the window is open.
 */
import { SvelteMap } from 'svelte/reactivity';

const kept = new SvelteMap<string, string>();
const key = (place: string, id: string): string => `${place} ${id}`;

export const edits = {
  of: (place: string, id: string): string | undefined => kept.get(key(place, id)),
  any: (place: string): boolean => [...kept.keys()].some((one) => one.startsWith(`${place} `)),
  keep(place: string, id: string, text: string): void {
    kept.set(key(place, id), text);
  },
  drop(place: string, id: string): void {
    kept.delete(key(place, id));
  },
};
