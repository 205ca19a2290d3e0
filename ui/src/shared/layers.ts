/** Dialogs and menus lie on the body, above the page. While a dialog is open all below it is inert. */
const dialogs: HTMLElement[] = [];

/** Moves `node` to the body; while it is there the page and earlier dialogs take no input. Focus returns at the end. */
export function modal(node: HTMLElement): () => void {
  const back = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  document.body.append(node);
  dialogs.push(node);
  below();
  const first = node.querySelector<HTMLElement>('[data-first]') ?? focusable(node).find((e) => !e.dataset.last);
  (first ?? node).focus();
  if (first instanceof HTMLInputElement && first.dataset.first === 'select') first.select();
  // What had the focus may be gone from the document: keys that then fall to the body are meant for the topmost dialog.
  const fallen = (e: KeyboardEvent): void => {
    if (e.target !== document.body || dialogs.at(-1) !== node) return;
    const { key, shiftKey, ctrlKey, altKey, metaKey } = e;
    const again = new KeyboardEvent('keydown', { key, shiftKey, ctrlKey, altKey, metaKey, bubbles: true, cancelable: true });
    if (!node.dispatchEvent(again)) e.preventDefault();
  };
  document.addEventListener('keydown', fallen);
  return () => {
    document.removeEventListener('keydown', fallen);
    dialogs.splice(dialogs.indexOf(node), 1);
    node.remove();
    below();
    if (back?.isConnected) back.focus();
  };
}

/** Moves `node` to the body and leaves all else as it is. */
export function above(node: HTMLElement): () => void {
  document.body.append(node);
  return () => node.remove();
}

export function anyDialog(): boolean {
  return dialogs.length > 0;
}

function below(): void {
  const page = document.getElementById('app');
  if (page) page.inert = dialogs.length > 0;
  dialogs.forEach((d, i) => (d.inert = i < dialogs.length - 1));
}

export function focusable(within: HTMLElement): HTMLElement[] {
  const all = within.querySelectorAll<HTMLElement>('a[href],button,input,select,textarea,[tabindex]:not([tabindex="-1"])');
  return [...all].filter((e) => !e.hasAttribute('disabled') && !e.closest('[hidden],[inert]'));
}

/** Keeps Tab inside `node`. */
export function trapTab(node: HTMLElement, e: KeyboardEvent): void {
  if (e.key !== 'Tab') return;
  const stops = focusable(node);
  const [first, last] = [stops[0], stops.at(-1)];
  if (!first || !last) return e.preventDefault();
  const at = document.activeElement;
  if (e.shiftKey && (at === first || !node.contains(at))) {
    e.preventDefault();
    last.focus();
  } else if (!e.shiftKey && (at === last || !node.contains(at))) {
    e.preventDefault();
    first.focus();
  }
}
