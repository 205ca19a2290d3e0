import { expect, it } from 'vitest';
import { page, screen, waitFor } from './page';

const filing = { channel: '12315', at: { at: '2026-11-20', tz: '+08:00' }, number: '77', accepted_at: null, answered_at: null, answer: '', ended_at: null, outcome: null, due: null, note: '', evidence: [] };

/** A noted step that was just removed, its toast still there. */
async function removed() {
  const opened = await page();
  await opened.fake.call('filing_add', { case: 'a1b2c3d4e5f60718', draft: filing, lang: 'zh-CN' });
  await opened.click('tab-steps');
  await opened.click('filing');
  await opened.click('filing-remove');
  await waitFor(() => expect(screen.queryByTestId('filing')).toBeNull());
  const adds = (): number => opened.fake.calls.filter((one) => one.command === 'filing_add').length;
  const before = adds();
  return { ...opened, added: () => adds() - before };
}

const offers = (): HTMLElement[] => screen.queryAllByRole('button', { name: '撤销' });

it('a removed step that Ctrl+Z brought back is not brought back a second time by its toast', async () => {
  const { user, id, added } = await removed();
  const [offer] = offers();
  await user.keyboard('{Control>}z{/Control}');
  await id('filing');
  await waitFor(() => expect(offers(), 'what was used is no longer offered').toHaveLength(0));
  offer?.click();
  expect(await id('toasts')).toHaveTextContent('已撤销');
  expect(added()).toBe(1);
  expect(screen.getAllByTestId('filing')).toHaveLength(1);
});

it('a removed step that its toast brought back is not brought back a second time by Ctrl+Z', async () => {
  const { user, id, added } = await removed();
  for (const offer of offers()) await user.click(offer);
  await id('filing');
  await user.keyboard('{Control>}z{/Control}');
  await user.keyboard('{Control>}z{/Control}');
  expect(added()).toBe(1);
  expect(screen.getAllByTestId('filing')).toHaveLength(1);
});

it('a step that could not be taken back can be tried again', async () => {
  const { fake, user, id, added } = await removed();
  fake.rules.set('filing_add', () => { throw { code: 'vault_busy', params: {}, message: '' }; });
  await user.keyboard('{Control>}z{/Control}');
  await waitFor(() => expect(added()).toBe(1));
  fake.rules.delete('filing_add');
  await user.keyboard('{Control>}z{/Control}');
  expect(await id('filing')).toHaveTextContent('77');
});
