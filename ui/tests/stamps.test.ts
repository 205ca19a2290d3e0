import { expect, it } from 'vitest';
import { page, screen, waitFor } from './page';

async function service(click: (id: string) => Promise<void>, user: { type: (box: HTMLElement, text: string) => Promise<void> }): Promise<void> {
  await click('settings-button');
  await click('settings-stamps');
  await click('stamp-add');
  await user.type(screen.getByTestId('stamp-url'), 'http://tsa.example/');
  await click('stamp-root');
  await screen.findByTestId('stamp-root-set');
  await click('stamp-save');
  await screen.findByTestId('stamp-service');
}

it('a service is entered with its root, asked at an export, and what it did not give is asked for again', async () => {
  const { fake, user, id, click } = await page({ pieces: 4 });
  await service(click, user);
  const saved = fake.calls.find((c) => c.command === 'time_authority_save')?.args as { service: { url: string; root: string } };
  expect(saved.service.root).toContain('BEGIN CERTIFICATE');
  await user.keyboard('{Escape}');
  await click('export-button');
  await id('export-plan');
  await waitFor(() => expect(screen.getByTestId('export-stamp')).toBeInTheDocument());
  await user.selectOptions(screen.getByTestId('export-stamp'), 'http://tsa.example/');
  await click('export-start');
  const told = await id('export-timestamp');
  expect(told.dataset.state).toBe('pending');
  expect(told, 'exactly what was sent').toHaveTextContent('3036020101');
  await click('export-close');
  await click('tab-custody');
  expect((await id('stamp-row')).dataset.state).toBe('pending');
  await click('stamp-retry');
  await waitFor(() => expect(screen.getByTestId('stamp-row').dataset.state).toBe('obtained'));
});

it('without a service an export asks nobody and the choice is not there', async () => {
  const { fake, id, click } = await page({ pieces: 4 });
  await click('export-button');
  await id('export-plan');
  expect(screen.queryByTestId('export-stamp')).toBeNull();
  await click('export-start');
  await id('export-result');
  expect(screen.queryByTestId('export-timestamp')).toBeNull();
  expect(fake.calls.find((c) => c.command === 'export_start')?.args).not.toHaveProperty('options.timestamp');
});
