import { fireEvent } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { cards, cardsShown, page, screen, waitFor } from './page';

const cursor = (): string | undefined => document.getElementById(screen.getByTestId('gallery').getAttribute('aria-activedescendant') ?? '')?.dataset.number;

it('words that are selected on the page are never dragged in place of a card', async () => {
  await page();
  const [card] = await cardsShown();
  const drag = new Event('dragstart', { bubbles: true, cancelable: true });
  card?.dispatchEvent(drag);
  expect(drag.defaultPrevented).toBe(true);
});

it('the first pieces of a case are asked for once', async () => {
  const { fake } = await page({ pieces: 200 });
  await cardsShown();
  await new Promise((done) => setTimeout(done, 300));
  const asked = fake.calls.filter((c) => c.command === 'evidence_page').map((c) => (c.args as { offset: number }).offset);
  expect(asked).toEqual([0]);
});

it('a hundred thousand pieces are a few hundred nodes, at the start and in the middle', async () => {
  const { fake } = await page({ pieces: 100_000 });
  await cardsShown();
  const gallery = screen.getByTestId('gallery');
  expect(gallery.querySelectorAll('*').length).toBeLessThanOrEqual(300);
  const rows = new Set(gallery.querySelectorAll('.row'));
  const pictures = new Set(gallery.querySelectorAll('img'));
  gallery.scrollTop = 2_000_000;
  await fireEvent.scroll(gallery);
  await waitFor(() => expect(cards().find((card) => Number(card.dataset.number?.slice(1)) > 40_000)).toBeTruthy());
  expect(gallery.querySelectorAll('*').length).toBeLessThanOrEqual(300);
  expect([...gallery.querySelectorAll('.row')].filter((row) => rows.has(row)).length, 'rows are used again').toBeGreaterThan(1);
  expect([...gallery.querySelectorAll('img')].some((img) => pictures.has(img)), 'a picture never stands for another').toBe(false);
  const asked = fake.calls.filter((c) => c.command === 'evidence_page').map((c) => (c.args as { limit: number }).limit);
  expect(Math.max(...asked), 'pages, never everything').toBeLessThanOrEqual(100);
  expect(asked.length).toBeLessThan(12);
});

it('the gallery is one tab stop: arrows move, Space selects, Delete asks, Escape lets go', async () => {
  const { user, fake } = await page({ pieces: 30 });
  await cardsShown();
  const gallery = screen.getByTestId('gallery');
  expect(gallery.tabIndex).toBe(0);
  expect(cards().every((card) => card.tabIndex === -1)).toBe(true);
  gallery.focus();
  await user.keyboard('{Home}{ArrowRight}');
  expect(cursor()).toBe('E002');
  await user.keyboard('{ArrowDown}');
  const below = cursor();
  expect(Number(below?.slice(1)), 'one row down').toBeGreaterThan(4);
  await waitFor(() => expect(screen.getByTestId('inspector-number')).toHaveTextContent(below ?? ''));
  await user.keyboard(' {ArrowRight} ');
  expect(cards().filter((card) => card.getAttribute('aria-selected') === 'true')).toHaveLength(2);
  await user.keyboard('{Delete}');
  await screen.findByTestId('remove-evidence-dialog');
  expect(fake.calls.some((c) => c.command === 'evidence_remove'), 'nothing goes before it is confirmed').toBe(false);
  await user.keyboard('{Escape}');
  expect(screen.queryByTestId('remove-evidence-dialog')).toBeNull();
  expect(document.activeElement, 'focus returns').toBe(gallery);
  await user.keyboard('{Escape}');
  expect(cards().filter((card) => card.getAttribute('aria-selected') === 'true')).toHaveLength(0);
});

it('confirmed, the selected pieces go and the rest stays', async () => {
  const { user, click, fake } = await page({ pieces: 10 });
  await cardsShown();
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Home} {ArrowRight} {Delete}');
  await click('remove-evidence-confirm');
  await waitFor(() => expect(cards().map((card) => card.dataset.number)).toEqual(['E003', 'E004', 'E005', 'E006', 'E007', 'E008', 'E009', 'E010']));
  expect(fake.calls.filter((c) => c.command === 'evidence_remove')).toMatchObject([{ command: 'evidence_remove', args: { choice: { ids: [1, 2], all: null, count: 2 } } }]);
});

it('Alt with an arrow moves the piece, and the toast takes it back', async () => {
  const { user } = await page({ pieces: 10 });
  await cardsShown();
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Home}{Alt>}{ArrowRight}{/Alt}');
  const order = (): (string | undefined)[] => cards().slice(0, 3).map((card) => card.dataset.number);
  await waitFor(() => expect(order()).toEqual(['E002', 'E001', 'E003']));
  await user.click(await screen.findByText('撤销'));
  await waitFor(() => expect(order()).toEqual(['E001', 'E002', 'E003']));
});

it('a filter shows one group and its count, and an emptied filter says so', async () => {
  const { click } = await page({ pieces: 24 });
  await cardsShown();
  await click('filter-undescribed');
  await waitFor(() => expect(cards().map((card) => card.dataset.number)).toEqual(['E012', 'E024']));
  await click('filter-chat');
  await waitFor(() => expect(cards()).toHaveLength(8));
});
