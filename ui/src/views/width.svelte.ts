/** What the width of the window leaves room for. */
class Wide {
  /** The case list is docked. */
  list = $state(true);
  /** The inspector stands beside the case. */
  inspector = $state(true);

  constructor() {
    const follow = (query: string, set: (fits: boolean) => void): void => {
      const media = window.matchMedia(query);
      set(media.matches);
      media.addEventListener('change', () => set(media.matches));
    };
    follow('(min-width: 1181px)', (fits) => (this.list = fits));
    follow('(min-width: 760px)', (fits) => (this.inspector = fits));
  }
}

export const wide = new Wide();
