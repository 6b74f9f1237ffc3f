/** What a story gives away: a link that opens it, an attempt as text and as commands that run; and the notice that leads to it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptedHost } from '../../support/scriptedHost';
import { missing, runProgram } from '../../interop/program';
import type { Desk } from './desk';
import { inNotice, notice } from './notices';
import { clickUntil } from './pointer';
import { walk } from './walk';

function submit(me: Desk, to: string, subject: string): void {
  const text = `From: shop@example.com\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;
  writeFileSync(join(me.mailRoot.Pickup, `${subject}.eml`), text);
}

async function story(me: Desk, subject: string): Promise<void> {
  await clickUntil(me.row('Queue', subject), me.transcript.getByRole('heading', { level: 1, name: subject }));
}

walk('the link that a story copies opens it again in the window of its workspace', {}, async (me) => {
  await me.sidebar();
  for (const subject of ['the linked one', 'another one']) submit(me, '451x9@sim.test', subject);
  await me.row('Queue', 'another one').waitFor();
  await story(me, 'the linked one');
  await me.transcript.getByRole('button', { name: 'Copy Link' }).click();
  await me.page.locator('.statusbar-item', { hasText: 'Copied.' }).waitFor();
  const link = await clipboard(me);
  assert.match(link, /^[\w-]+:\/\/mailroot\.mailroot\/message\/\d{8}T\d{6}Z-[0-9a-f]{7}$/);
  await story(me, 'another one');
  await follow(me, link);
  await me.transcript.getByRole('heading', { level: 1, name: 'the linked one' }).waitFor();
  await follow(me, link.replace(/message.*/, 'message/nonsense'));
  await notice(me, 'This link names no message of MailRoot.');
});

/** As a link in a chat does; VS Code asks whether an extension may open it. */
async function follow(me: Desk, link: string): Promise<void> {
  await me.command('Developer: Open URL');
  await me.page.locator('.quick-input-widget input.input').fill(link);
  await me.page.keyboard.press('Enter');
  await me.answer('Open');
}

walk(
  'an attempt is copied as text, and as swaks and curl commands that do it again',
  async (t) => {
    const host = await scriptedHost(t, { on: (line, next) => (line.startsWith('RCPT') ? '450 4.2.0 Later' : next()) });
    const hop = { host: '127.0.0.1', port: host.port, tls: 'off' };
    return { host, settings: { 'mailroot.remoteDomains': { 'far.example': hop } } };
  },
  async (me, { host }) => {
    await me.sidebar();
    submit(me, 'ann@far.example', 'to be copied');
    await me.row('Queue', 'to be copied').waitFor();
    await story(me, 'to be copied');
    await me.transcript.getByRole('button', { name: 'Copy as Text' }).click();
    const text = await me.until('the text', async () => found(await clipboard(me), 'RCPT TO:<ann@far.example>'));
    assert.match(text, /450 4\.2\.0 Later/);
    for (const program of ['swaks', 'curl']) {
      await me.transcript.getByRole('button', { name: `Copy as ${program}` }).click();
      const command = await me.until(program, async () => found(await clipboard(me), program));
      if (missing(program) !== false) continue;
      const before = host.heard.length;
      await runProgram('sh', ['-c', command]).catch(() => undefined);
      const heard = host.heard.slice(before);
      for (const line of ['MAIL FROM:<shop@example.com>', 'RCPT TO:<ann@far.example>'])
        assert.ok(
          heard.some((each) => each.startsWith(line)),
          `${line} by ${command}: ${heard.join('; ')}`,
        );
    }
  },
);

/** What was copied last. */
async function clipboard(me: Desk): Promise<string> {
  return me.page.evaluate<string>('navigator.clipboard.readText()');
}

function found(text: string, wanted: string): string | undefined {
  return text.includes(wanted) ? text : undefined;
}

walk('a failed send says so once, and leads to the story', {}, async (me) => {
  await me.sidebar();
  await me.file('mail/fails.eml');
  await me.page.keyboard.press('Control+Alt+m');
  await me.lensText('550 5.1.1 User unknown').waitFor();
  await notice(me, '550 5.1.1 User unknown');
  assert.equal(await me.page.locator('.notifications-center .notification-list-item').count(), 1);
  await inNotice(me, '550 5.1.1 User unknown', 'Show Story');
  await me.transcript.getByText('Attempt 1: failed').waitFor();
});
