import { expect, it } from 'vitest';
import { fireEvent, page, screen, waitFor } from './page';

it('own data are entered once and kept, and what looks odd is told', async () => {
  const { fake, user, id, click } = await page({ pieces: 3 });
  await click('settings-button');
  await click('settings-own');
  await user.type(await id('own-name'), '林小满');
  await user.type(screen.getByTestId('own-id_number'), '110105194912310020');
  await user.tab();
  await id('own-hint');
  await waitFor(() => expect(screen.getByTestId('own-state')).toHaveTextContent('已保存'));
  const saved = fake.calls.filter((c) => c.command === 'own_save').at(-1)?.args as { own: { name: string } };
  expect(saved.own.name).toBe('林小满');
});

it('what is typed of own data is kept when the dialog is closed in the middle of it, and no answer takes it away', async () => {
  const { fake, user, id, click } = await page();
  await click('settings-button');
  await click('settings-own');
  await user.type(await id('own-phone'), '13800000000');
  await user.type(await id('own-name'), '林小满');
  await waitFor(() => expect(fake.vault.own.phone).toBe('13800000000'));
  expect(screen.getByTestId('own-name')).toHaveValue('林小满');
  await user.type(await id('own-address'), '北京市{Escape}');
  await waitFor(() => expect(screen.queryByTestId('settings-dialog')).toBeNull());
  await waitFor(() => expect(fake.vault.own).toMatchObject({ name: '林小满', phone: '13800000000', address: '北京市' }));
});

it('pictures for a channel are shown before they are made, what did not fit says why, and they go into a folder', async () => {
  const { fake, user, id, click } = await page({ pieces: 5 });
  await click('tab-steps');
  await id('ladder');
  screen.getAllByTestId('channel').find((one) => one.dataset.channel === '12315')?.click();
  await id('channel-page');
  await click('part-pictures');
  await waitFor(() => expect(screen.getAllByTestId('upload-file').length).toBe(3));
  expect(screen.getByTestId('upload-left')).toHaveTextContent('放不进允许的数量');
  const shown = (): string[] => [...screen.getByTestId('upload-files').querySelectorAll('img')].map((img) => img.src.split('#')[1] ?? '');
  const first = shown();
  expect(first.map((of) => of.replace(/\d+/, 'JOB')), 'the finished ones, not what they are made of').toEqual(['upload_small/JOB/0', 'upload_small/JOB/1', 'upload_small/JOB/2']);
  await user.type(screen.getByTestId('upload-most'), '4');
  await waitFor(() => expect(screen.getAllByTestId('upload-file').length).toBe(4));
  expect(shown()[0], 'those of the new making').not.toBe(first[0]);
  await click('upload-save');
  await waitFor(() => expect(fake.calls.find((c) => c.command === 'upload_save')?.args).toMatchObject({ options: { channel: '12315', max_count: 4 } }));
  expect(await screen.findByText(/4 张图片已存到/)).toBeInTheDocument();
  await click('part-texts');
  await click('card-save');
  await waitFor(() => expect(fake.calls.some((c) => c.command === 'card_save')).toBe(true));
});

it('a limit that is none is told at its field, the window is not asked, and what was made for another limit does not pass for it', async () => {
  const { fake, user, id, click } = await page({ pieces: 5 });
  await click('tab-steps');
  await id('ladder');
  screen.getAllByTestId('channel').find((one) => one.dataset.channel === '12315')?.click();
  await id('channel-page');
  await click('part-pictures');
  await waitFor(() => expect(screen.getAllByTestId('upload-file').length).toBe(3));
  const asked = (): number => fake.calls.filter((c) => c.command === 'upload_preview').length;
  const before = asked();
  const set = screen.getByTestId('upload-set');
  const most = screen.getByTestId('upload-most');
  for (const odd of ['0', '-1', '1.5', '99999999999']) {
    await fireEvent.input(most, { target: { value: odd } });
    expect(await id('upload-most-bad')).toHaveTextContent('1 到 200');
    expect(most).toHaveAttribute('aria-invalid', 'true');
    expect(set, 'of other limits').toHaveClass('old');
  }
  await user.clear(most);
  await waitFor(() => expect(set).not.toHaveClass('old'));
  for (const odd of ['0', '-1', '99999999999']) {
    await fireEvent.input(screen.getByTestId('upload-size'), { target: { value: odd } });
    expect(await id('upload-size-bad')).toHaveTextContent('0.1 到 1000');
  }
  await user.clear(screen.getByTestId('upload-size'));
  await waitFor(() => expect(asked(), 'only for limits that are some').toBe(before + 2));
  expect(screen.getByTestId('toasts'), 'nothing failed').toHaveTextContent(/^$/);
  await waitFor(() => expect(set).not.toHaveClass('old'));
  fake.rules.set('upload_preview', () => new Promise(() => {}));
  await user.type(most, '4');
  await waitFor(() => expect(set).toHaveAttribute('aria-busy', 'true'));
  expect(set).toHaveClass('old');
  fake.rules.set('upload_preview', () => { throw { code: 'disk_full', params: {}, message: '' }; });
  await user.type(most, '0');
  expect(await id('failure'), 'in its place').toHaveAttribute('data-code', 'disk_full');
  expect(screen.queryByTestId('upload-set')).toBeNull();
  fake.rules.delete('upload_preview');
  await user.clear(most);
  await waitFor(() => expect(screen.getAllByTestId('upload-file').length).toBe(3));
  expect(screen.queryByTestId('failure')).toBeNull();
});

it('a finished picture is looked at large, by keys from one to the next, and one that is gone is told in words', async () => {
  const { user, id, click } = await page({ pieces: 5 });
  await click('tab-steps');
  await id('ladder');
  screen.getAllByTestId('channel').find((one) => one.dataset.channel === '12315')?.click();
  await id('channel-page');
  await click('part-pictures');
  const opener = (await screen.findAllByTestId('upload-open'))[1];
  opener?.focus();
  await user.keyboard('{Enter}');
  const made = await id('made');
  expect(made).toHaveTextContent('02_E002.jpg');
  const at = (): string => (screen.getByTestId('made-picture') as HTMLImageElement).src.split('#')[1]?.replace(/\d+/, 'JOB') ?? '';
  expect(at()).toBe('upload/JOB/1');
  await user.keyboard('{ArrowRight}');
  expect(at()).toBe('upload/JOB/2');
  await user.keyboard('{ArrowRight}]');
  expect(at(), 'the last one').toBe('upload/JOB/2');
  await user.keyboard('[[');
  expect(at()).toBe('upload/JOB/1');
  await user.keyboard('1');
  expect(screen.getByTestId('made-size')).toHaveAttribute('aria-pressed', 'true');
  await user.keyboard('0');
  await fireEvent.error(screen.getByTestId('made-picture'));
  expect(made).toHaveTextContent('读不出来');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByTestId('made')).toBeNull());
  expect(opener).toHaveFocus();
});

it('a bundle is made for a channel with its pictures and only what is ticked of own data', async () => {
  const { fake, user, id, click } = await page({ pieces: 3 });
  fake.vault.own = { name: '林小满', phone: '13800000000', address: '', id_number: '' };
  await click('export-button');
  await id('export-plan');
  await user.selectOptions(await id('export-for'), '12315');
  await click('export-upload');
  await click('export-own-phone');
  expect(screen.queryByTestId('export-own-address'), 'what is not entered is not offered').toBeNull();
  await click('export-start');
  await id('export-result');
  expect(fake.calls.find((c) => c.command === 'export_start')?.args).toHaveProperty('options.with', { own: ['phone'], channel: '12315', upload: '12315' });
});

it('a second bundle says which one it goes on from', async () => {
  const { id, click } = await page({ pieces: 3 });
  await click('export-button');
  await id('export-plan');
  expect(screen.queryByTestId('export-previous')).toBeNull();
  await click('export-start');
  await id('export-result');
  await click('export-close');
  await click('export-button');
  const told = await id('export-previous');
  expect(told).toHaveTextContent('2026-11-23 09:40');
  expect(told).toHaveTextContent('7c1e 94b0');
  expect(told).toHaveTextContent('新增 0 件，移除 0 件，补写说明 1 件');
});
