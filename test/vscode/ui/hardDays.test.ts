/** What goes wrong on real days, seen by who sits before it: an engine that dies, a second window, a full folder, a Pickup that is a file. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeEnvelope } from '../../../src/engine/mailroot/envelope';
import { envelope, problem } from '../../views/envelopes';
import { Desk, notHere, type DeskOptions } from './desk';

const when = { skip: notHere, timeout: 240_000 };

async function desk(t: TestContext, options?: DeskOptions): Promise<Desk> {
  const opened = await Desk.open({ mailRoot: true, ...options });
  t.after(() => opened.close());
  return opened;
}

function enginePid(me: Desk): number | undefined {
  if (!existsSync(me.mailRoot.lock)) return undefined;
  try {
    return (JSON.parse(readFileSync(me.mailRoot.lock, 'utf8')) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}

/** Ends the engine as a crash would, and waits until another one is there. */
async function killEngine(me: Desk): Promise<void> {
  const pid = await me.until('an engine', () => enginePid(me));
  process.kill(pid, 'SIGKILL');
  await me.until('the next engine', () => {
    const next = enginePid(me);
    return next !== undefined && next !== pid;
  });
}

void test('an engine that dies is started again; after the third time in a row it is said', when, async (t) => {
  const me = await desk(t);
  await me.sidebar();
  for (let deaths = 1; deaths <= 3; deaths++) {
    await killEngine(me);
    await me.status(/:\d+/).waitFor();
  }
  await me.notification('The MailRoot engine does not keep running').waitFor();
  await me.page.keyboard.press('Escape');
  await me.file('mail/welcome.eml');
  await me.page.keyboard.press('Control+Alt+m');
  await me.lensText('Delivered to Drop').waitFor();
});

void test('a second window works with the engine of the first, and both are told', when, async (t) => {
  const me = await desk(t);
  await me.sidebar();
  await me.status(/:\d+/).waitFor();
  const pid = enginePid(me);
  const other = await me.secondWindow();
  await other.locator('.activitybar .action-label[aria-label^="MailRoot"]').click({ force: true });
  await other.locator('.statusbar-item', { hasText: /MailRoot :\d+/ }).waitFor();
  assert.equal(enginePid(me), pid, 'it is the same engine');
  await me.file('mail/welcome.eml');
  await me.page.keyboard.press('Control+Alt+m');
  // In Drop, and as soon as it is filed, in Sent.
  await other.locator('.monaco-list-row', { hasText: 'Welcome to MailRoot' }).first().waitFor();
});

void test('ten thousand messages in Queue and in Drop are counted, paged and filtered', when, async (t) => {
  const me = await desk(t);
  const later = Date.now() + 3_600_000;
  for (let i = 0; i < 10_000; i++) {
    const id = `20261124T100000Z-${i.toString(16).padStart(7, '0')}`;
    const text = `From: shop@example.com\r\nTo: ann@example.com\r\nSubject: order ${i}\r\n\r\nhi\r\n`;
    writeFileSync(join(me.mailRoot.Drop, `${id}.eml`), text);
    const state = envelope([problem('delayed')], { id, nextAttemptAt: later });
    writeFileSync(join(me.mailRoot.Queue, `${id}.envelope.json`), encodeEnvelope(state));
    writeFileSync(join(me.mailRoot.Queue, `${id}.eml`), text);
    utimesSync(join(me.mailRoot.Queue, `${id}.eml`), later / 1_000, later / 1_000);
  }
  await me.sidebar();
  for (const folder of ['Queue', 'Drop'] as const) {
    await me.pane(folder).getByText('10000').waitFor();
    await me.row(folder, 'order 9999').waitFor();
  }
  await me.viewAction('Drop', 'Filter');
  await me.ask('Filter Drop', 'subject:"order 4242"');
  await me.row('Drop', 'order 4242').waitFor();
  await me.page.keyboard.press('Enter');
  await me.pane('Drop').getByText('1 of 10000').waitFor();
  await me.picture('ten-thousand');
});

void test('a folder that is no folder is told where it matters, and mended it goes on', when, async (t) => {
  const me = await desk(t);
  await me.sidebar();
  await me.command('MailRoot: Stop Engine');
  await me.until('the engine to end', () => enginePid(me) === undefined);
  rmSync(me.mailRoot.Queue, { recursive: true });
  writeFileSync(me.mailRoot.Queue, 'mine');
  await me.command('MailRoot: Start Engine');
  await me.pane('Pickup').getByText('there is a file where a folder should be').waitFor();
  await me.status('not running').waitFor();
  assert.equal(readFileSync(me.mailRoot.Queue, 'utf8'), 'mine');
  rmSync(me.mailRoot.Queue);
  await me.command('MailRoot: Restart Engine');
  await me.status(/:\d+/).waitFor();
});
