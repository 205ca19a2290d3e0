import { fireEvent } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { cards, cardsShown, page, screen, waitFor } from './page';

const selected = (): (string | undefined)[] => cards().filter((card) => card.getAttribute('aria-selected') === 'true').map((card) => card.dataset.number);
const order = (n: number): (string | undefined)[] => cards().slice(0, n).map((card) => card.dataset.number);
const card = (number: string): HTMLElement => cards().find((one) => one.dataset.number === number) ?? cards()[0]!;

it('click, Ctrl-click and Shift-click select as in a file manager, and a range shrinks on the way back', async () => {
  const { user } = await page({ pieces: 20 });
  await cardsShown();
  await user.click(card('E002'));
  expect(selected(), 'a plain click looks').toEqual([]);
  await user.keyboard('{Control>}');
  await user.click(card('E004'));
  await user.keyboard('{/Control}');
  expect(selected(), 'with the one that was clicked before').toEqual(['E002', 'E004']);
  await user.keyboard('{Control>}');
  await user.click(card('E002'));
  await user.click(card('E004'));
  await user.click(card('E004'));
  await user.keyboard('{/Control}');
  expect(selected()).toEqual(['E004']);
  await user.keyboard('{Shift>}');
  await user.click(card('E008'));
  await waitFor(() => expect(selected()).toEqual(['E004', 'E005', 'E006', 'E007', 'E008']));
  await user.click(card('E006'));
  await user.keyboard('{/Shift}');
  await waitFor(() => expect(selected()).toEqual(['E004', 'E005', 'E006']));
  await user.click(card('E001'));
  expect(selected(), 'a plain click lets go').toEqual([]);
});

it('all of a hundred thousand is two words, and one taken out of it is one more', async () => {
  const { user, fake } = await page({ pieces: 100_000 });
  await cardsShown();
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Control>}a{/Control}');
  expect(screen.getByTestId('selected-count')).toHaveTextContent('100000');
  await user.keyboard('{Home}{ArrowRight} ');
  expect(screen.getByTestId('selected-count')).toHaveTextContent('99999');
  expect(card('E002').getAttribute('aria-selected')).toBe('false');
  await user.click(screen.getByTestId('edit-selected'));
  await screen.findByTestId('bulk-kind');
  const asked = fake.calls.find((c) => c.command === 'evidence_chosen')?.args as { choice: unknown };
  expect(JSON.stringify(asked.choice).length, 'no list of ids crosses').toBeLessThan(200);
  expect(fake.calls.filter((c) => c.command === 'evidence_page').length, 'nor does any row').toBeLessThan(8);
});

it('a selection survives scrolling, and a range that reaches over pages asks for ids alone', async () => {
  const { user, fake } = await page({ pieces: 5000 });
  await cardsShown();
  const gallery = screen.getByTestId('gallery');
  gallery.focus();
  await user.keyboard('{Home} {Shift>}{End}{/Shift}');
  await waitFor(() => expect(screen.getByTestId('selected-count')).toHaveTextContent('5000'));
  expect(fake.calls.some((c) => c.command === 'evidence_ids')).toBe(true);
  gallery.scrollTop = 0;
  await fireEvent.scroll(gallery);
  await waitFor(() => expect(selected().length).toBeGreaterThan(4));
});

it('a bulk edit sets only what was touched, as one step, and undo gives each its own back', async () => {
  const { user, click, fake } = await page({ pieces: 6 });
  await cardsShown();
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Control>}a{/Control}');
  await click('edit-selected');
  await user.selectOptions(await screen.findByTestId('bulk-kind'), 'invoice');
  await click('bulk-save');
  await waitFor(() => expect(fake.vault.facts(3).kind).toBe('invoice'));
  expect(fake.calls.find((c) => c.command === 'evidence_bulk_edit')?.args).toMatchObject({ edit: { fields: ['kind'] } });
  expect(fake.vault.facts(3).proves, 'the rest stays').not.toBe('');
  await user.click(await screen.findByText('撤销'));
  await waitFor(() => expect([1, 2, 3].map((id) => fake.vault.facts(id).kind)).toEqual(['product_page', 'order', 'payment']));
  await user.keyboard('{Control>}z{/Control}');
  expect(fake.calls.filter((c) => c.command === 'step_undo'), 'what the toast took back is not taken back twice').toHaveLength(1);
});

it('several selected pieces move together by keys, by number and by dragging', async () => {
  const { user, click } = await page({ pieces: 12 });
  await cardsShown();
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Home} {ArrowRight}{ArrowRight} {Alt>}{ArrowRight}{/Alt}');
  await waitFor(() => expect(order(5)).toEqual(['E002', 'E004', 'E005', 'E001', 'E003']));
  await user.keyboard('{Shift>}{F10}{/Shift}');
  await click('evidence-place');
  await user.clear(await screen.findByTestId('move-place'));
  await user.type(screen.getByTestId('move-place'), '1{Enter}');
  await waitFor(() => expect(order(3)).toEqual(['E001', 'E003', 'E002']));
  await user.keyboard('{Escape}');
  const at = { bubbles: true, button: 0, pointerType: 'mouse', clientX: 30, clientY: 60 };
  const [where] = [screen.getByTestId('gallery')];
  where.getBoundingClientRect = () => ({ left: 0, top: 0, right: 700, bottom: 480, width: 700, height: 480, x: 0, y: 0, toJSON: () => '' });
  card('E001').dispatchEvent(new MouseEvent('pointerdown', at));
  window.dispatchEvent(new MouseEvent('pointermove', { ...at, clientX: 34 }));
  expect(screen.queryByTestId('drag-label'), 'a hand is never quite still').toBeNull();
  window.dispatchEvent(new MouseEvent('pointermove', { ...at, clientX: 440 }));
  await screen.findByTestId('drop-mark');
  window.dispatchEvent(new MouseEvent('pointerup', { ...at, clientX: 440 }));
  await waitFor(() => expect(order(3)).toEqual(['E003', 'E002', 'E001']));
  expect(screen.queryByTestId('drop-mark')).toBeNull();
});

it('a drag that leaves the window hands the files to the system, and Escape gives a drag up', async () => {
  const { fake } = await page({ pieces: 12 });
  await cardsShown();
  const at = { bubbles: true, button: 0, pointerType: 'mouse', clientX: 30, clientY: 60 };
  card('E002').dispatchEvent(new MouseEvent('pointerdown', at));
  window.dispatchEvent(new MouseEvent('pointermove', { ...at, clientX: 100 }));
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  window.dispatchEvent(new MouseEvent('pointerup', at));
  expect(fake.calls.some((c) => c.command === 'evidence_move' || c.command === 'drag_out')).toBe(false);
  card('E002').dispatchEvent(new MouseEvent('pointerdown', at));
  window.dispatchEvent(new MouseEvent('pointermove', { ...at, clientX: 100 }));
  window.dispatchEvent(new MouseEvent('pointermove', { ...at, clientX: -5 }));
  await waitFor(() => expect(fake.calls.find((c) => c.command === 'drag_out')?.args).toMatchObject({ choice: { ids: [2], count: 1 } }));
});

it('file types, days and order narrow and sort the list, days become head rows, and all can be put back', async () => {
  const { user, click, fake } = await page({ pieces: 60 });
  await cardsShown();
  await click('view-more');
  await click('file-video');
  await waitFor(() => expect(order(9)).toEqual(['E028', 'E057']));
  await click('file-video');
  await user.type(await screen.findByTestId('day-from'), '2026-11-14{Tab}');
  await waitFor(() => expect(cards().length).toBeLessThan(30));
  await click('view-reset');
  await user.selectOptions(screen.getByTestId('sort'), 'size');
  await click('sort-desc');
  await waitFor(() => expect(fake.calls.filter((c) => c.command === 'evidence_page').at(-1)?.args).toMatchObject({ filter: { sort: 'size', desc: true } }));
  await click('view-reset');
  await user.selectOptions(screen.getByTestId('group'), 'conversation');
  await waitFor(() => expect(screen.getByText('不属于任何对话')).toBeVisible());
  await user.selectOptions(screen.getByTestId('group'), 'day');
  await waitFor(() => expect(screen.getAllByText(/^2026-11-\d\d$/).length).toBeGreaterThan(0));
  expect(screen.getByTestId('sort')).toBeDisabled();
});

it('what is taken out says where, and shows it in the folder', async () => {
  const { user, click, fake } = await page({ pieces: 6 });
  await cardsShown();
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Home} {ArrowRight} ');
  await click('take-selected');
  await user.click(await screen.findByText('在文件夹中显示'));
  expect(fake.calls.find((c) => c.command === 'taken_show')?.args).toEqual({ taken: 1 });
});

it('a moved piece keeps the picture that has come', async () => {
  const { user, fake } = await page({ pieces: 6 });
  await cardsShown();
  const picture = await waitFor(() => screen.getByTestId('picture').querySelector('img') ?? Promise.reject(new Error('no picture yet')));
  await fireEvent.load(picture);
  expect(picture).toHaveClass('loaded');
  const asked = (): number => fake.calls.filter((c) => c.command === 'evidence_get').length;
  const before = asked();
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Home}{Alt>}{ArrowRight}{/Alt}');
  await waitFor(() => expect(asked()).toBeGreaterThan(before));
  await waitFor(() => expect(document.body).toHaveTextContent(/2 ?\/ ?6/));
  expect(screen.getByTestId('picture').querySelector('img'), 'it would not load a second time').toHaveClass('loaded');
});
