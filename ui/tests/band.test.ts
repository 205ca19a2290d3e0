import { fireEvent } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { cards, cardsShown, page, screen, waitFor } from './page';

const selected = (): (string | undefined)[] => cards().filter((card) => card.getAttribute('aria-selected') === 'true').map((card) => card.dataset.number);
const count = (): string => screen.queryByTestId('selected-count')?.textContent ?? '';

/** Four columns of 154 with 12 between them and 24 beside them, rows of 186 with 14 between them. */
async function gallery(pieces: number) {
  const made = await page({ pieces });
  await cardsShown();
  const box = screen.getByTestId('gallery');
  box.getBoundingClientRect = () => ({ left: 0, top: 0, right: 700, bottom: 480, width: 700, height: 480, x: 0, y: 0, toJSON: () => '' });
  return { ...made, box };
}

const at = (x: number, y: number, keys = {}): MouseEventInit => ({ bubbles: true, cancelable: true, button: 0, clientX: x, clientY: y, ...keys });
const press = (on: Element, x: number, y: number, keys = {}): boolean => on.dispatchEvent(new MouseEvent('pointerdown', at(x, y, keys)));
const move = (x: number, y: number): boolean => window.dispatchEvent(new MouseEvent('pointermove', at(x, y)));
const letGo = (x: number, y: number, keys = {}): boolean => window.dispatchEvent(new MouseEvent('pointerup', at(x, y, keys)));
const escape = (): boolean => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }));

it('a band from beside the cards selects what it touches and lets go of what it leaves', async () => {
  const { box } = await gallery(20);
  press(box, 10, 10);
  move(12, 13);
  expect(screen.queryByTestId('band'), 'a hand is never quite still').toBeNull();
  move(200, 100);
  await screen.findByTestId('band');
  await waitFor(() => expect(selected()).toEqual(['E001', 'E002']));
  move(200, 230);
  await waitFor(() => expect(selected()).toEqual(['E001', 'E002', 'E005', 'E006']));
  move(20, 230);
  await waitFor(() => expect(selected(), 'beside the cards it touches none').toEqual([]));
  move(100, 230);
  letGo(100, 230);
  await waitFor(() => expect(selected()).toEqual(['E001', 'E005']));
  expect(screen.queryByTestId('band')).toBeNull();
  expect(document.activeElement, 'the keys go on from here').toBe(box);
});

it('Ctrl and Shift add to what is selected, a band without them begins anew, a click beside the cards lets go', async () => {
  const { box } = await gallery(20);
  for (const [y, keys] of [[10, {}], [220, { ctrlKey: true }]] as const) {
    press(box, 10, y, keys);
    move(100, y + 50);
    letGo(100, y + 50, keys);
  }
  await waitFor(() => expect(selected()).toEqual(['E001', 'E005']));
  press(box, 350, 10, { shiftKey: true });
  move(400, 60);
  letGo(400, 60, { shiftKey: true });
  await waitFor(() => expect(selected()).toEqual(['E001', 'E003', 'E005']));
  press(box, 690 - 14, 10);
  move(600, 60);
  letGo(600, 60);
  await waitFor(() => expect(selected()).toEqual(['E004']));
  press(box, 10, 10);
  letGo(10, 10);
  await waitFor(() => expect(selected()).toEqual([]));
});

it('Escape gives the band up and what was selected before is selected again, all but one too', async () => {
  const { user, box } = await gallery(20);
  box.focus();
  await user.keyboard('{Control>}a{/Control}{Home} ');
  expect(count()).toContain('19');
  press(box, 10, 10);
  move(200, 100);
  await waitFor(() => expect(selected()).toEqual(['E001', 'E002']));
  escape();
  await waitFor(() => expect(count()).toContain('19'));
  expect(screen.queryByTestId('band')).toBeNull();
  move(200, 300);
  letGo(200, 300);
  expect(count(), 'it is over').toContain('19');
  press(box, 10, 10, { ctrlKey: true });
  move(100, 50);
  letGo(100, 50, { ctrlKey: true });
  await waitFor(() => expect(count(), 'the one that was left out is in').toContain('20'));
});

it('at the edge it scrolls, and rows that were scrolled past are selected though they are not in the document', async () => {
  const { box, fake } = await gallery(100_000);
  press(box, 10, 10);
  move(690, 478);
  await waitFor(() => expect(box.scrollTop).toBeGreaterThan(100));
  box.scrollTop = 200_000;
  await fireEvent.scroll(box);
  letGo(690, 300);
  // 1002 rows of four are touched: 200,296 pixels from the first on.
  await waitFor(() => expect(Number(/\d+/.exec(count())?.[0])).toBeGreaterThan(4000));
  await waitFor(() => expect(fake.calls.some((c) => c.command === 'evidence_ids')).toBe(true));
  const rows = fake.calls.filter((c) => c.command === 'evidence_page').length;
  expect(rows, 'ids alone, never the rows').toBeLessThan(12);
  expect(box.querySelectorAll('*').length).toBeLessThanOrEqual(300);
  box.scrollTop = 0;
  await fireEvent.scroll(box);
  await waitFor(() => expect(selected()[0]).toBe('E001'));
});

it('an answer that comes after another selection changes nothing', async () => {
  const { box, fake } = await gallery(100_000);
  press(box, 10, 10);
  move(690, 470);
  box.scrollTop = 200_000;
  letGo(690, 300);
  cards()[0]?.click();
  await waitFor(() => expect(fake.calls.some((c) => c.command === 'evidence_ids')).toBe(true));
  await new Promise((done) => setTimeout(done, 100));
  expect(selected()).toEqual([]);
});

it('a press on a card, with another button or at the scroll bar draws no band', async () => {
  const { box } = await gallery(20);
  press(cards()[0]!, 30, 60);
  move(300, 300);
  expect(screen.queryByTestId('band')).toBeNull();
  await screen.findByTestId('drag-label');
  escape();
  for (const [x, keys] of [[10, { button: 2 }], [692, {}]] as const) {
    press(box, x, 10, keys);
    move(300, 300);
    letGo(300, 300);
    expect(screen.queryByTestId('band')).toBeNull();
  }
  expect(selected()).toEqual([]);
});
