/** The whole page on a made-up back end, and a few ways to wait for it. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { connect } from '../src/api';
import { Fake } from '../src/api/fake';
import type { Scene } from '../src/api/fake/vault';
import { toasts } from '../src/shared/toast.svelte';
import { undo } from '../src/shared/undo.svelte';
import App from '../src/views/App.svelte';

export async function page(scene: Scene = {}) {
  toasts.clear();
  undo.forget();
  const fake = new Fake({ lang: 'zh-CN', ...scene });
  connect(fake);
  const target = document.getElementById('app') ?? document.body;
  render(App, { target });
  const user = userEvent.setup();
  const id = (name: string): Promise<HTMLElement> => screen.findByTestId(name);
  const click = async (name: string): Promise<void> => user.click(await id(name));
  return { fake, user, id, click };
}

export function cards(): HTMLElement[] {
  return screen.queryAllByTestId('evidence-card');
}

export async function cardsShown(): Promise<HTMLElement[]> {
  await waitFor(() => {
    if (!cards().some((card) => card.dataset.number)) throw new Error('no card yet');
  });
  return cards();
}

export { fireEvent, screen, waitFor };
