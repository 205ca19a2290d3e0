import { fireEvent } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import type { EvidenceView, NoPreview, Preview } from '../src/api';
import { cardsShown, page, screen, waitFor } from './page';

const ready: Preview = { state: 'ready', reason: null, way: 'picture', width: 540, height: 1170, pages: null, seconds: null, moves: false };

/** The page with the first piece shown like that. */
async function shown(preview: Partial<Preview>, more: Partial<EvidenceView> = {}) {
  const opened = await page();
  opened.fake.rules.set('evidence_get', ({ evidence }: { evidence: number }) => ({ ...opened.fake.vault.view(evidence), preview: { ...ready, ...preview }, ...more }));
  const [, second] = await cardsShown();
  if (second) await opened.user.click(second);
  return opened;
}

beforeEach(() => {
  HTMLMediaElement.prototype.load = () => {};
  HTMLMediaElement.prototype.pause = () => {};
  HTMLMediaElement.prototype.play = () => Promise.resolve();
});

it('a text is shown as words: markup in it stays text', async () => {
  const { fake } = await shown({ way: 'text' });
  fake.rules.set('evidence_text', () => ({ text: '<img src=x onerror=alert(1)>', encoding: 'gb18030', headers: [['from', '客服']], attachments: [], cut: true }));
  const [first] = await cardsShown();
  if (first) await fireEvent.click(first);
  await waitFor(() => expect(screen.getByTestId('words').textContent).toBe('<img src=x onerror=alert(1)>'));
  expect(screen.getByTestId('words').querySelector('img')).toBeNull();
  screen.getByText(/只显示开头，编码 gb18030/);
  screen.getByText('发件人');
});

it('each reason for having no preview is told in words and says that the original is safe', async () => {
  const reasons: NoPreview[] = ['kind', 'unsupported', 'damaged', 'too_large', 'too_slow', 'locked', 'no_decoder'];
  const said = new Set<string>();
  const { fake, user } = await shown({});
  for (const [i, reason] of reasons.entries()) {
    fake.rules.set('evidence_get', ({ evidence }: { evidence: number }) => ({ ...fake.vault.view(evidence), preview: { ...ready, state: 'none', way: 'nothing', reason } }));
    const card = (await cardsShown())[i % 2 === 0 ? 0 : 2];
    if (card) await user.click(card);
    await waitFor(() => expect(screen.getByTestId('no-preview').dataset.reason).toBe(reason));
    const words = screen.getByTestId('no-preview').textContent ?? '';
    expect(words).toMatch(/原件/);
    said.add(words);
  }
  expect(said.size, 'each has its own words').toBe(reasons.length);
}, 60_000);

it('a film that cannot be played names the missing package and what to do', async () => {
  await shown({ way: 'film', seconds: 83 });
  const player = await screen.findByTestId('player');
  await fireEvent.error(player);
  const said = await screen.findByTestId('cannot-play');
  expect(said.textContent).toContain('gstreamer1.0-libav');
  expect(said.textContent).toContain('1:23');
});

it('Space plays and stops, arrows go five seconds', async () => {
  await shown({ way: 'sound', seconds: 30 });
  const player = (await screen.findByTestId('player')) as HTMLAudioElement;
  const play = vi.spyOn(player, 'play');
  const stage = screen.getByTestId('picture');
  await fireEvent.keyDown(stage, { key: ' ' });
  expect(play).toHaveBeenCalledOnce();
  player.currentTime = 10;
  await fireEvent.keyDown(stage, { key: 'ArrowRight' });
  expect(player.currentTime).toBe(15);
});

it('what is not made yet is made on asking, and a first page says how many there are', async () => {
  const { fake } = await shown({ state: 'making', way: 'tiles', width: null, height: null });
  fake.rules.set('evidence_preview', () => ({ ...ready, way: 'tiles', width: 1652, height: 2338, pages: 12 }));
  const [first] = await cardsShown();
  if (first) await fireEvent.click(first);
  await waitFor(() => expect(screen.getByTestId('pages').textContent).toBe('第 1 页，共 12 页'));
  await screen.findByTestId('tiles');
});

it('a picture that moves can be held still', async () => {
  // Tests ask for less motion, so it stands still at first.
  const { user } = await shown({ moves: true });
  await screen.findByTestId('tiles');
  await user.click(await screen.findByTestId('picture-still'));
  await waitFor(() => expect(screen.queryByTestId('tiles')).toBeNull());
});
