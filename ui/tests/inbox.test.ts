import { expect, it } from 'vitest';
import { page, screen, waitFor } from './page';

it('files that wait are told, and nothing of them goes in before the user says so and where to', async () => {
  const { user, click, fake } = await page({ pieces: 6, waiting: 5 });
  const button = await screen.findByTestId('inbox-button');
  expect(button).toHaveTextContent('5');
  await user.click(button);
  await waitFor(() => expect(screen.getAllByTestId('inbox-file')).toHaveLength(5));
  expect(screen.getByTestId('inbox-gone'), 'a folder that is gone says so').toHaveTextContent('U盘');
  await user.click(screen.getAllByTestId('inbox-file')[0]!);
  await user.click(screen.getAllByTestId('inbox-file')[2]!);
  await click('inbox-import');
  await waitFor(() => expect(fake.calls.find((c) => c.command === 'inbox_import')?.args).toEqual({ case: 'a1b2c3d4e5f60718', choice: { ids: [1, 3], all: false } }));
  await waitFor(() => expect(screen.getByTestId('inbox-button')).toHaveTextContent('3'));
});

it('what is not wanted goes from the inbox at once', async () => {
  const { click, fake } = await page({ pieces: 6, waiting: 4 });
  await click('inbox-button');
  await click('inbox-dismiss');
  await waitFor(() => expect(fake.vault.inbox).toHaveLength(0));
  expect(screen.queryByTestId('inbox-dialog'), 'nothing waits: nothing to look at').toBeNull();
  expect(fake.calls.find((c) => c.command === 'inbox_dismiss')?.args).toEqual({ choice: { ids: [], all: true } });
});

it('folders are proposed, added, and taken off the list in the settings', async () => {
  const { click } = await page({ pieces: 2 });
  await click('settings-button');
  await click('settings-watch');
  await click('watch-suggested');
  const folder = await screen.findByTestId('watched-folder');
  expect(folder).toHaveTextContent('312');
  await click('watch-there');
  await waitFor(() => expect(screen.queryByTestId('watch-there')).toBeNull());
  await click('watch-remove');
  await waitFor(() => expect(screen.queryByTestId('watched-folder')).toBeNull());
});
