/** What jsdom lacks of a window: layout, media queries, observers. */
import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/svelte';
import { beforeEach } from 'vitest';

// Slow machines are no failures.
configure({ asyncUtilTimeout: 8000 });

class NoObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver = NoObserver as never;

/** Width the media queries are judged by. */
export const screenSize = { width: 1440, height: 900 };

window.matchMedia = (query: string) => {
  const limit = (name: string): number => Number(new RegExp(`${name}: (\\d+)px`).exec(query)?.[1] ?? Number.NaN);
  const over = (least: number, most: number, is: number): boolean => !(is < least) && !(is > most);
  const matches = over(limit('min-width'), limit('max-width'), screenSize.width) && over(limit('min-height'), limit('max-height'), screenSize.height) && !query.includes('prefers-color-scheme');
  return { matches, media: query, addEventListener: () => {}, removeEventListener: () => {} } as unknown as MediaQueryList;
};

Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 700 });
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 480 });
Element.prototype.scrollIntoView = () => {};
HTMLElement.prototype.setPointerCapture = () => {};
document.elementFromPoint = () => null;

beforeEach(() => {
  document.body.innerHTML = '<div id="app"></div>';
});
