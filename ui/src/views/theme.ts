/** Light or dark, as chosen or as the system is. */
import type { Theme } from '../api';

export function showTheme(theme: Theme): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const set = (): void => {
    const dark = theme === 'dark' || (theme === 'system' && system.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  };
  set();
  system.addEventListener('change', set);
  return () => system.removeEventListener('change', set);
}
