/** The five trees in a narrow sidebar, in every theme: what does not fit is on hover, and nothing else is lost. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from './desk';
import { everyTheme } from './themes';
import { walk } from './walk';

const letters = [
  ['ann@example.com', 'A letter that arrives'],
  ['mailbox-full@sim.test', 'The box of the one it is for is full'],
  ['greylisting@sim.test', 'Order 4711 was put off by a host that greylists'],
  ['550@sim.test', 'Your invoice of November'],
  ['451@sim.test, 550@sim.test, bob@example.com', 'Newsletter: Bücher für den Herbst und den Winter'],
] as const;

walk('the trees are read in a narrow sidebar, in every theme', { both: true }, async (me) => {
  await me.page.setViewportSize({ width: 900, height: 1300 });
  await me.sidebar();
  for (const [i, [to, subject]] of letters.entries())
    writeFileSync(
      join(me.mailRoot.Pickup, `${i}.eml`),
      `From: "The Shop" <shop@example.com>\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nHello.\r\n`,
    );
  writeFileSync(
    join(me.mailRoot.Pickup, 'nobody.txt'),
    'To: a@example.com\r\nSubject: Nobody wrote this\r\n\r\nhi\r\n',
  );
  await me.row('Queue', 'Newsletter').waitFor();
  await me.row('BadMail', 'Nobody').waitFor();
  await me.row('Drop', 'Delivery Status Notification').waitFor();
  await me.pane('Sent').locator('.pane-header').click();
  await me.unfold(me.row('Queue', 'Newsletter'));
  await me.row('Queue', '451@sim.test').waitFor();
  await narrow(me, 230);
  for (const theme of everyTheme) {
    await me.wear(theme);
    await me.picture(`narrow-${theme}`);
  }
});

/** Draws the edge of the sidebar to there. */
async function narrow(me: Desk, width: number): Promise<void> {
  const box = await me.page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('There is no sidebar.');
  const { mouse } = me.page;
  await mouse.move(box.x + box.width, 500);
  await mouse.down();
  await mouse.move(box.x + width, 500, { steps: 5 });
  await mouse.up();
}
