/** Engine processes that start where it is hard: several at one moment, and on a queue of 100 000 messages. */
import assert from 'node:assert/strict';
import { linkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import nodemailer from 'nodemailer';
import { startEngine } from '../../src/engine/client';
import { mailRootAt, type MailRoot } from '../../src/engine/mailroot/layout';
import { readLock } from '../../src/engine/mailroot/lock';
import { prepareMailRoot } from '../../src/engine/mailroot/store';
import { tempFolderInMemory, tempMailRoot } from '../support/tempFolder';
import { shipped, start, stop } from './engines';
import { report } from './options';
import { RemoteHost } from './remoteHost';

async function startOne(t: TestContext, mailRoot: MailRoot): Promise<{ pid: number; kind: string; text: string }> {
  const { greeting, process: child } = await startEngine({
    command: process.execPath,
    enginePath: shipped,
    start: { mailRoot: mailRoot.root, lifetime: 'serve', config: { 'smtp.port': 0 } },
    detached: false,
  });
  t.after(() => child.kill('SIGKILL'));
  const text = greeting.kind === 'refused' ? greeting.text : '';
  return { pid: child.pid ?? 0, kind: greeting.kind, text };
}

for (const [what, leave] of [
  ['on an empty MailRoot', (): void => undefined],
  [
    'over the lock of one that died',
    (mailRoot: MailRoot): void => {
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      const dead = { pid, host: hostname(), startedAt: 1, socket: '/nowhere' };
      writeFileSync(mailRoot.lock, JSON.stringify(dead));
    },
  ],
] as const)
  test(`of four engines started at one moment ${what}, one runs and the others say who`, async (t) => {
    const mailRoot = tempMailRoot(t);
    leave(mailRoot);
    const all = await Promise.all(Array.from({ length: 4 }, () => startOne(t, mailRoot)));
    const ready = all.filter(({ kind }) => kind === 'ready');
    assert.equal(ready.length, 1, JSON.stringify(all));
    assert.equal((await readLock(mailRoot))?.pid, ready[0]?.pid);
    for (const { kind, text } of all) if (kind === 'refused') assert.match(text, /already runs|is just starting/);
  });

const count = 100_000;
const idOf = (n: number): string => `20261101T000000Z-${n.toString(16).padStart(7, '0')}`;
const content = (to: string): string => `X-Sender: <>\r\nX-Receiver: <${to}>\r\nSubject: hi\r\n\r\nhi\r\n`;

/**
 * All but the last wait until tomorrow: names and moments are all that a start looks at, so most of the files are links to a few, which
 * are quickly made.
 */
async function fillQueue(mailRoot: MailRoot): Promise<void> {
  await prepareMailRoot(mailRoot);
  const tomorrow = Date.now() / 1000 + 86_400;
  for (let n = 0; n < count - 1; n++) {
    const message = join(mailRoot.Queue, `${idOf(n)}.eml`);
    const state = join(mailRoot.Queue, `${idOf(n)}.envelope.json`);
    if (n % 25_000 === 0) {
      writeFileSync(message, content('r1.waits@there.test'));
      utimesSync(message, tomorrow, tomorrow);
      writeFileSync(state, '{}');
    } else {
      const first = idOf(n - (n % 25_000));
      linkSync(join(mailRoot.Queue, `${first}.eml`), message);
      linkSync(join(mailRoot.Queue, `${first}.envelope.json`), state);
    }
  }
  writeFileSync(join(mailRoot.Queue, `${idOf(count - 1)}.eml`), content('r0.due@there.test'));
}

test(
  'a start on a queue of 100 000 messages: all are known, what is due goes out, and mail comes in',
  { timeout: 300_000 },
  async (t) => {
    const mailRoot = mailRootAt(join(tempFolderInMemory(t), 'MailRoot'));
    await fillQueue(mailRoot);
    const host = new RemoteHost();
    t.after(() => host.close());
    const began = Date.now();
    const engine = await start(t, mailRoot, { enginePath: shipped, remotePort: await host.renew() });
    const seconds = (Date.now() - began) / 1000;
    while (host.truth('r0.due@there.test').taken === 0) await new Promise((done) => setTimeout(done, 10));
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: engine.smtpPort });
    const { response } = await transport.sendMail({ from: 'a@here.test', to: 'b@here.test', text: 'hi' });
    assert.match(response, /^250 /);
    let status = await engine.client.request('status', null);
    while (status.queued !== status.deferred) status = await engine.client.request('status', null);
    assert.deepEqual([status.queued, status.deferred], [count - 1, count - 1]);
    assert.equal(host.truths.size, 1, 'who waits until tomorrow is not tried today');
    await stop(engine);
    report('a start on a large queue', { messages: count, seconds });
  },
);
