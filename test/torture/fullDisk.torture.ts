/**
 * A disk that is really full (a small one in memory) while mail comes in over SMTP, from Pickup and back from a remote host: clients hear
 * 452 4.3.1, nothing that was taken is lost, and all of it goes on by itself when there is room again.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import { mailRootAt, type FolderName } from '../../src/engine/mailroot/layout';
import { drained, shipped, start, stop } from './engines';
import { noMounts, smallDisk } from './mounted';
import { RemoteHost } from './remoteHost';

const skip = noMounts('a full disk');

test(
  'a full disk: 452 4.3.1 to the client, nothing lost, and all goes on when there is room',
  { skip, timeout: 120_000 },
  async (t) => {
    const mailRoot = mailRootAt(join(smallDisk(t, '1m'), 'MailRoot'));
    const host = new RemoteHost();
    t.after(() => host.close());
    host.set('r0', 'delays');
    const engine = await start(t, mailRoot, { enginePath: shipped, remotePort: await host.renew() });
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: engine.smtpPort });
    const send = (name: string, to: string): Promise<string> =>
      transport
        .sendMail({ from: 'ann@here.test', to, subject: name, text: 'x'.repeat(60_000) })
        .then(({ response }: { response: string }) => response, String);
    const taken: string[] = [];
    assert.match(await send('waits', 'r0.waits@there.test'), /^250/);

    let refused = '';
    for (let n = 0; refused === ''; n++) {
      const reply = await send(`d${n}`, `bob${n}@here.test`);
      if (reply.startsWith('250')) taken.push(`d${n}`);
      else refused = reply;
      assert.ok(n < 100, 'the disk is never full');
    }
    assert.match(refused, /452 4\.3\.1 .*full/);
    const ballast = join(mailRoot.root, 'ballast');
    fill(ballast);
    assert.match(await send('small', 'bob@here.test'), /452 4\.3\.1 /);
    host.set('r0', 'takes');
    await engine.client.request('steer', { select: {}, command: { kind: 'retry' } });
    assert.equal(host.truth('r0.waits@there.test').taken <= 1, true);

    rmSync(ballast);
    const [oldest = ''] = readdirSync(mailRoot.Drop).sort();
    rmSync(join(mailRoot.Drop, oldest));
    assert.match(await send('again', 'bob@here.test'), /^250/);
    writeFileSync(
      join(mailRoot.Pickup, 'p.eml'),
      'From: ann@here.test\r\nTo: bob@here.test\r\nSubject: p\r\n\r\nhi\r\n',
    );
    await drained(engine, () => readdirSync(mailRoot.Pickup).length === 0);
    await stop(engine);

    const subjects = (folder: FolderName): string[] =>
      readdirSync(mailRoot[folder])
        .filter((name) => name.endsWith('.eml'))
        .map((name) => /^Subject: (\S+)\r$/m.exec(readFileSync(join(mailRoot[folder], name), 'latin1'))?.[1] ?? '?')
        .sort();
    assert.deepEqual(subjects('Drop'), [...taken.slice(1), 'again', 'p'].sort());
    assert.deepEqual(subjects('Sent'), ['waits']);
    assert.equal(host.truth('r0.waits@there.test').taken, 1, 'a reply that was heard is not asked for again');
    assert.deepEqual(
      readdirSync(mailRoot.root).filter((name) => name.endsWith('.tmp')),
      [],
    );
  },
);

/** To the last octet. */
function fill(path: string): void {
  for (const octets of [65_536, 4_096, 512, 1])
    for (;;) {
      try {
        writeFileSync(path, Buffer.alloc(octets), { flag: 'a' });
      } catch {
        break;
      }
    }
}
