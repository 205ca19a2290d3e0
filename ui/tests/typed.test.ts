import { expect, it } from 'vitest';
import { page, screen, waitFor } from './page';

const first = 'a1b2c3d4e5f60718';

const row = (of: string): HTMLElement => {
  const found = screen.getAllByTestId('case-row').find((one) => one.dataset.case === of);
  if (!found) throw new Error(`no row of ${of}`);
  return found;
};

it('what is asked for is there again after another tab, until it is given up', async () => {
  const { user, id, click } = await page();
  await click('tab-steps');
  await click('claim-open');
  expect(screen.queryByTestId('not-saved'), 'nothing was typed yet').toBeNull();
  await user.type(await id('claim-words'), '退货退款');
  await user.type(await id('claim-amount'), '386');
  await click('tab-evidence');
  await click('tab-steps');
  await id('claim-waits');
  await click('claim-open');
  expect(await id('claim-words')).toHaveValue('退货退款');
  expect(await id('claim-amount')).toHaveValue('386');
  expect(await id('not-saved')).toHaveTextContent('还没保存');
  await click('typed-drop');
  await waitFor(() => expect(screen.queryByTestId('claim-waits')).toBeNull());
  await click('claim-open');
  expect(await id('claim-words'), 'given up').toHaveValue('');
});

it('what is asked for waits no longer once it is saved', async () => {
  const { fake, user, id, click } = await page();
  await click('tab-steps');
  await click('claim-open');
  await user.type(await id('claim-words'), '道歉');
  await click('claim-save');
  await id('asked-what');
  expect(fake.vault.filed.complaints.get(first)?.demand).toBe('道歉');
  expect(screen.queryByTestId('claim-waits')).toBeNull();
});

it('a step that is being noted outlives Escape and another case, each channel and case by itself', async () => {
  const { user, id, click } = await page();
  await click('tab-steps');
  const note = async (channel: string): Promise<HTMLElement> => {
    await id('ladder');
    screen.getAllByTestId('channel').find((one) => one.dataset.channel === channel)?.click();
    await id('channel-page');
    await click('channel-note');
    return id('filing-number');
  };
  await user.type(await note('12315'), '1110');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByTestId('filing-form')).toBeNull());
  expect(screen.getByTestId('channel-note')).toHaveTextContent('还没保存');
  await click('channel-note');
  expect(await id('filing-number')).toHaveValue('1110');
  await user.click(row('b1b2c3d4e5f60718'));
  await waitFor(() => expect(screen.getByTestId('case-pane').dataset.case).not.toBe(first));
  await click('tab-steps');
  expect(await note('12315'), 'of another case').toHaveValue('');
  await user.click(row(first));
  await waitFor(() => expect(screen.getByTestId('case-pane').dataset.case).toBe(first));
  await click('tab-steps');
  expect(await note('consumer_association'), 'of another channel').toHaveValue('');
  await click('channel-back');
  expect(await note('12315')).toHaveValue('1110');
  await click('filing-save');
  await id('filing');
  expect(await note('12315'), 'it was saved').toHaveValue('');
});

it('a noted step that is being changed keeps the change, and the ladder says that it is not saved', async () => {
  const { fake, user, id, click } = await page();
  const draft = { channel: '12315', at: { at: '2026-11-20', tz: '+08:00' }, number: '7', accepted_at: null, answered_at: null, answer: '', ended_at: null, outcome: null, due: null, note: '', evidence: [], paper: 'report' as const };
  await fake.call('filing_add', { case: first, draft, lang: 'zh-CN' });
  await fake.call('filing_add', { case: first, draft: { ...draft, number: '8', paper: 'complaint' }, lang: 'zh-CN' });
  await click('tab-steps');
  const [report, complaint] = await screen.findAllByTestId('filing');
  expect(report, 'a report is told from a complaint').toHaveTextContent('举报');
  expect(complaint).not.toHaveTextContent('举报');
  await user.click(report as HTMLElement);
  await user.type(await id('filing-answer'), '正在核查');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.getAllByTestId('filing')[0]).toHaveTextContent('还没保存'));
  expect(screen.getAllByTestId('filing')[1]).not.toHaveTextContent('还没保存');
  await user.click(screen.getAllByTestId('filing')[0] as HTMLElement);
  expect(await id('filing-answer')).toHaveValue('正在核查');
  await click('typed-drop');
  await waitFor(() => expect(screen.queryByTestId('filing-form')).toBeNull());
  expect(screen.getAllByTestId('filing')[0]).not.toHaveTextContent('还没保存');
});

it('an event and a talk that are being told outlive Escape and another tab', async () => {
  const { user, id, click } = await page();
  await click('tab-timeline');
  await click('event-new');
  await user.type(await id('event-what'), '发现含绒量不符');
  await user.keyboard('{Escape}');
  await click('talk-new');
  await user.type(await id('talk-said'), '请退货');
  await click('tab-evidence');
  await click('tab-timeline');
  await click('event-new');
  expect(await id('event-what')).toHaveValue('发现含绒量不符');
  await click('typed-drop');
  await click('talk-new');
  expect(await id('talk-said')).toHaveValue('请退货');
  await click('typed-drop');
  await waitFor(() => expect(screen.queryByTestId('talk-form')).toBeNull());
  await click('event-new');
  expect(await id('event-what')).toHaveValue('');
});
