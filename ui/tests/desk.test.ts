import { expect, it } from 'vitest';
import type { CheckReport } from '../src/api';
import { cardsShown, page, screen, waitFor } from './page';
import { screenSize } from './setup';

it('an order number is copied without the gaps it is shown with, and the toast says what', async () => {
  const { fake, user } = await page();
  const number = (await screen.findAllByTestId('head-number'))[0];
  expect(number?.querySelectorAll('i').length, 'grouped for the eye').toBeGreaterThan(3);
  expect(number?.textContent, 'the gaps are no characters').toBe('261103-754323194875749');
  await user.click(screen.getAllByLabelText('复制订单号')[0] as HTMLElement);
  expect(fake.calls.at(-1)).toEqual({ command: 'copy', args: { text: '261103-754323194875749' } });
  await screen.findByText('已复制订单号');
});

it('a number is saved even when it looks wrong, and what it looks like is said while it is typed', async () => {
  const { click, user, fake } = await page();
  await click('tab-identifiers');
  await user.selectOptions(await screen.findByTestId('identifier-kind'), 'payment_serial');
  await user.type(screen.getByTestId('identifier-input'), '2026 1103 22');
  await waitFor(() => expect(document.querySelector('[data-hint=length]')).not.toBeNull());
  await click('identifier-save');
  await waitFor(() => expect(screen.getAllByTestId('identifier-value').at(-1)).toHaveAttribute('data-value', '2026110322'));
  expect(fake.calls.filter((c) => c.command === 'identifier_add')).toHaveLength(1);
  expect(screen.getByTestId('identifier-input')).toHaveValue('');
});

it('an import says what went in, what was here already and why the rest was refused, until it is closed', async () => {
  const { click } = await page();
  await cardsShown();
  await click('import-button');
  await click('import-files');
  const summary = await screen.findByTestId('import-summary', {}, { timeout: 15_000 });
  expect(summary).toHaveTextContent('存入 40 件');
  expect(summary).toHaveTextContent('1 件此前已有');
  const refused = screen.getAllByTestId('refused-row');
  expect(refused.map((row) => row.dataset.code)).toEqual(['empty_file', 'changed_while_reading']);
  expect(refused[0]).toHaveTextContent('空文件');
  expect(refused[0], 'with a remedy').toHaveTextContent('换成完整的文件再导入');
  await waitFor(() => expect(screen.getByTestId('tab-evidence')).toHaveTextContent('54'));
  await click('import-summary-close');
  expect(screen.queryByTestId('import-summary')).toBeNull();
});

it('a cancelled import keeps what is saved and says so', async () => {
  const { click, fake } = await page({ slow: true });
  await cardsShown();
  await click('import-button');
  await click('import-files');
  await click('progress-cancel');
  const summary = await screen.findByTestId('import-summary', {}, { timeout: 15_000 });
  expect(summary).toHaveTextContent('已停下，存好的都留着');
  expect(fake.calls.some((c) => c.command === 'job_cancel')).toBe(true);
});

it('files dropped with no case ask for one, and go into the new case', async () => {
  const { fake, click } = await page({ empty: true });
  await screen.findByTestId('first-run');
  fake.emit('drop', { drop: 7, name: '截图.png', files: 3, folders: 0, bundle: false, x: 10, y: 10 });
  expect(((await screen.findByTestId('where-title')) as HTMLInputElement).value).toContain('购物纠纷');
  await click('where-go');
  await waitFor(() => expect(fake.calls.find((c) => c.command === 'import_dropped')?.args).toMatchObject({ drop: 7 }));
  const made = fake.calls.find((c) => c.command === 'import_dropped')?.args as { case: string };
  expect(fake.vault.cases.has(made.case)).toBe(true);
});

it('Ctrl+V pastes a picture into the open case, but stays a paste of text in a field', async () => {
  const { fake, user } = await page();
  await cardsShown();
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Control>}v{/Control}');
  await waitFor(() => expect(fake.calls.filter((c) => c.command === 'import_paste')).toHaveLength(1));
  (await screen.findByTestId('facts-proves')).focus();
  await user.keyboard('{Control>}v{/Control}');
  expect(fake.calls.filter((c) => c.command === 'import_paste')).toHaveLength(1);
});

it('an empty clipboard is told with what to do', async () => {
  const { fake, user } = await page();
  await cardsShown();
  fake.rules.set('import_paste', () => {
    throw { code: 'clipboard_empty', params: {}, message: '' };
  });
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Control>}v{/Control}');
  await screen.findByText('剪贴板里没有图片');
  expect(screen.getByTestId('toasts')).toHaveTextContent('再截一次图');
});

it('a bundle that is dropped is checked, and each finding has its number, its code and its words', async () => {
  const { fake } = await page({ verdict: 'altered' });
  await cardsShown();
  fake.emit('drop', { drop: 9, name: '羽绒服.zip', files: 1, folders: 0, bundle: true, x: 10, y: 10 });
  const verdict = await screen.findByTestId('verify-verdict', {}, { timeout: 15_000 });
  expect(verdict).toHaveAttribute('data-verdict', 'altered');
  expect(screen.getAllByTestId('finding').map((one) => one.dataset.code)).toEqual(['payload.changed', 'payload.missing', 'custody.broken']);
  expect(screen.getAllByTestId('finding')[0]).toHaveTextContent('E009');
  expect(fake.calls.find((c) => c.command === 'verify_start')?.args).toEqual({ bundle: null, drop: 9 });
});

it('an export shows its plan, asks before it replaces a file, and ends with the fingerprint', async () => {
  const { click, user, fake } = await page();
  await cardsShown();
  await click('export-button');
  await screen.findByTestId('export-plan');
  await waitFor(() => expect(screen.getByTestId('export-start')).toBeEnabled());
  await click('export-start');
  await screen.findByTestId('export-result', {}, { timeout: 15_000 });
  expect(screen.getByTestId('export-fingerprint')).toHaveTextContent('7c1e94b05ad2f36818e0c43b92a7d15f');
  await click('export-close');
  await click('export-button');
  const replace = await screen.findByTestId('export-replace');
  expect(screen.getByTestId('export-start'), 'not before it is confirmed').toBeDisabled();
  await user.click(replace);
  await click('export-start');
  await screen.findByTestId('export-result', {}, { timeout: 15_000 });
  expect(fake.calls.filter((c) => c.command === 'export_start').map((c) => (c.args as { replace: boolean }).replace)).toEqual([false, true]);
});

it('the printed report can be left out, and a character that no font has is offered as its number', async () => {
  const { click, user, fake } = await page({ glyphs: 'U+F123' });
  await cardsShown();
  await click('export-button');
  expect(await screen.findByTestId('export-failure')).toHaveTextContent('U+F123');
  expect(screen.getByTestId('export-start'), 'nothing can be written yet').toBeDisabled();
  await click('export-pdf');
  await waitFor(() => expect(screen.getByTestId('export-start')).toBeEnabled());
  expect(screen.queryByText(/证据报告\.pdf/)).toBeNull();
  expect(screen.getByTestId('export-plan'), 'sizes are exact').not.toHaveTextContent('约');
  await click('export-pdf');
  await user.click(await screen.findByTestId('export-numbers'));
  await waitFor(() => expect(screen.getByTestId('export-start')).toBeEnabled());
  expect(screen.getByText(/证据报告\.pdf/)).toBeVisible();
  expect(screen.getByTestId('export-plan'), 'a PDF is drawn later').toHaveTextContent('约');
  await click('export-start');
  await screen.findByTestId('export-result', {}, { timeout: 15_000 });
  expect(fake.calls.find((c) => c.command === 'export_start')?.args).toMatchObject({ options: { pdf: true, replace_missing: true } });
});

it('a damaged vault offers recovery and goes on from there', async () => {
  const { click } = await page({ failed: 'vault_damaged' });
  const told = await screen.findByTestId('start-failure');
  expect(told).toHaveTextContent('证据库有文件损坏了');
  await click('recover');
  expect(await screen.findByTestId('recover-report')).toHaveTextContent('找回 5 个案件、54 件证据');
  await click('recover-go');
  await screen.findByTestId('case-pane');
});

it('facts that a check finds damaged can be recovered from there', async () => {
  const { click, fake } = await page();
  await cardsShown();
  const finding = { code: 'vault.damaged', path: 'vault.db', detail: 'row 3 missing from index evidence_order' };
  const result: CheckReport = { verdict: 'damaged', findings: [finding], notes: [], originals: 1, bytes: 1, chains: 1, finished: null };
  fake.rules.set('check_start', () => fake.vault.job('check', 1, 1, () => ({ result })));
  await click('settings-button');
  await click('settings-vault');
  await click('check-start');
  await screen.findByTestId('check-result');
  await click('check-repair');
  await screen.findByTestId('start-failure');
  await click('recover');
  await screen.findByTestId('recover-report');
  await click('recover-go');
  await screen.findByTestId('case-pane');
});

it('any other failure of the start says its cause and lets one try again', async () => {
  const { click, fake } = await page({ failed: 'vault_busy' });
  expect(await screen.findByTestId('failure')).toHaveAttribute('data-code', 'vault_busy');
  expect(screen.queryByTestId('recover')).toBeNull();
  fake.vault.failed = undefined;
  await click('start-retry');
  await screen.findByTestId('case-pane');
});

it('a dialog keeps the focus, makes the page below inert, and gives the focus back', async () => {
  const { click, user, id } = await page();
  await cardsShown();
  await click('new-case');
  expect(await id('case-title-input')).toHaveFocus();
  expect(document.getElementById('app')?.inert).toBe(true);
  for (let i = 0; i < 12; i += 1) {
    await user.tab();
    expect(screen.getByTestId('case-dialog').contains(document.activeElement), 'Tab stays inside').toBe(true);
  }
  await user.keyboard('{Escape}');
  expect(screen.queryByTestId('case-dialog')).toBeNull();
  expect(document.getElementById('app')?.inert).toBe(false);
  expect(await id('new-case')).toHaveFocus();
});

it('a new case needs only a title and is opened', async () => {
  const { click, user, id } = await page();
  await cardsShown();
  await click('new-case');
  await click('case-save');
  await screen.findByText('请给案件起个名字，之后可以改。');
  await user.type(await id('case-title-input'), '显示器有坏点{Enter}');
  await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('显示器有坏点'));
  expect(await id('next-step')).toHaveAttribute('data-missing', 'evidence');
});

it('search finds a piece by what it proves and opens it', async () => {
  const { user, id } = await page();
  await cardsShown();
  await user.keyboard('{Control>}k{/Control}');
  expect(await id('search')).toHaveFocus();
  await user.type(await id('search'), '假一赔十');
  const hit = (await screen.findAllByTestId('search-hit', {}, { timeout: 15_000 }))[0];
  expect(hit).toHaveTextContent('E004');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByTestId('inspector-number')).toHaveTextContent('E004'));
});

it('an original without a case is offered back at the start', async () => {
  const { click, fake } = await page({ unfiled: 3 });
  await screen.findByTestId('unfiled-dialog');
  await waitFor(() => expect(screen.getByTestId('unfiled-file')).toBeEnabled());
  await click('unfiled-file');
  await waitFor(() => expect(fake.vault.unfiled).toHaveLength(0));
});

it('when every fact is there the one step is the export', async () => {
  screenSize.width = 1440;
  await page({ missing: 'none' });
  expect((await screen.findAllByTestId('export-button')).length, 'one export button, not two').toBe(1);
  expect(await screen.findByTestId('next-step')).toHaveTextContent('导出证据包');
});
