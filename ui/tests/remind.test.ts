import { expect, it } from 'vitest';
import { page, screen } from './page';

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

it('what is due within three days is told once at a start, soonest first, with the way to the calendar', async () => {
  const { user, fake } = await page({ received: { b1b2c3d4e5f60718: ago(5), c1b2c3d4e5f60718: ago(6), e1b2c3d4e5f60718: ago(6) } });
  const told = await screen.findByText(/「耳机检测为假货」.*七日无理由退货；三天内到期的还有 1 件/);
  expect(told, 'a settled case is not among them').not.toHaveTextContent('预售定金不退');
  const toast = await screen.findByTestId('toasts');
  await user.click(toast.querySelector('button') as HTMLElement);
  await screen.findByTestId('calendar-page');
  const asked = fake.calls.filter((one) => one.command === 'nearest_deadlines').length;
  expect(asked).toBeGreaterThan(0);
  expect(screen.queryAllByText(/三天内到期/), 'once').toHaveLength(0);
});

it('nothing near, nothing told', async () => {
  await page({ received: { b1b2c3d4e5f60718: ago(1) } });
  await screen.findByTestId('case-due');
  expect(screen.getByTestId('toasts')).not.toHaveTextContent('七日无理由退货');
});
