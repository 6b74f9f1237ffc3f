import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import {
  folderOf,
  openProtocolLog,
  type ProtocolLog,
  type ProtocolLogSettings,
} from '../../../src/engine/protocolLog/protocolLog';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { tempMailRoot } from '../../support/tempFolder';

interface Place {
  readonly mailRoot: MailRoot;
  readonly clock: ManualClock;
  readonly log: ProtocolLog;
  readonly settings: { -readonly [K in keyof ProtocolLogSettings]: ProtocolLogSettings[K] };
  readonly troubles: (string | undefined)[];
  readonly noop: () => Promise<void>;
  readonly lines: (name?: string) => string[];
}

function place(t: TestContext): Place {
  const mailRoot = tempMailRoot(t);
  const clock = manualClock();
  const settings: Place['settings'] = { enabled: true, folder: '', fields: ['date', 'time', 'cs-method', 'sc-status'] };
  const troubles: (string | undefined)[] = [];
  const log = openProtocolLog({
    mailRoot,
    clock,
    settings: () => settings,
    computerName: 'HOST',
    trouble: (why) => troubles.push(why),
  });
  return {
    mailRoot,
    clock,
    log,
    settings,
    troubles,
    async noop() {
      const session = log.inbound({ address: '127.0.0.1' }, { address: '127.0.0.1', port: 25 });
      session.heard('NOOP');
      session.said('250 OK');
      session.ended();
      await log.close();
    },
    lines(name) {
      const folder = join(mailRoot.root, 'Log');
      const [first = ''] = readdirSync(folder);
      return readFileSync(join(folder, name ?? first), 'utf8')
        .split('\r\n')
        .slice(0, -1);
    },
  };
}

void test('off, nothing is written and no folder is made', async (t) => {
  const { settings, noop, mailRoot } = place(t);
  settings.enabled = false;
  await noop();
  assert.equal(existsSync(join(mailRoot.root, 'Log')), false);
});

void test('on, a header stands on top of the file, once, and each command below', async (t) => {
  const { noop, lines } = place(t);
  await noop();
  await noop();
  const all = lines();
  assert.deepEqual(
    all.map((line) => line.split(/[: ]/)[0]),
    ['#Software', '#Version', '#Date', '#Fields', all[4]?.slice(0, 10), all[4]?.slice(0, 10)],
  );
  assert.match(all[4] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d NOOP 250$/);
});

void test('each day has a file of its own', async (t) => {
  const { noop, clock, mailRoot } = place(t);
  await noop();
  clock.advance(86_400_000);
  await noop();
  assert.equal(readdirSync(join(mailRoot.root, 'Log')).length, 2);
});

void test('when other fields are asked for, a header says so from there on', async (t) => {
  const { noop, lines, settings } = place(t);
  await noop();
  settings.fields = ['sc-status'];
  await noop();
  assert.deepEqual(
    lines().filter((line) => line.startsWith('#Fields')),
    ['#Fields: date time cs-method sc-status', '#Fields: sc-status'],
  );
  assert.equal(lines().at(-1), '250');
});

void test('a file that was deleted or moved away is begun anew', async (t) => {
  const { noop, lines, mailRoot } = place(t);
  await noop();
  const folder = join(mailRoot.root, 'Log');
  const [name = ''] = readdirSync(folder);
  const { rm } = await import('node:fs/promises');
  await rm(join(folder, name));
  await noop();
  assert.match(lines()[0] ?? '', /^#Software/);
});

void test('what was said on the way out is there too, with the words of IIS', async (t) => {
  const { log, settings, lines } = place(t);
  settings.fields = ['c-ip', 'cs-username', 'cs-method', 'cs-uri-query', 'sc-status'];
  const session = log.outbound({ address: '192.0.2.1', port: 25 });
  session.said('RCPT TO:<b@x.test>');
  session.heard('550 5.1.1 User unknown');
  await log.close();
  assert.deepEqual(lines().slice(4), [
    '192.0.2.1 OutboundConnectionCommand RCPT TO:<b@x.test> 0',
    '192.0.2.1 OutboundConnectionResponse - 550+5.1.1+User+unknown 550',
  ]);
});

void test('lines gather for a moment and are written by themselves', async (t) => {
  const { log, clock, mailRoot } = place(t);
  log.outbound({ address: '192.0.2.1', port: 25 }).said('NOOP');
  clock.advance(250);
  while (!existsSync(join(mailRoot.root, 'Log'))) await new Promise(setImmediate);
});

void test('a folder that can not be written is told; when it can, that is told too', async (t) => {
  const { noop, troubles, settings, mailRoot } = place(t);
  writeFileSync(join(mailRoot.root, 'file'), '');
  settings.folder = 'file';
  await noop();
  assert.match(troubles[0] ?? '', /ENOTDIR|EEXIST/);
  settings.folder = '';
  await noop();
  assert.equal(troubles.at(-1), undefined);
});

void test('the folder is Log in the MailRoot, or what the setting says', (t) => {
  const mailRoot = tempMailRoot(t);
  assert.equal(folderOf(mailRoot, ''), join(mailRoot.root, 'Log'));
  assert.equal(folderOf(mailRoot, 'Logs/smtp'), join(mailRoot.root, 'Logs', 'smtp'));
  assert.equal(folderOf(mailRoot, '/var/log/mail'), '/var/log/mail');
  assert.equal(folderOf(mailRoot, '~/mail'), join(homedir(), 'mail'));
});
