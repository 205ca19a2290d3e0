import { expect, it } from 'vitest';
import type { SeriesView } from '../src/api';
import { layOut, moved } from '../src/areas/talks/order';
import { page, screen, waitFor } from './page';

function talk(pages: number): SeriesView {
  return {
    id: 1, title: '', evidence: Array.from({ length: pages }, (_, i) => i + 1), overlaps: [], gaps: [],
    pages: Array.from({ length: pages }, (_, i) => ({ evidence: i + 1, number: `E${i + 1}`, width: 1000, height: 2000, from: i === 0 ? 0 : 700, to: 1900, gap_before: i === 2 })),
  };
}

it('a page moves by one and stops at the ends', () => {
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3]);
  expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 2, -1)).toEqual([1, 3, 2]);
});

it('folded pages follow each other without a seam, and unfolding shows every row', () => {
  const folded = layOut(talk(3), 500, false);
  expect(folded.strips[1]?.top, 'the second page begins where the first one ends').toBe(950);
  expect(folded.lines.map((line) => line.before), 'one line for the gap').toEqual([2]);
  const rows = layOut(talk(3), 500, true).strips.map((one) => one.to - one.from).reduce((a, b) => a + b, 0);
  expect(rows).toBe(3 * 2000);
});

it('a proposal is shown, changed by key and button, confirmed, read and undone', async () => {
  const { fake, user, id, click } = await page({ pieces: 6 });
  await click('case-more');
  await click('case-talks');
  await id('talks-found');
  expect(fake.calls.some((c) => c.command === 'series_set'), 'nothing is saved by itself').toBe(false);
  expect(screen.getByTestId('order-gap')).toHaveTextContent('第 3 页与第 4 页之间可能有缺页');
  const numbers = (): (string | undefined)[] => screen.getAllByTestId('talk-page').map((one) => one.dataset.number);
  expect(numbers()).toEqual(['E001', 'E002', 'E003', 'E004']);
  screen.getAllByTestId('talk-page')[0]?.focus();
  await user.keyboard('{Alt>}{ArrowRight}{/Alt}');
  expect(numbers()).toEqual(['E002', 'E001', 'E003', 'E004']);
  await user.click(screen.getAllByTestId('talk-earlier')[1] as HTMLElement);
  await user.click(screen.getAllByTestId('talk-leave-out')[3] as HTMLElement);
  await click('talk-confirm');
  await id('talk-read');
  const set = fake.calls.find((c) => c.command === 'series_set')?.args as { evidence: number[] };
  expect(set.evidence).toEqual([1, 2, 3]);
  const looks = (): number => fake.calls.filter((c) => c.command === 'series_detect').length;
  expect(screen.queryByTestId('talk-confirm'), 'the page that was left out is not offered again').toBeNull();
  await click('talk-read');
  await waitFor(() => expect(screen.getAllByTestId('talk-number').length).toBeGreaterThan(0));
  await click('talk-back');
  await click('talk-undo');
  await waitFor(() => expect(fake.calls.some((c) => c.command === 'series_remove')).toBe(true));
  await id('talks-found');
  await click('talk-confirm');
  await waitFor(() => expect(fake.calls.filter((c) => c.command === 'series_set')).toHaveLength(2));
  await id('talk-read');
  expect(looks(), 'no picture is looked at again').toBe(1);
  expect(screen.queryByTestId('talk-confirm')).toBeNull();
  await click('talk-read');
  await waitFor(() => expect(document.activeElement, 'arrows scroll').toBe(screen.getByTestId('talk-scroll')));
  await click('talk-back');
  expect(document.activeElement, 'the button that was pressed is gone').toBe(document.body);
  await user.keyboard('{Escape}');
  expect(screen.queryByTestId('talks-dialog'), 'Escape closes all the same').toBeNull();
});

it('look-alikes stand side by side, with the warning that an edited chat can be nearer', async () => {
  const { id, click } = await page({ pieces: 6 });
  await click('case-more');
  await click('case-alike');
  await id('alike-pair');
  expect(screen.getByTestId('alike-dialog')).toHaveTextContent('改过的聊天截图，可能比重新压缩的副本更像原图');
  const before = screen.getByTestId('alike-pair').querySelectorAll('img').length;
  await click('alike-difference');
  expect(screen.getByTestId('alike-pair').querySelectorAll('img').length).toBe(before);
});

it('chats that are in no conversation are told of quietly, until the word is put away', async () => {
  const { id, click } = await page({ pieces: 40 });
  await click('filter-all');
  const line = await id('loose-chats');
  expect(Number(line.dataset.count)).toBeGreaterThan(1);
  await click('loose-chats-go');
  await id('talks-dialog');
  await click('talks-close');
  expect(screen.queryByTestId('loose-chats')).toBeNull();
});

it('a page that came to a conversation in order is offered with it', async () => {
  const { fake, id, click } = await page({ pieces: 6 });
  await click('case-more');
  await click('case-talks');
  await id('talks-found');
  await click('talk-confirm');
  await id('talk-read');
  await click('talks-close');
  const [series] = fake.vault.series;
  if (series) series.evidence = series.evidence.slice(0, 3);
  await click('case-more');
  await click('case-talks');
  await id('talks-found');
  expect(screen.getAllByTestId('talk-confirm').length).toBeGreaterThan(0);
});
