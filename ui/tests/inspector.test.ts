import { fireEvent } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { connect, type EvidenceView } from '../src/api';
import { Fake } from '../src/api/fake';
import { Saver } from '../src/areas/inspector/saver.svelte';
import { cardsShown, page, screen, waitFor } from './page';

const proves = async (): Promise<HTMLTextAreaElement> => (await screen.findByTestId('facts-proves')) as HTMLTextAreaElement;

it('what is typed is saved by itself, said quietly, and Ctrl+Z outside the fields takes it back', async () => {
  const { user, fake } = await page();
  await cardsShown();
  const field = await proves();
  const before = field.value;
  field.focus();
  await fireEvent.input(field, { target: { value: '商家承认含绒量不符 ' } });
  await waitFor(() => expect(fake.vault.facts(1).proves).toBe('商家承认含绒量不符 '), { timeout: 15_000 });
  await waitFor(() => expect(screen.getByTestId('save-state')).toHaveAttribute('data-state', 'saved'));
  expect(field.value, 'a blank at the end stays under the hand').toBe('商家承认含绒量不符 ');
  screen.getByTestId('gallery').focus();
  await user.keyboard('{Control>}z{/Control}');
  await waitFor(() => expect(fake.vault.facts(1).proves).toBe(before));
  await waitFor(async () => expect((await proves()).value).toBe(before));
});

it('leaving for another piece saves what was typed for the first', async () => {
  const { user, fake } = await page();
  const [, second] = await cardsShown();
  await user.type(await proves(), '，没有改过');
  if (second) await user.click(second);
  await waitFor(() => expect(screen.getByTestId('inspector-number')).toHaveTextContent('E002'));
  await waitFor(() => expect(fake.vault.facts(1).proves).toBe('商品页面写明含绒量 90%。，没有改过'));
  expect(fake.vault.facts(2).proves, 'and nothing of it lands in the second').toBe('11-03 下单，订单号与店铺。');
});

it('a time and a text typed one after the other are both kept', async () => {
  const { user, fake } = await page();
  await cardsShown();
  const time = (await screen.findByTestId('facts-shown-at')) as HTMLInputElement;
  await user.clear(time);
  await user.type(time, '2026-11-01 08:30');
  await user.type(await proves(), '!');
  await user.tab();
  await waitFor(() => expect(fake.vault.facts(1).proves).toBe('商品页面写明含绒量 90%。!'));
  expect(fake.vault.facts(1).shown_at?.at).toMatch(/^2026-(10-31|11-01)T/);
});

it('a time that is none is told and not saved', async () => {
  const { user, fake } = await page();
  await cardsShown();
  const time = await screen.findByTestId('facts-shown-at');
  const before = fake.vault.facts(1).shown_at;
  await user.clear(time);
  await user.type(time, '昨天');
  await user.tab();
  expect(time).toHaveAttribute('aria-invalid', 'true');
  await screen.findByText('请写成 2026-11-12 或 2026-11-12 14:03');
  expect(fake.vault.facts(1).shown_at ?? before).not.toMatchObject({ at: '昨天' });
});

it('a failed save is told with cause and remedy, what was typed stays, and the next blur saves it', async () => {
  const { user, fake } = await page();
  await cardsShown();
  fake.rules.set('evidence_edit', () => {
    throw { code: 'no_space', params: { needed_bytes: '340000000' }, message: '' };
  });
  const field = await proves();
  await user.clear(field);
  await user.type(field, '新的说明');
  await user.tab();
  const told = await screen.findByTestId('failure');
  expect(told).toHaveTextContent('磁盘空间不够');
  expect(told).toHaveTextContent('340 MB');
  expect(field.value).toBe('新的说明');
  fake.rules.delete('evidence_edit');
  field.focus();
  await user.tab();
  await waitFor(() => expect(fake.vault.facts(1).proves).toBe('新的说明'));
  await waitFor(() => expect(screen.queryByTestId('failure')).toBeNull());
});

it('four times stand apart, each with its source, and the one that is not there says so', async () => {
  await page();
  const times = await screen.findByTestId('times');
  for (const words of ['图中时间', '文件时间', '导入时间', '本机时间，未经第三方认证', '证明时间', '还没有']) expect(times).toHaveTextContent(words);
});

it('a run of typing is one save, and a pause between two runs makes two', async () => {
  vi.useFakeTimers();
  try {
    const fake = new Fake({});
    connect(fake);
    const saved: EvidenceView[] = [];
    const saver = new Saver((view) => saved.push(view));
    saver.show(fake.vault.view(1));
    const type = async (text: string, then: number): Promise<void> => {
      if (saver.draft) saver.draft.proves = text;
      saver.typed();
      await vi.advanceTimersByTimeAsync(then);
    };
    await type('一', 300);
    await type('一二', 300);
    await type('一二三', 300);
    expect(saved, 'not while the keys come').toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2000);
    await type('一二三四', 2000);
    expect(saved.map((view) => view.facts.proves)).toEqual(['一二三', '一二三四']);
    await saver.flush();
    expect(saved, 'nothing is saved twice').toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
