/** Before mail leaves for a domain that is not allowed, one is asked; and each answer does what it says. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Desk, notHere } from './desk';

const when = { skip: notHere, timeout: 240_000 };
/** Nobody listens there, and it is no loopback address. */
const relay = '0.0.0.0:9';

const settings = { 'mailroot.localDomains': ['example.com'], 'mailroot.smartHost': relay };

function letter(to: string, subject: string): string {
  return `From: shop@example.com\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nhi\r\n`;
}

async function opened(t: TestContext): Promise<Desk> {
  const me = await Desk.open({ mailRoot: true, settings });
  t.after(() => me.close());
  await me.sidebar();
  await me.status(/:\d+/).waitFor();
  return me;
}

/** Waits for the question; what it says. */
async function asked(me: Desk): Promise<string> {
  await me.page.locator('.monaco-dialog-box').waitFor();
  return (await me.page.locator('.monaco-dialog-box').textContent()) ?? '';
}

async function answer(me: Desk, button: string): Promise<void> {
  await me.answer(button);
  await me.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
}

/** Does it, is asked about these, and cancels; does it again, and captures. */
async function cancelThenCapture(me: Desk, act: () => Promise<void>, about: RegExp): Promise<void> {
  const before = (['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent'] as const).map((folder) => me.files(folder));
  await act();
  const text = await asked(me);
  assert.match(text, about);
  assert.match(text, /handed to 0\.0\.0\.0 port 9/);
  await answer(me, 'Cancel');
  const after = (['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent'] as const).map((folder) => me.files(folder));
  assert.deepEqual(after, before, 'cancelled, nothing has moved');
  await act();
  await asked(me);
  await answer(me, 'Capture Instead');
}

function inDrop(me: Desk, text: string): Promise<number> {
  return me.until(`${text} in Drop`, () => {
    const found = me.files('Drop').filter((name) => me.read('Drop', name).includes(text));
    return found.length > 0 && found.length;
  });
}

async function send(me: Desk, name: string): Promise<void> {
  writeFileSync(join(me.folder, 'mail', name), letter('ann@far.test, bob@example.com', name));
  await me.file(`mail/${name}`);
  await me.page.keyboard.press('Control+Alt+m');
  await me.page.locator('.monaco-dialog-box').waitFor();
}

void test('send once, always, capture instead, cancel', when, async (t) => {
  const me = await opened(t);

  await send(me, 'cancelled.eml');
  const text = await asked(me);
  assert.match(text, /0\.0\.0\.0 port 9/);
  assert.match(text, /ann@far\.test/);
  assert.doesNotMatch(text, /bob@example\.com/, 'who stays here is not asked about');
  await me.picture('safe-send');
  await me.answer('Cancel');
  await me.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
  assert.deepEqual([me.files('Pickup'), me.files('Queue'), me.files('Drop')], [[], [], []]);

  await send(me, 'captured.eml');
  await me.answer('Capture Instead');
  await me.lensText('Delivered to Drop').waitFor();
  const [dropped = ''] = me.files('Drop');
  assert.match(me.read('Drop', dropped).toString(), /X-Receiver: <?ann@far\.test/);

  await send(me, 'once.eml');
  await me.answer('Send Once');
  await me.row('Queue', 'once.eml').waitFor();
  const state = await me.until('its state', () => me.files('Queue').find((name) => name.endsWith('.envelope.json')));
  assert.deepEqual((JSON.parse(me.read('Queue', state).toString()) as { mayLeave: string[] }).mayLeave, ['far.test']);

  await send(me, 'always.eml');
  await me.answer('Always for far.test');
  await me.row('Queue', 'always.eml').waitFor();
  const path = join(me.folder, '.vscode', 'settings.json');
  await me.until('the setting', () => existsSync(path) && readFileSync(path, 'utf8').includes('far.test'));
  assert.match(
    (await me
      .status(/MailRoot/)
      .first()
      .getAttribute('aria-label')) ?? '',
    /Mail can leave this machine for far\.test/,
  );
});

void test(
  'a message of the folders asks before it is sent again, put back, or dragged onto Pickup',
  when,
  async (t) => {
    const me = await opened(t);
    const bad = '20261124T100000Z-0000001.bad';
    writeFileSync(join(me.mailRoot.BadMail, bad), letter('ann@far.test', 'put me back'));
    await me.row('BadMail', 'put me back').waitFor();
    const back = async (): Promise<void> => {
      await me.menu(me.row('BadMail', 'put me back'), 'Put Back in Pickup');
      const sure = me.page.locator('.monaco-dialog-box', { hasText: 'It begins anew' });
      await sure.waitFor();
      await me.answer('Put Back');
      await sure.waitFor({ state: 'detached' });
    };
    await cancelThenCapture(me, back, /Let this message leave[^]*ann@far\.test/);
    await inDrop(me, 'put me back');
    assert.deepEqual(me.files('BadMail'), []);

    await cancelThenCapture(
      me,
      () => me.menu(me.row('Drop', 'put me back'), 'Send Again'),
      /Let this message leave[^]*ann@far\.test/,
    );
    await me.until('the second', () => me.files('Drop').length === 2);

    const row = me.row('Drop', 'put me back');
    const dialog = me.page.locator('.monaco-dialog-box');
    const drag = (): Promise<void> => me.drag(row, me.pane('Pickup').locator('.pane-body'), () => dialog.isVisible());
    await cancelThenCapture(me, drag, /Let this message leave[^]*ann@far\.test/);
    await me.until('the third', () => me.files('Drop').length === 3);
  },
);

void test('a message that was refused asks before it is requeued, or sent again as it was edited', when, async (t) => {
  const me = await opened(t);
  writeFileSync(join(me.mailRoot.Pickup, 'by-a-program.eml'), letter('ann@far.test', 'refused at first'));
  await me.command('MailRoot: Focus on Sent View');
  const refused = me.row('Sent', 'refused at first');
  await refused.waitFor();
  await me.until('its transcript', () => me.files('Sent').some((name) => name.endsWith('.ltr')));

  await me.menu(refused, 'Edit and Send Again');
  await me.page.locator('.view-line', { hasText: 'refused' }).first().waitFor();
  await me.page.keyboard.press('Control+End');
  await me.page.keyboard.type('PS: mended.');
  await me.page.keyboard.press('Control+s');
  assert.match(await asked(me), /Let this message leave[^]*0\.0\.0\.0 port 9[^]*ann@far\.test/);
  await answer(me, 'Cancel');
  assert.deepEqual(me.files('Queue'), [], 'cancelled, it stays where it was');

  const requeue = async (to: string): Promise<void> => {
    await me.menu(me.row('Sent', 'refused at first'), 'Requeue');
    await me.ask('Requeue (1 of 2)', to);
    await me.page.keyboard.press('Enter');
    await me.ask('Requeue (2 of 2)', '');
    await me.page.keyboard.press('Enter');
  };
  await requeue('eve@other.test, bob@example.com');
  const text = await asked(me);
  assert.match(text, /0\.0\.0\.0 port 9[^]*eve@other\.test/);
  assert.doesNotMatch(text, /bob@example\.com|ann@far/);
  await answer(me, 'Cancel');
  assert.deepEqual(me.files('Queue'), []);

  await me.page.locator('.tab.active', { hasText: '.eml' }).click();
  await me.page.keyboard.press('Control+End');
  await me.page.keyboard.type(' Twice.');
  await me.page.keyboard.press('Control+s');
  await asked(me);
  await answer(me, 'Send Once');
  await me.row('Queue', 'refused at first').waitFor();
  const state = await me.until('its state', () => me.files('Queue').find((name) => name.endsWith('.envelope.json')));
  const { mayLeave } = JSON.parse(me.read('Queue', state).toString()) as { mayLeave?: string[] };
  assert.deepEqual(mayLeave, ['far.test']);
  const message = me.files('Queue').find((name) => name.endsWith('.eml')) ?? '';
  assert.match(me.read('Queue', message).toString(), /PS: mended\. Twice\./);
});

void test('several messages are asked about once: a folder, one many times, to others', when, async (t) => {
  const me = await opened(t);
  const folder = join(me.folder, 'batch');
  mkdirSync(folder);
  const names = ['ann@far.test', 'bob@example.com', 'cy@far.test, dee@other.test'];
  for (const [i, to] of names.entries()) writeFileSync(join(folder, `${i}.eml`), letter(to, `batch ${i}`));
  await me.command('View: Show Explorer');
  const batch = me.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'batch' }).first();
  await batch.waitFor();
  const sendFolder = (): Promise<void> => me.menu(batch, 'Send Folder');
  await cancelThenCapture(
    me,
    sendFolder,
    /Let 2 of these 3 messages leave[^]*ann@far\.test\s*cy@far\.test\s*dee@other\.test/,
  );
  await me.until('all three', () => me.files('Drop').length === 3);

  await me.file('batch/0.eml');
  const times = async (): Promise<void> => {
    await me.command('MailRoot: Send N Times...');
    await me.ask('Send N Times', '4');
    await me.page.keyboard.press('Enter');
  };
  await cancelThenCapture(me, times, /Let these 4 messages leave[^]*ann@far\.test/);
  await me.until('four more', () => me.files('Drop').length === 7);

  const others = async (): Promise<void> => {
    await me.command('MailRoot: Send To...');
    await me.ask('Send To', 'fay@further.test');
    await me.page.keyboard.press('Enter');
  };
  await cancelThenCapture(me, others, /Let this message leave[^]*fay@further\.test/);
  await inDrop(me, 'X-Receiver: <fay@further.test>');
});
