/** The command line where everything is a file matter: no engine runs, and it must not be missed. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { encodeEnvelope, type Envelope } from '../../src/engine/mailroot/envelope';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { tempFolder, tempMailRoot } from '../support/tempFolder';
import { mailroot } from './runCli';

const id = '20261123T115001Z-07b3a9c';
const message = 'From: ann@example.test\r\nTo: bob@example.test\r\nSubject: =?utf-8?Q?Caf=C3=A9?=\r\n\r\nHello.\r\n';

const delayed: Envelope = {
  version: 1,
  id,
  arrivedAt: Date.UTC(2026, 10, 23, 11, 50, 1),
  source: { kind: 'pickup', file: 'hello.eml' },
  why: 'sender from From; recipients from To',
  reversePath: 'ann@example.test',
  recipients: [
    {
      address: 'bob@example.test',
      state: {
        action: 'delayed',
        at: Date.UTC(2026, 10, 23, 11, 50, 2),
        stage: 'rcpt',
        category: 'greylisting',
        status: '4.7.1',
        text: 'The remote host wants it tried again later.',
        reply: { code: 451, enhanced: '4.7.1', text: 'Greylisted' },
        nextHop: 'mx.test [127.0.0.1]:25',
      },
    },
  ],
  attempts: 2,
  nextAttemptAt: Date.UTC(2100, 0, 1),
};

function queued(mailRoot: MailRoot): void {
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), message);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), encodeEnvelope(delayed));
  writeFileSync(join(mailRoot.Queue, `${id}.ltr`), 'MailRoot local transcript\r\n\r\n2026 arrival: picked up\r\n');
  writeFileSync(
    join(mailRoot.Queue, `${id}.rtr`),
    'MailRoot remote transcript\r\n< 451 4.7.1 Greylisted\u001b[31m\r\n',
  );
}

void test('without arguments it says what there is', async (t) => {
  const ran = await mailroot([], { cwd: tempFolder(t) });
  assert.equal(ran.code, 0);
  for (const verb of ['serve', 'send', 'list', 'show', 'retry', 'status', 'stop', 'help'])
    assert.match(ran.out, new RegExp(`^  ${verb} `, 'm'));
  assert.equal(ran.err, '');
});

void test('every verb tells its options when asked with --help', async (t) => {
  const ran = await mailroot(['send', '--help'], { cwd: tempFolder(t) });
  assert.equal(ran.code, 0);
  assert.match(ran.out, /Usage: mailroot send/);
  assert.match(ran.out, /--no-wait/);
});

void test('an unknown verb and an unknown option are wrong usage, each with a way on', async (t) => {
  const cwd = tempFolder(t);
  const verb = await mailroot(['deliver'], { cwd });
  assert.equal(verb.code, 64);
  assert.match(verb.err, /no verb "deliver"\. It has serve, send/);
  const option = await mailroot(['list', '--colour'], { cwd });
  assert.equal(option.code, 64);
  assert.match(option.err, /'--colour'.*"mailroot help list"/);
  assert.doesNotMatch(option.err, /\bat .*\.ts:/, 'a person never sees a stack');
});

void test('no MailRoot anywhere: it says where it looked and how to make one', async (t) => {
  const cwd = tempFolder(t);
  const ran = await mailroot(['list'], { cwd });
  assert.equal(ran.code, 66);
  assert.match(ran.err, /No MailRoot in .* or above it\. .*mailroot serve/);
  assert.equal(ran.out, '');
});

void test('the MailRoot is found from a folder inside it, from beside it, by --root and by $MAILROOT', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  const elsewhere = tempFolder(t);
  const runs = await Promise.all([
    mailroot(['list', 'queue'], { cwd: mailRoot.Queue }),
    mailroot(['list', 'queue'], { cwd: dirname(mailRoot.root) }),
    mailroot(['list', 'queue', '--root', mailRoot.root], { cwd: elsewhere }),
    mailroot(['list', 'queue'], { cwd: elsewhere, env: { MAILROOT: mailRoot.root } }),
  ]);
  for (const ran of runs) {
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, new RegExp(id));
  }
});

void test('a --root that is no MailRoot is named, never made', async (t) => {
  const cwd = tempFolder(t);
  const ran = await mailroot(['send', '--root', 'nowhere', '-'], { cwd, input: message });
  assert.equal(ran.code, 66);
  assert.match(ran.err, /nowhere \(named by --root\) is not a MailRoot/);
  assert.deepEqual(readdirSync(cwd), []);
});

void test('list shows each folder with what matters there', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  writeFileSync(join(mailRoot.Pickup, 'draft.txt'), message);
  writeFileSync(join(mailRoot.BadMail, `${id.replace('07b', '07c')}.bad`), message);
  writeFileSync(join(mailRoot.BadMail, `${id.replace('07b', '07c')}.bdr`), 'Unable ...\r\nReason: no-recipients\r\n');
  writeFileSync(join(mailRoot.Drop, 'notes.txt'), 'mine');
  const { out, code } = await mailroot(['list'], { cwd: mailRoot.root });
  assert.equal(code, 0);
  assert.match(out, /^Pickup \(1\)\n {2}draft\.txt .*Café {2}ann@example\.test -> bob@example\.test$/m);
  assert.match(out, /^Queue \(1\)\n.*2 attempts, next in .*: 451 4\.7\.1 Greylisted/m);
  assert.match(out, /^BadMail \(1\)\n.*no-recipients/m);
  assert.match(out, /^Drop \(1\)\n {2}notes\.txt .*not a file of MailRoot/m);
  assert.match(out, /^Sent \(0\)$/m);
});

void test('a message that waits for room in BadMail says so in list and show', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  const waiting: Envelope = {
    ...delayed,
    fate: { kind: 'bad', reason: 'general-failure', text: 'Nobody to tell.' },
    waits: { at: delayed.arrivedAt, why: 'BadMail is full.' },
  };
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), encodeEnvelope(waiting));
  const list = await mailroot(['list', 'Queue'], { cwd: mailRoot.root });
  assert.match(list.out, /can't leave yet: BadMail is full\./);
  const show = await mailroot(['show', id], { cwd: mailRoot.root });
  assert.match(show.out, /attempts: 2; can't leave yet: BadMail is full\./);
});

void test('list --json gives one object a message, for scripts', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  const { out } = await mailroot(['list', 'Queue', '--json'], { cwd: mailRoot.root });
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(rows.length, 1);
  assert.equal(rows[0]?.['id'], id);
  assert.equal(rows[0]['subject'], 'Café');
  assert.deepEqual(rows[0]['envelope'], delayed);
});

void test('list refuses a folder that is none, and a limit that is no number', async (t) => {
  const { root } = tempMailRoot(t);
  const folder = await mailroot(['list', 'Inbox'], { cwd: root });
  assert.equal(folder.code, 64);
  assert.match(folder.err, /"Inbox" is not one of the folders Pickup, Queue, BadMail, Drop, Sent/);
  const limit = await mailroot(['list', '-n', 'ten'], { cwd: root });
  assert.equal(limit.code, 64);
});

void test('list --limit shows the newest, and still counts them all', async (t) => {
  const mailRoot = tempMailRoot(t);
  for (const n of [1, 2, 3]) writeFileSync(join(mailRoot.Drop, `20261123T11500${n}Z-0000001.eml`), message);
  const { out } = await mailroot(['list', 'Drop', '-n', '1'], { cwd: mailRoot.root });
  assert.match(out, /^Drop \(3\)$/m);
  assert.deepEqual(out.match(/20261123T\w+/g), ['20261123T115003Z']);
});

void test('show tells the whole story of a message: files, envelope, transcripts', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  writeFileSync(join(mailRoot.Drop, `${id}-d1.eml`), 'Subject: Delay\r\n\r\n');
  const { out, code } = await mailroot(['show', id], { cwd: mailRoot.root });
  assert.equal(code, 0);
  assert.ok(out.includes(join(mailRoot.Queue, `${id}.envelope.json`)));
  assert.match(out, /from <ann@example\.test> \(sender from From/);
  assert.match(out, /to <bob@example\.test> {2}delayed {2}The remote host wants it tried again later\./);
  assert.match(out, /Local transcript \(LTR\)\nMailRoot local transcript/);
  assert.match(out, /< 451 4\.7\.1 Greylisted/);
  assert.match(out, /-d1\.eml {2}\(a delivery status notification about it\)/);
});

void test('what strangers wrote cannot drive the terminal: escape sequences are shown, not obeyed', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  const { out } = await mailroot(['show', id], { cwd: mailRoot.root });
  assert.ok(!out.includes('\u001b'));
  assert.ok(out.includes('Greylisted\\u001b[31m'));
});

void test('show takes the beginning of an id, a path of the family, and a name in Pickup', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  writeFileSync(join(mailRoot.Pickup, 'draft.txt'), message);
  writeFileSync(join(mailRoot.Drop, `${id}-f2.eml`), 'Subject: Failure\r\n\r\n');
  const cwd = mailRoot.root;
  const [beginning, path, name] = await Promise.all([
    mailroot(['show', '20261123T1150'], { cwd }),
    mailroot(['show', join('Queue', `${id}.rtr`)], { cwd }),
    mailroot(['show', 'draft.txt'], { cwd }),
  ]);
  assert.match(beginning.out, new RegExp(`^${id}$`, 'm'), beginning.err);
  assert.match(path.out, new RegExp(`^${id}$`, 'm'), path.err);
  assert.ok(name.out.includes(join(mailRoot.Pickup, 'draft.txt')), name.err);
});

void test('show says when an id fits nothing, and when it fits several', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  writeFileSync(join(mailRoot.Drop, `${id.replace('07b', '07c')}.eml`), message);
  const cwd = mailRoot.root;
  const none = await mailroot(['show', '2027'], { cwd });
  assert.equal(none.code, 66);
  assert.match(none.err, /No message 2027 .*"mailroot list"/);
  const several = await mailroot(['show', '2026'], { cwd });
  assert.equal(several.code, 64);
  assert.match(several.err, /fits 2 messages: .*Give more of the id/);
});

void test('send without an engine puts the bytes into Pickup as they are, and says that they wait there', async (t) => {
  const mailRoot = tempMailRoot(t);
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'hello.eml'), message);
  const ran = await mailroot(['send', '--root', mailRoot.root, 'hello.eml'], { cwd });
  assert.equal(ran.code, 75);
  assert.match(ran.err, /No engine runs on .*waits in Pickup.*mailroot serve/s);
  const names = readdirSync(mailRoot.Pickup);
  assert.equal(names.length, 1);
  assert.match(names[0] ?? '', /^hello-\w+\.eml$/);
  assert.equal(readFileSync(join(mailRoot.Pickup, names[0] ?? ''), 'utf8'), message);
  assert.equal(readFileSync(join(cwd, 'hello.eml'), 'utf8'), message, 'the file sent stays');
});

void test('send --no-wait is content with Pickup', async (t) => {
  const mailRoot = tempMailRoot(t);
  const ran = await mailroot(['send', '--no-wait', '-'], { cwd: mailRoot.root, input: message });
  assert.equal(ran.code, 0, ran.err);
  assert.equal(readdirSync(mailRoot.Pickup).length, 1);
});

void test('send checks every file before it sends the first', async (t) => {
  const mailRoot = tempMailRoot(t);
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'there.eml'), message);
  mkdirSync(join(cwd, 'folder'));
  const missing = await mailroot(['send', '--root', mailRoot.root, 'there.eml', 'gone.eml'], { cwd });
  assert.equal(missing.code, 66);
  assert.match(missing.err, /gone\.eml can't be read/);
  const folder = await mailroot(['send', '--root', mailRoot.root, 'folder'], { cwd });
  assert.equal(folder.code, 66);
  const empty = await mailroot(['send', '--root', mailRoot.root, '-'], { cwd, input: '' });
  assert.equal(empty.code, 65);
  assert.match(empty.err, /stdin is empty/);
  assert.deepEqual(readdirSync(mailRoot.Pickup), []);
});

void test('status, retry and stop say plainly that no engine runs', async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  const cwd = mailRoot.root;
  const [status, retry, stop] = await Promise.all(
    [['status'], ['retry'], ['stop']].map((args) => mailroot(args, { cwd })),
  );
  assert.equal(status?.code, 69);
  assert.match(status.out, /No engine runs on/);
  assert.match(status.out, /Queue +1/);
  assert.equal(retry?.code, 69);
  assert.match(retry.err, /No engine runs on .*mailroot serve/);
  assert.equal(stop?.code, 0);
  assert.match(stop.err, /No engine runs on/);
});

void test('a lock left by an engine that died counts for nothing', async (t) => {
  const mailRoot = tempMailRoot(t);
  const gone = { pid: 999_999_999, host: (await import('node:os')).hostname(), startedAt: 1, socket: '/nowhere.sock' };
  writeFileSync(mailRoot.lock, JSON.stringify(gone));
  const ran = await mailroot(['status'], { cwd: mailRoot.root });
  assert.equal(ran.code, 69);
  assert.match(ran.out, /No engine runs on/);
});
