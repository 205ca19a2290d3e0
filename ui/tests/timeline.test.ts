import { beforeEach, describe, expect, it } from 'vitest';
import { Days } from '../src/areas/timeline/days';
import { forgetAdvice } from '../src/areas/inspector/advice.svelte';
import { cardsShown, page, screen, waitFor } from './page';

beforeEach(() => forgetAdvice());

const home = 'a1b2c3d4e5f60718';

async function timeline(scene = {}) {
  const it = await page(scene);
  await cardsShown();
  await it.click('tab-timeline');
  await screen.findByTestId('timeline');
  await waitFor(() => expect(screen.queryAllByTestId('timeline-row').length).toBeGreaterThan(2));
  return it;
}

const rows = (): HTMLElement[] => screen.queryAllByTestId('timeline-row');
const said = (): string => rows().map((row) => row.getAttribute('aria-label')).join('|');

describe('rows with a head for each day', () => {
  const days = new Days([{ day: '2026-11-01', count: 2 }, { day: '2026-11-02', count: 1 }, { day: '2026-11-05', count: 3 }]);

  it('every row is a day or one entry, in order', () => {
    const all = Array.from({ length: days.rows }, (_, i) => days.at(i));
    expect(all.map((one) => (one && 'day' in one ? one.day.day.slice(8) : one?.entry))).toEqual(['01', 0, 1, '02', 2, '05', 3, 4, 5]);
    expect(new Days([]).at(0)).toBeNull();
  });

  it('a range of rows names the entries in it, and an entry knows its row', () => {
    expect(days.entries(0, 1)).toEqual({ from: 0, to: 0 });
    expect(days.entries(0, 3)).toEqual({ from: 0, to: 2 });
    expect(days.entries(4, 7)).toEqual({ from: 2, to: 4 });
    expect(days.entries(0, days.rows)).toEqual({ from: 0, to: 6 });
    for (let entry = 0; entry < 6; entry += 1) expect(days.at(days.rowOf(entry))).toEqual({ entry });
  });

  it('100,000 entries are found at once', () => {
    const many = new Days(Array.from({ length: 1000 }, (_, i) => ({ day: String(i), count: 100 })));
    expect(many.rows).toBe(101_000);
    expect(many.at(100_999)).toEqual({ entry: 99_999 });
  });
});

it('evidence and the times of the case stand by day, and each piece says which of its times it stands by', async () => {
  await timeline();
  expect(screen.getAllByTestId('timeline-day').map((day) => day.dataset.day)).toContain('2026-11-03');
  expect(said()).toContain('下单');
  expect(screen.getAllByTestId('timeline-source')[0]).toHaveTextContent('按图中时间');
  expect(rows().length, 'only what is near the view is in the document').toBeLessThan(20);
});

it('an event is added by keyboard alone with the evidence that shows it, and can be taken back', async () => {
  const { user, fake } = await timeline();
  screen.getByTestId('event-new').focus();
  await user.keyboard('{Enter}');
  const kind = (await screen.findByTestId('event-kind')) as HTMLSelectElement;
  expect(document.activeElement).toBe(kind);
  await user.selectOptions(kind, 'refused');
  expect(screen.getByTestId('event-save')).toBeDisabled();
  await user.tab();
  await user.keyboard('2026-11-02 10:30');
  screen.getByTestId('event-what').focus();
  await user.keyboard('商家拒绝退货');
  screen.getByTestId('links-open').focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('links-list')));
  await waitFor(() => expect(screen.getAllByTestId('link-choice')[0]).toHaveAttribute('data-number', 'E001'));
  await user.keyboard('{ArrowDown} ');
  await waitFor(() => expect(screen.getByTestId('links')).toHaveTextContent('E002'));
  screen.getByTestId('event-save').focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(fake.vault.told.events).toHaveLength(1));
  expect(fake.vault.told.events[0]).toMatchObject({ of: home, kind: 'refused', what: '商家拒绝退货', evidence: [{ evidence: 2, number: 'E002' }] });
  await waitFor(() => expect(said()).toContain('商家拒绝 商家拒绝退货'));
  await waitFor(() => expect(screen.getByTestId('tab-timeline')).toHaveTextContent('1'));
  await user.keyboard('{Control>}z{/Control}');
  await waitFor(() => expect(fake.vault.told.events).toHaveLength(0));
});

it('a talk is noted, changed and removed, and what was removed comes back', async () => {
  const { user, fake, click } = await timeline();
  await click('talk-new');
  await user.type(await screen.findByTestId('talk-at'), '2026-11-02');
  await user.type(screen.getByTestId('talk-who'), '客服小李');
  await user.type(screen.getByTestId('talk-said'), '请退货');
  await click('talk-save');
  await waitFor(() => expect(said()).toContain('平台聊天 客服小李 请退货'));
  await click('timeline-edit');
  await user.type(await screen.findByTestId('talk-answer'), '最多退 50 元');
  await click('talk-save');
  await waitFor(() => expect(fake.vault.told.talks[0]?.answer).toBe('最多退 50 元'));
  await click('timeline-remove');
  await waitFor(() => expect(fake.vault.told.talks).toHaveLength(0));
  await waitFor(() => expect(screen.getByTestId('toasts')).toHaveTextContent('已移除'));
  await user.click((await screen.findAllByText('撤销')).at(-1) as HTMLElement);
  await waitFor(() => expect(fake.vault.told.talks[0]).toMatchObject({ who: '客服小李', answer: '最多退 50 元' }));
});

it('a case with nothing in it says the next step', async () => {
  const { fake, click } = await page();
  await cardsShown();
  fake.rules.set('timeline_days', () => ({ total: 0, days: [] }));
  fake.rules.set('timeline_page', () => ({ total: 0, offset: 0, rows: [] }));
  await click('tab-timeline');
  expect(await screen.findByTestId('timeline-empty')).toHaveTextContent('记第一件事');
});

it('a time told by the file name is offered, taken over on a click, and taken back', async () => {
  const { user, fake, click } = await page();
  await cardsShown();
  const before = fake.vault.facts(1).shown_at;
  expect(await screen.findByTestId('times')).toHaveTextContent('手机截图的文件名');
  expect(screen.getByTestId('times')).toHaveTextContent('没有写时区');
  await click('use-name');
  await waitFor(() => expect(fake.vault.facts(1).shown_at?.at).toMatch(/^2026-11-12T\d\d:06:01Z$/));
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Control>}z{/Control}');
  await waitFor(() => expect(fake.vault.facts(1).shown_at).toEqual(before));
});

it('a time that can not be told is said so, and typing one takes that back', async () => {
  const { user, fake } = await page();
  await cardsShown();
  const field = await screen.findByTestId('facts-shown-at');
  await user.clear(field);
  await user.click(await screen.findByTestId('facts-shown-unknown'));
  await waitFor(() => expect(fake.vault.facts(1)).toMatchObject({ shown_at: null, shown_unknown: true }));
  await user.type(field, '2026-11-01');
  await user.tab();
  await waitFor(() => expect(fake.vault.facts(1)).toMatchObject({ shown_at: { at: '2026-11-01' }, shown_unknown: false }));
});

it('where the original lies is kept', async () => {
  const { user, fake } = await page();
  await cardsShown();
  await user.type(await screen.findByTestId('carrier-device'), '小米 14');
  await user.selectOptions(screen.getByTestId('carrier-kept'), 'yes');
  await user.tab();
  await waitFor(() => expect(fake.vault.facts(1)).toMatchObject({ carrier_device: '小米 14', carrier_kept: 'yes' }));
});

it('advice comes when a chat is chosen, with its source, once, and never again if it is not wanted', async () => {
  const { user, fake, click } = await page();
  const [, second] = await cardsShown();
  expect(screen.queryByTestId('advice'), 'not before a kind is chosen').toBeNull();
  await user.selectOptions(await screen.findByTestId('facts-kind'), 'chat_presale');
  const told = await screen.findByTestId('advice');
  expect(told).toHaveTextContent('当天的截图只显示几点几分，不显示日期');
  expect(told).toHaveTextContent('依据');
  expect(told, 'a rule of another platform is not told').not.toHaveTextContent('拒签');
  await click('advice-never');
  await waitFor(() => expect(fake.vault.settings.advice_done).toEqual(['chat_profiles', 'chat_date']));
  expect(screen.queryByTestId('advice')).toBeNull();
  if (second) await user.click(second);
  forgetAdvice();
  await user.selectOptions(await screen.findByTestId('facts-kind'), 'chat_aftersale');
  await waitFor(() => expect(fake.calls.filter((one) => one.command === 'advice').length).toBeGreaterThan(1));
  expect(screen.queryByTestId('advice')).toBeNull();
});
