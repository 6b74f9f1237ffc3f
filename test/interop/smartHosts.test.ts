/**
 * A varied corpus out of our Pickup, through Debian's mail servers as smart hosts, and back into our listener: what lands in Drop on the
 * other side is what was put in, byte for byte, below the trace that each host puts on top.
 */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { EngineConfig } from '../../src/engine/config';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { corpus, international, manyRecipients, pickupFile, type Letter } from './corpus';
import { houseOf } from './house';
import { realEngine, takeApart, type RealEngine } from './realEngine';
import { exim, eximRelay, opensmtpd, postfix, running, type SmartHost } from './smartHosts';

const limit = { timeout: 120_000 };

interface Chain {
  readonly sender: RealEngine;
  /** Where it lands in the end, and how that is read. */
  readonly folder: string;
  readonly read: (folder: string) => Landed[];
  readonly said: () => string;
}

async function chainThrough(t: TestContext, host: SmartHost, root: string): Promise<Chain> {
  const receiver = await realEngine(t, { 'smtp.maxMessageKilobytes': 60_000, 'smtp.maxRecipients': 1_000 });
  const { port, said } = await running(t, host, { root, relayTo: receiver.port });
  const config: Partial<EngineConfig> = { localDomains: ['here.test'], smartHost: `127.0.0.1:${port}` };
  const sender = await realEngine(t, config);
  if (host.maildir === undefined) return { sender, folder: receiver.mailRoot.Drop, read: landed, said };
  const folder = join(root, host.maildir);
  mkdirSync(folder, { recursive: true });
  // Made by us, filled by an account of the house.
  for (const each of [folder, dirname(folder)]) chmodSync(each, 0o777);
  return { sender, folder, read: kept, said };
}

interface Landed {
  readonly recipients: readonly string[];
  readonly below: Buffer;
}

/** What a server that keeps mail in a Maildir put there: whom it is for is in a field on top. */
function kept(folder: string): Landed[] {
  return readdirSync(folder).map((name) => {
    const below = readFileSync(join(folder, name));
    const head = below.toString('utf8', 0, 30_000);
    const [, named = ''] = /^Envelope-to: ((?:.*\r\n)(?:[ \t].*\r\n)*)/m.exec(head) ?? [];
    return { recipients: named.split(/[\s,]+/).filter((word) => word !== ''), below };
  });
}

function landed(folder: string): Landed[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => {
      const { ours, below } = takeApart(readFileSync(join(folder, name)));
      const recipients = ours
        .map((line) => Buffer.from(line, 'latin1').toString())
        .flatMap((line) => /^X-Receiver: <(.*?)>/.exec(line)?.[1] ?? []);
      return { recipients, below };
    });
}

/** Waits until every recipient of the letter is among the Drop files that carry it. */
function untilLanded({ folder, read }: Chain, letter: Letter): Promise<Landed[]> {
  const mark = Buffer.from(`X-Corpus: ${letter.name}\r\n`);
  return new Promise((resolve) => {
    const look = (): void => {
      const files = read(folder).filter(({ below }) => below.subarray(0, 100_000).includes(mark));
      if (new Set(files.flatMap(({ recipients }) => recipients)).size < letter.to.length) return;
      watcher.close();
      resolve(files);
    };
    const watcher = watch(folder, look);
    look();
  });
}

function submit({ mailRoot }: RealEngine, letter: Letter): void {
  writeFileSync(join(mailRoot.Pickup, `${letter.name}.eml`), pickupFile(letter));
}

function assertSame(letter: Letter, { below }: Landed): void {
  const trace = below.subarray(0, below.length - letter.content.length);
  const same = below.subarray(trace.length).equals(letter.content);
  assert.ok(same, `${letter.name}: ${below.length} octets\n${below.subarray(0, 2_000).toString('latin1')}`);
  assert.match(
    trace.toString('latin1'),
    /^(?:Envelope-to: .*\r\n(?:[ \t].*\r\n)*)?(?:Received: .*\r\n(?:[ \t].*\r\n)*)+$/,
    'nothing but trace was put on top',
  );
}

for (const host of [postfix, exim, eximRelay, opensmtpd]) {
  const house = houseOf(host);
  const skip = house.kind === 'missing' && house.why;
  const root = house.kind === 'house' ? house.root : '';

  const way = host.maildir === undefined ? 'and back' : 'into its mailbox';

  void test(`through ${host.name} ${way}, byte for byte`, { ...limit, skip }, async (t) => {
    const chain = await chainThrough(t, host, root);
    const { sender, said } = chain;
    t.diagnostic(`${corpus.length + 1} letters`);
    for (const letter of [...corpus, manyRecipients]) submit(sender, letter);
    for (const letter of [...corpus, manyRecipients]) {
      const files = await untilLanded(chain, letter).catch((error: unknown) => {
        throw new Error(`${letter.name} did not land: ${String(error)}\n${said()}`);
      });
      for (const file of files) assertSame(letter, file);
      assert.deepEqual(files.flatMap(({ recipients }) => recipients).sort(), [...letter.to].sort());
    }
    assert.ok(!lostReply.test(logOf(host, root)), 'no reply of ours was lost on the way');
  });

  void test(
    `SMTPUTF8 through ${host.name} ${way}: handed on where it is offered, else returned with 5.6.7`,
    { ...limit, skip },
    async (t) => {
      const chain = await chainThrough(t, host, root);
      const { sender } = chain;
      submit(sender, international);
      if (host === opensmtpd) {
        const dsn = await firstDrop(sender.mailRoot);
        assert.match(dsn, /Status: 5\.6\.7/);
        assert.match(dsn, /no SMTPUTF8/);
        return;
      }
      const [file] = await untilLanded(chain, international);
      assert.ok(file);
      assertSame(international, file);
      assert.deepEqual(file.recipients, international.to);
    },
  );
}

/** What each of them writes when it did not hear what became of a message, and so sends it again. */
const lostReply =
  /closed connection in response to end of data|lost connection|conversation with .* timed out|TempFail/;

/** What it told of itself, on its streams and in its log. */
function logOf({ log }: SmartHost, root: string): string {
  const path = join(root, log ?? 'no log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** The first file that comes to Drop, as text. */
function firstDrop(mailRoot: MailRoot): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      const [name] = readdirSync(mailRoot.Drop).filter((each) => each.endsWith('.eml'));
      if (name === undefined) return;
      watcher.close();
      resolve(readFileSync(join(mailRoot.Drop, name), 'utf8'));
    };
    const watcher = watch(mailRoot.Drop, look);
    look();
  });
}
