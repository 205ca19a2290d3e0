import { expect, it } from 'vitest';
import { dueDay } from '../src/shared/format';
import { here, ways } from '../src/areas/steps/plan.svelte';
import { moved, weeks } from '../src/areas/calendar/month';
import { channels } from '../src/api/fake/filing';
import { page, screen, waitFor } from './page';
import type { FilingView } from '../src/api';

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

async function steps() {
  const opened = await page();
  opened.fake.vault.made('a1b2c3d4e5f60718').facts.received_at = { at: ago(5), tz: '+08:00' };
  await opened.click('tab-steps');
  await opened.id('ladder');
  return opened;
}

const open = async (channel: string): Promise<void> => {
  const found = screen.getAllByTestId('channel').find((one) => one.dataset.channel === channel);
  if (!found) throw new Error(`no channel ${channel}`);
  found.click();
  await screen.findByTestId('channel-page');
};

it('the ladder offers the platform of the case, the public channels and the court, each with its mark', async () => {
  await steps();
  const offered = screen.getAllByTestId('channel').map((one) => one.dataset.channel);
  expect(offered).toEqual(['pinduoduo', '12315', 'consumer_association', 'court']);
  const [pinduoduo, authority] = screen.getAllByTestId('channel');
  expect(pinduoduo, 'unknown rules are never shown as certain').toHaveTextContent('未核实');
  expect(authority).not.toHaveTextContent('未核实');
});

it('a rule that was not read in its source says so where it is applied, and each has its basis', async () => {
  const { click } = await steps();
  await open('consumer_association');
  const marks = [...document.querySelectorAll('.basis')];
  expect(marks.length).toBeGreaterThan(0);
  for (const one of marks) {
    expect(one).toHaveTextContent('依据：');
    if (one.getAttribute('data-confidence') !== 'C') expect(one).toHaveTextContent('未核实');
  }
  await click('channel-back');
  await screen.findByTestId('ladder');
});

it('a step is noted with its number and due day, moves the ladder on, and can be taken back', async () => {
  const { fake, user, id, click } = await steps();
  await open('12315');
  await click('channel-note');
  await user.type(await id('filing-number'), '1120261125000001');
  await user.type(await id('filing-due'), '2026-12-04');
  await click('filing-save');
  const filing = await id('filing');
  expect(filing).toHaveTextContent('1120261125000001');
  expect(filing).toHaveTextContent('等答复');
  expect(await id('ladder')).toHaveAttribute('data-here', 'public');
  expect(fake.vault.filed.filings[0]?.due?.at).toBe('2026-12-04');
  await user.click(screen.getByRole('button', { name: '撤销' }));
  await waitFor(() => expect(screen.queryByTestId('filing')).toBeNull());
});

it('before a second public channel the person is warned, with the article', async () => {
  const { user, id, click } = await steps();
  await open('12315');
  await click('channel-note');
  await user.type(await id('filing-number'), '1');
  await click('filing-save');
  await id('filing');
  await open('consumer_association');
  expect(screen.getByTestId('channel-back'), 'the keys go on at the head of what was opened').toHaveFocus();
  expect(await id('channel-cautions')).toHaveTextContent('第十六条');
  await click('channel-note');
  expect(await id('filing-cautions')).toHaveTextContent('不予受理');
});

it('an answer and a result are added to a step later', async () => {
  const { fake, user, id, click } = await steps();
  await open('pinduoduo');
  await click('channel-note');
  await user.type(await id('filing-number'), '88');
  await click('filing-save');
  await user.click(await id('filing'));
  await user.type(await id('filing-answer'), '平台不支持');
  await user.selectOptions(await id('filing-outcome'), 'failed');
  await click('filing-save');
  await waitFor(() => expect(fake.vault.filed.filings[0]?.outcome).toBe('failed'));
  await waitFor(() => expect(screen.getByTestId('ladder')).toHaveAttribute('data-here', 'public'));
});

it('the nearest deadline stands on top and on the card of the case, red only within three days', async () => {
  const { id } = await steps();
  const due = new Date(Date.parse(`${ago(5)}T00:00:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10);
  expect(await id('nearest')).toHaveAttribute('data-due', due);
  const deadline = screen.getAllByTestId('deadline')[0];
  expect(deadline).toHaveTextContent('签收 + 7 天');
  expect(deadline).toHaveTextContent('第二十五条');
  expect(deadline?.querySelector('.chip.near')).not.toBeNull();
});

it('a day that is far off is not told as time that is left', async () => {
  const opened = await page();
  opened.fake.vault.made('a1b2c3d4e5f60718').facts.received_at = { at: ago(21), tz: '+08:00' };
  await opened.click('tab-steps');
  const near = await opened.id('nearest');
  expect(near).toHaveTextContent('尽早办');
  expect(near, 'the day itself is told').toHaveTextContent(/最晚 20\d\d-/);
  expect(near).not.toHaveTextContent(/剩 \d+ 天/);
  expect(await opened.id('nearest-note'), 'what the rule says of it').toHaveTextContent('马上通知');
});

it('the calendar file is asked for with the case and the language', async () => {
  const { fake, click } = await steps();
  await click('ics-save');
  await waitFor(() => expect(fake.calls.find((one) => one.command === 'deadlines_save')?.args).toEqual({ case: 'a1b2c3d4e5f60718', lang: 'zh-CN' }));
});

it('a window that nobody could confirm can be typed in', async () => {
  const { fake, user, id, click } = await steps();
  await click('own-length-open');
  await user.type(await id('own-n'), '15');
  await click('own-save');
  await waitFor(() => expect(fake.vault.filed.lengths.get('pdd_window')).toBe(15));
  await waitFor(() => expect(screen.queryByTestId('deadline-unknown')).toBeNull());
});

it('limits that the person saw on the form are kept, still marked, and counted with', async () => {
  const { fake, user, id, click } = await steps();
  await open('12315');
  await click('limits-open');
  await waitFor(() => expect(screen.getByTestId('limit-chars'), 'the first digit is not lost').toHaveFocus());
  await user.keyboard('200');
  await user.type(await id('limit-count'), '5');
  await click('limits-save');
  await waitFor(() => expect(screen.getByTestId('channel-files')).toHaveTextContent('最多 5 个'));
  expect(screen.getByTestId('channel-files')).toHaveTextContent('未核实');
  expect(fake.vault.filed.limits.get('12315')).toEqual({ max_chars: 200, count: 5, bytes: null });
  await click('part-texts');
  const content = (await screen.findAllByTestId('box')).find((one) => one.dataset.field === 'content');
  expect(content).toHaveTextContent('/ 200');
  expect(screen.getAllByTestId('box').find((one) => one.dataset.field === 'text'), 'the main text is not counted by it as by a known one').not.toHaveTextContent('/ 200');
});

it('a number of characters that the person typed in stays marked, on the page of the channel and at the box', async () => {
  const { user, click } = await steps();
  await click('others');
  await open('wechat_pay');
  const line = (): HTMLElement => screen.getByText((_, node) => node?.tagName === 'LI' && (node.textContent ?? '').includes('投诉内容'));
  expect(line()).not.toHaveTextContent('未核实');
  await click('limits-open');
  await user.clear(await screen.findByTestId('limit-chars'));
  await user.keyboard('40');
  await click('limits-save');
  await waitFor(() => expect(line()).toHaveTextContent('1 至 40 字'));
  expect(line()).toHaveTextContent('未核实');
  await click('part-texts');
  const content = (await screen.findAllByTestId('box')).find((one) => one.dataset.field === 'content');
  expect(content).toHaveTextContent('/ 40');
  expect(content).toHaveTextContent('未核实');
});

it('plain questions lead to a claim, its amount by formula, and what speaks against it', async () => {
  const { fake, id, click } = await steps();
  await click('claim-open');
  await click('cause-counterfeit');
  await click('claim-fraud');
  const result = await id('claim-result');
  expect(result, '386 and three times 386').toHaveAttribute('data-amount', '154400');
  expect(await id('claim-formula')).toHaveTextContent('500 元');
  expect(await id('claim-cautions')).toHaveTextContent('不保证');
  expect(result, 'awards of another platform are not told').not.toHaveTextContent('淘宝平台争议处理规则');
  await click('claim-take');
  await click('claim-save');
  expect(await id('asked-what')).toHaveTextContent('¥1,544.00');
  expect(fake.vault.filed.complaints.get('a1b2c3d4e5f60718')).toMatchObject({ basis: 'fraud', cause: 'counterfeit', amount_fen: 154400, demands: ['return_goods', 'refund', 'punitive'] });
});

it('an amount that is none is not saved', async () => {
  const { user, id, click } = await steps();
  await click('claim-open');
  await user.type(await id('claim-amount'), '很多');
  expect(await id('claim-save')).toBeDisabled();
});

it('a missing item says how to get it, and can be given up with a reason and taken back', async () => {
  const { user, id, click } = await steps();
  await open('12315');
  await click('part-check');
  await id('checklist');
  const missing = (): HTMLElement[] => screen.queryAllByTestId('item').filter((one) => one.dataset.state === 'missing');
  const count = missing().length;
  expect(count).toBeGreaterThan(0);
  for (const one of missing()) expect(one.querySelector('.soft')?.textContent?.length, 'each says how').toBeGreaterThan(3);
  const [ask] = screen.getAllByTestId('item-not');
  if (ask) await user.click(ask);
  expect(await id('item-save'), 'no reason, nothing to note').toBeDisabled();
  await user.type(await id('item-reason'), '页面已经下架');
  await click('item-save');
  await waitFor(() => expect(missing()).toHaveLength(count - 1));
  expect(screen.getByText(/页面已经下架/)).toBeInTheDocument();
  await click('item-again');
  await waitFor(() => expect(missing()).toHaveLength(count));
});

it('a text is counted, copied as it stands, and what was changed is never overwritten without asking', async () => {
  const { fake, user, click } = await steps();
  await click('others');
  await open('wechat_pay');
  await click('part-texts');
  const box = (await screen.findAllByTestId('box')).find((one) => one.dataset.field === 'content');
  const area = box?.querySelector('textarea');
  if (!box || !area) throw new Error('no box for the content');
  expect(box.dataset.over, 'longer than the form takes').toBe('true');
  await user.clear(area);
  await user.type(area, '一句𠮷');
  expect(box, 'characters, not code units').toHaveTextContent('3 / 300');
  await user.click(box.querySelector('button[aria-label^="复制"]') as HTMLElement);
  expect(fake.calls.findLast((one) => one.command === 'copy')?.args).toEqual({ text: '一句𠮷' });
  await click('part-profile');
  await click('part-texts');
  const again = (await screen.findAllByTestId('box')).find((one) => one.dataset.field === 'content');
  expect(again?.querySelector('textarea')).toHaveValue('一句𠮷');
  await click('box-anew');
  expect(again?.querySelector('textarea'), 'it asks first').toHaveValue('一句𠮷');
  await click('box-anew-yes');
  await waitFor(() => expect(again?.querySelector('textarea')?.value).toContain('商家拒绝退货'));
  await waitFor(() => expect(fake.vault.filed.kept.size, 'nothing of the person is left to keep').toBe(0));
});

it('a changed text is kept in the vault, is there again, and a change of the facts is told beside it', async () => {
  const { fake, user, id, click } = await steps();
  const box = async (): Promise<HTMLTextAreaElement> => {
    const found = (await screen.findAllByTestId('box')).find((one) => one.dataset.field === 'text')?.querySelector('textarea');
    if (!found) throw new Error('no text');
    return found;
  };
  await open('12315');
  await click('part-texts');
  await user.clear(await box());
  await user.type(await box(), '我自己写的');
  await click('channel-back');
  await waitFor(() => expect([...fake.vault.filed.kept.values()]).toEqual([{ text: '我自己写的', fields: {} }]));
  fake.vault.filed.outdated = true;
  await open('12315');
  await click('part-texts');
  expect(await box()).toHaveValue('我自己写的');
  await id('draft-outdated');
  await click('length-150');
  await waitFor(async () => expect((await box()).value, 'another length is drafted anew').toHaveLength(150));
  await click('length-whole');
  await waitFor(async () => expect(await box(), 'and takes nothing away').toHaveValue('我自己写的'));
  await click('box-anew');
  await click('box-anew-yes');
  await waitFor(() => expect(fake.vault.filed.kept.size).toBe(0));
  const goods = screen.getAllByTestId('box').find((one) => one.dataset.field === 'goods')?.querySelector('textarea');
  await user.type(goods as HTMLTextAreaElement, '，一件');
  await waitFor(() => expect(fake.vault.filed.kept.size).toBe(1));
  const [kept] = fake.vault.filed.kept.values();
  expect(kept?.fields.goods).toBe('白鸭绒羽绒服，一件');
  expect(kept?.text.length, 'the whole text, not the short one that was looked at').toBeGreaterThan(300);
  await click('paper-report');
  await waitFor(async () => expect((await box()).value, 'the report is a text of its own').toContain('商家拒绝退货'));
});

it('what is changed in a short version belongs to it, the boxes to all', async () => {
  const { fake, user, click } = await steps();
  const area = (field: string): HTMLTextAreaElement => screen.getAllByTestId('box').find((one) => one.dataset.field === field)?.querySelector('textarea') as HTMLTextAreaElement;
  await open('12315');
  await click('part-texts');
  await screen.findAllByTestId('box');
  const [whole, goods] = [area('text').value, `${area('goods').value}两件`];
  await click('length-150');
  await waitFor(() => expect(area('text').value).toHaveLength(150));
  await user.clear(area('text'));
  await user.type(area('text'), '短的');
  await user.type(area('goods'), '两件');
  await click('length-whole');
  await waitFor(() => expect(area('text').value, 'the full text is not the short one').toBe(whole));
  expect(area('goods'), 'the same form').toHaveValue(goods);
  await click('length-150');
  await waitFor(() => expect(area('text')).toHaveValue('短的'));
  const kept = [...fake.vault.filed.kept].map(([at, one]) => [at.split(' ').at(-1), one.text === whole ? 'whole' : one.text, one.fields]);
  expect(kept).toEqual([['150', '短的', {}], ['whole', 'whole', { goods }]]);
  for (const length of ['length-150', 'length-whole']) {
    await click(length);
    await waitFor(() => expect(screen.getAllByTestId('box-anew')).toHaveLength(length === 'length-150' ? 2 : 1));
    while (screen.queryAllByTestId('box-anew').length > 0) {
      await user.click(screen.getAllByTestId('box-anew')[0] as HTMLElement);
      await click('box-anew-yes');
    }
  }
  await waitFor(() => expect(fake.vault.filed.kept.size).toBe(0));
});

it('where not even the shortest text has room, it says how much is needed and leads on', async () => {
  const { fake, id, click } = await steps();
  fake.rules.set('draft', ({ options }: { options: { max_chars: number | null } }) => {
    throw { code: 'invalid_value', params: { field: 'max_chars', value: String(options.max_chars ?? 30), reason: 'at least 67 for number, demand and fingerprint' }, message: '' };
  });
  await open('12315');
  await click('part-texts');
  expect(await id('draft-no-room')).toHaveTextContent('30 字写不下');
  expect(screen.getByTestId('draft-no-room')).toHaveTextContent('67');
  expect(screen.queryByText('正在整理……'), 'it does not go on waiting').toBeNull();
  await click('length-150');
  await click('draft-whole');
  expect(screen.getByTestId('length-whole')).toBeChecked();
  await click('limits-change');
  expect(await id('limit-chars'), 'the keys go on in the form').toHaveFocus();
  fake.rules.set('draft', () => { throw { code: 'vault_busy', params: {}, message: '' }; });
  await click('part-texts');
  expect(await id('failure')).toHaveAttribute('data-code', 'vault_busy');
});

it('a text that is longer than the limits that were typed in leads to them', async () => {
  const { fake, id, click } = await steps();
  await open('12315');
  const made = await fake.call('draft', { case: 'a1b2c3d4e5f60718', options: { channel: '12315', paper: 'complaint', max_chars: null, lang: 'zh-CN' } });
  fake.rules.set('draft', () => ({ ...made, max_chars: 30, hints: [{ code: 'limit_too_small', text: '放不下' }] }));
  await click('part-texts');
  expect(await id('draft-hint')).toHaveTextContent('放不下');
  expect(screen.getAllByTestId('box').find((one) => one.dataset.field === 'text')).toHaveTextContent('未核实');
  screen.getByRole('button', { name: '改字数限制' }).click();
  expect(await id('limit-chars')).toHaveFocus();
});

it('complaint and report are two texts, and the document is that of the one chosen', async () => {
  const { fake, click, id } = await steps();
  await open('12315');
  await click('part-texts');
  await click('paper-report');
  await click('length-300');
  await waitFor(() => expect(screen.getAllByTestId('box-count')[0]).toHaveTextContent('300 / 300'));
  await id('draft-hint');
  await click('docx-save');
  await waitFor(() => expect(fake.calls.find((one) => one.command === 'draft_save')?.args).toEqual({ case: 'a1b2c3d4e5f60718', options: { channel: '12315', paper: 'report', max_chars: 300, lang: 'zh-CN' } }));
});

it('a page in English still drafts in Chinese, as it is read by people there', async () => {
  const { fake, id, click } = await page({ lang: 'en' });
  await click('tab-steps');
  await id('ladder');
  await open('12315');
  await click('part-texts');
  const langs = (): (string | undefined)[] => fake.calls.filter((one) => one.command === 'draft').map((one) => (one.args as { options: { lang: string } }).options.lang);
  await waitFor(() => expect(langs(), 'the text, what is told beside it, what is kept').toEqual(['zh-CN', 'en', 'zh-CN']));
  await click('docx-save');
  await waitFor(() => expect(fake.calls.findLast((one) => one.command === 'draft_save')?.args).toMatchObject({ options: { lang: 'zh-CN' } }));
});

it('all rules stand on one page, by mark, with a mild word where they are old', async () => {
  const { user, id, click } = await page();
  await click('rules-button');
  await id('rules-page');
  await screen.findAllByTestId('rule');
  await click('mark-X');
  const shown = screen.getAllByTestId('rule');
  expect(shown.length).toBeGreaterThan(0);
  for (const one of shown) expect(one).toHaveTextContent('未知，未核实');
  await click('mark-all');
  expect(screen.getAllByTestId('rules-age').filter((one) => one.dataset.old === 'true')).toHaveLength(1);
  await user.type(await id('rules-find'), '没有这样的规则');
  expect(screen.queryAllByTestId('rule')).toHaveLength(0);
});

it('a pack that is refused says why and that the rules in use stay', async () => {
  const { fake, id, click } = await page();
  fake.rules.set('rules_import', () => { throw { code: 'rules_refused', params: { reason: 'older', detail: 'laws' }, message: '' }; });
  await click('rules-button');
  await click('rules-import');
  expect(await id('rules-refused')).toHaveAttribute('data-code', 'rules_refused');
  await screen.findAllByTestId('rule');
});

it('there is a way back from an imported pack, and one that broke is told in words', async () => {
  const { fake, id, click } = await page();
  await click('rules-button');
  await screen.findAllByTestId('rule');
  expect(screen.queryByTestId('rules-reset'), 'nothing was imported').toBeNull();
  await click('rules-import');
  await click('rules-reset');
  await waitFor(() => expect(screen.queryByTestId('rules-reset')).toBeNull());
  await click('rules-back');
  fake.rules.set('rules', () => ({ rules: [], areas: [], pack_refused: 'broken' }));
  await click('rules-button');
  expect(await id('pack-refused')).toHaveTextContent('以前导入的规则包用不上了，现在用的是自带的规则：文件不完整，或者不合格式');
  await id('rules-reset');
});

it('the calendar shows the deadlines of all cases by month and opens the case', async () => {
  const { fake, id, click, user } = await page();
  fake.vault.made('b1b2c3d4e5f60718').facts.received_at = { at: ago(5), tz: '+08:00' };
  fake.vault.made('e1b2c3d4e5f60718').facts.received_at = { at: ago(5), tz: '+08:00' };
  const due = new Date(Date.parse(`${ago(5)}T00:00:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10);
  await click('calendar-button');
  const calendar = await id('calendar-page');
  if (calendar.dataset.month !== due.slice(0, 7)) await click('month-after');
  const rows = await screen.findAllByTestId('calendar-row');
  const cell = (): (string | undefined)[] => [...calendar.querySelectorAll<HTMLElement>(`td[data-day='${due}'] button`)].map((one) => one.dataset.count);
  expect(cell().at(-1)).toBe('1');
  expect(rows.map((one) => one.dataset.case), 'a settled case has none').not.toContain('e1b2c3d4e5f60718');
  const mine = rows.find((one) => one.dataset.case === 'b1b2c3d4e5f60718' && one.dataset.due === due);
  if (!mine) throw new Error('the deadline of the second case is not there');
  await user.click(mine);
  await id('ladder');
  expect(await id('case-pane')).toHaveAttribute('data-case', 'b1b2c3d4e5f60718');
});

it('a day of the calendar names a case once, with how many are due', async () => {
  const { fake, id, click, user } = await page();
  fake.vault.made('b1b2c3d4e5f60718').facts.received_at = { at: ago(7), tz: '+08:00' };
  const filing = { channel: '12315', at: { at: ago(1), tz: '+08:00' }, number: '1', accepted_at: null, answered_at: null, answer: '', ended_at: null, outcome: null, due: { at: ago(0), tz: '+08:00' }, note: '', evidence: [] };
  await fake.call('filing_add', { case: 'b1b2c3d4e5f60718', draft: filing, lang: 'zh-CN' });
  await click('calendar-button');
  await user.click(await id('mine-only'));
  const items = (await screen.findAllByTestId('calendar-item')).filter((one) => one.dataset.case === 'b1b2c3d4e5f60718');
  expect(items.map((one) => one.dataset.count)).toEqual(['2']);
});

it('where nobody could confirm what the platform of the case awards, that is told beside what others do', async () => {
  const { click } = await steps();
  await click('claim-open');
  await click('cause-quality');
  await click('claim-quality');
  const awards = await screen.findAllByTestId('award');
  expect(awards.map((one) => [one.dataset.channel, one.dataset.can])[0]).toEqual(['pinduoduo', 'unknown']);
  expect(awards[0]).toHaveTextContent('未核实');
  expect(awards.map((one) => one.dataset.channel)).not.toContain('taobao');
});

it('an amount that cannot be read says so and nothing is counted from it', async () => {
  const { user, id, click } = await steps();
  await click('claim-open');
  await click('cause-counterfeit');
  await click('claim-fraud');
  await id('claim-result');
  const paid = await id('claim-paid');
  await user.clear(paid);
  await user.type(paid, '1000000000000');
  expect(paid.closest('label')).toHaveTextContent('386.00');
  await waitFor(() => expect(screen.queryByTestId('claim-result')).toBeNull());
});

it('weeks go from Monday to Sunday over the ends of months and years', () => {
  const november = weeks(2026, 11);
  expect(november[0]?.map((one) => one.day)).toEqual(['2026-10-26', '2026-10-27', '2026-10-28', '2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01']);
  expect(november.flat().filter((one) => one.inside)).toHaveLength(30);
  expect(weeks(2027, 2), 'from Monday the 1st to Sunday the 28th').toHaveLength(4);
  expect(moved('2026-12', 1)).toBe('2027-01');
  expect(moved('2026-01', -1)).toBe('2025-12');
});

it('a due day says its weekday, its year where it is another, and its time where it has one', () => {
  const today = new Date('2026-11-25T12:00:00');
  expect(dueDay('2026-11-27', 'zh-CN', today)).toBe('11-27 周五');
  expect(dueDay('2027-01-04', 'en', today)).toBe('2027-01-04 Mon');
  expect(dueDay('2026-11-27T18:42:10+08:00', 'zh-CN', today)).toBe('11-27 周五 18:42');
});

it('where one stands follows from what was filed and what came of it', () => {
  const filed = (channel: string, outcome: FilingView['outcome']): FilingView => ({ id: 1, channel, channel_name: { zh: '', en: '' }, at: { at: '2026-11-25', tz: '+08:00' }, number: '', accepted_at: null, answered_at: null, answer: '', ended_at: null, outcome, due: null, note: '', evidence: [], added: { at: '2026-11-25T00:00:00Z', tz: '+08:00' } });
  const at = (filings: FilingView[], told = 1): string | null => here(ways(channels, filings, 'jd').ladder, told);
  expect(at([], 0)).toBe('seller');
  expect(at([])).toBe('platform');
  expect(at([filed('jd', null)])).toBe('platform');
  expect(at([filed('jd', 'failed')])).toBe('public');
  expect(at([filed('jd', 'failed'), filed('12315', 'refused')])).toBe('court');
  expect(at([filed('12315', 'settled')]), 'it is over').toBeNull();
  expect(at([filed('court', 'failed')])).toBe('court');
  expect(ways(channels, [filed('gone_channel', null)], 'jd').others.filings, 'a channel that a newer pack does not know').toHaveLength(1);
});
