import { expect, it } from 'vitest';
import { between, grown, middle, moved, resized, same } from '../src/areas/inspector/boxes';
import { page, screen, waitFor } from './page';

const of = { width: 1000, height: 2000 };
const box = { x: 100, y: 200, width: 300, height: 80, reason: '' };

it('a box is drawn in any direction, ends at the edge, and a click draws none', () => {
  expect(between({ x: 400.4, y: 280 }, { x: 100, y: 200 }, of)).toEqual({ ...box, reason: '' });
  expect(between({ x: -50, y: 1990 }, { x: 100, y: 2300 }, of)).toEqual({ x: 0, y: 1990, width: 100, height: 10, reason: '' });
  expect(between({ x: 5, y: 5 }, { x: 7, y: 400 }, of)).toBeNull();
});

it('a box is moved and resized within the picture and keeps its opposite corner', () => {
  expect(moved(box, 5000, -5000, of)).toEqual({ ...box, x: 700, y: 0 });
  expect(resized(box, 'nw', { x: 150, y: 220 }, of)).toEqual({ ...box, x: 150, y: 220, width: 250, height: 60 });
  expect(resized(box, 'se', { x: 9000, y: 300 }, of)).toEqual({ ...box, width: 900, height: 100 });
  expect(resized(box, 'se', { x: 100, y: 200 }, of), 'it never vanishes').toEqual(box);
  expect(grown(box, -5000, 10, of)).toEqual({ ...box, width: 4, height: 90 });
  const added = middle({ x: 0, y: 500, width: 900, height: 600 }, of);
  expect(added).toEqual({ x: 300, y: 770, width: 300, height: 60, reason: '' });
  expect(same([box], [{ ...box }])).toBe(true);
  expect(same([box], [{ ...box, reason: '手机号' }])).toBe(false);
});

it('boxes are added, moved and taken back by keys, saved, and put on other pictures with a way back', async () => {
  const { fake, user, id, click } = await page({ pieces: 6 });
  await click('mask-open');
  await id('mask-layer');
  await click('mask-new');
  expect(screen.getAllByTestId('mask-box').length).toBe(1);
  const left = (): string => screen.getByTestId('mask-box').style.left;
  const before = left();
  await user.keyboard('{ArrowRight}');
  expect(left()).not.toBe(before);
  await user.keyboard('{Control>}z{/Control}');
  expect(left()).toBe(before);
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('alert'), 'the first Escape lets go of the box').toBeNull();
  await click('mask-close');
  expect(screen.getByRole('alert')).toHaveTextContent('方框还没保存');
  await click('mask-save');
  await waitFor(() => expect(screen.queryByTestId('mask-editor')).toBeNull());
  const set = fake.calls.find((c) => c.command === 'mask_set')?.args as { boxes: unknown[] };
  expect(set.boxes.length).toBe(1);
  await click('mask-open');
  await click('mask-all');
  await waitFor(() => expect(fake.calls.some((c) => c.command === 'mask_apply')).toBe(true));
});

it('the privacy edition says what stays out and what goes in uncovered, and is asked for by name', async () => {
  const { fake, id, click } = await page({ pieces: 3 });
  await click('export-button');
  await id('export-plan');
  expect(screen.queryByTestId('gap-withheld')).toBeNull();
  await click('export-mode-masked');
  expect(await id('gap-withheld')).toHaveTextContent('E001');
  expect(screen.getByTestId('gap-unmasked')).toHaveTextContent('画面会照原样露出');
  await click('export-start');
  await id('export-result');
  expect(fake.calls.find((c) => c.command === 'export_start')?.args).toHaveProperty('options.mode', 'masked');
});

it('a password is typed twice, its strength is told, and it goes only into the export', async () => {
  const { fake, user, id, click } = await page({ pieces: 3 });
  await click('export-button');
  await id('export-plan');
  await click('export-protect');
  expect(screen.getByTestId('export-start')).toBeDisabled();
  await user.type(screen.getByTestId('export-password'), 'winter coat 90');
  await user.type(screen.getByTestId('export-password-again'), 'winter coat 9');
  expect(screen.getByTestId('export-strength')).toHaveTextContent('两次输入的不一样');
  expect(screen.getByTestId('export-start')).toBeDisabled();
  await user.type(screen.getByTestId('export-password-again'), '0');
  await waitFor(() => expect(screen.getByTestId('export-strength').dataset.score).toBe('3'));
  await click('export-start');
  expect(await id('export-result')).toHaveTextContent('证据包已加密');
  expect(fake.calls.find((c) => c.command === 'export_start')?.args).toHaveProperty('options.password', 'winter coat 90');
  expect(JSON.stringify(fake.calls.filter((c) => c.command === 'export_plan'))).not.toContain('winter');
});
