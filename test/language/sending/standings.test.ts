/** What became of files that were sent, found again by their content alone: real folders, whoever handed the files in. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeEnvelope, type Envelope } from '../../../src/engine/mailroot/envelope';
import type { FolderName, MailRoot } from '../../../src/engine/mailroot/layout';
import { greatest, Looking } from '../../../src/language/sending/standings';
import { tempFolder, tempMailRoot } from '../../support/tempFolder';
import { envelope } from '../../views/envelopes';

const id = (second: number): string => `20261123T1150${String(second).padStart(2, '0')}Z-07b3a9c`;
const waiting = (of: string): Envelope => envelope([{ action: 'pending' }], { id: of });
const letter = (subject = 'Hello', more = ''): string =>
  `From: a@example.com\r\nTo: b@example.org\r\n${more}Subject: ${subject}\r\n\r\nHello\r\n`;

interface Desk {
  readonly mailRoot: MailRoot;
  readonly looking: Looking;
  /** Writes a message into a folder, with a state where it keeps one. */
  readonly message: (folder: FolderName, second: number, text: string) => void;
  readonly file: (name: string, text: string) => string;
}

function desk(t: TestContext): Desk {
  const mailRoot = tempMailRoot(t);
  const workspace = tempFolder(t);
  return {
    mailRoot,
    looking: new Looking(mailRoot),
    message: (folder, second, text) => {
      writeFileSync(join(mailRoot[folder], `${id(second)}${folder === 'BadMail' ? '.bad' : '.eml'}`), text);
      const state = { Queue: '.envelope.json', Sent: '.envelope.json', BadMail: '.bdp' }[folder as 'Queue'];
      if (folder !== 'Drop')
        writeFileSync(join(mailRoot[folder], `${id(second)}${state}`), encodeEnvelope(waiting(id(second))));
    },
    file: (name, text) => {
      const path = join(workspace, name);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
  };
}

void test('a file is known by its content: envelope lines, a mark of UTF-8 and another name make no difference', async (t) => {
  const { looking, message, file } = desk(t);
  const [plain, marked, to, other] = [
    file('plain.eml', letter()),
    file('deep/marked.eml', `\ufeff${letter()}`),
    file('to.eml', `X-Receiver: <c@example.org>\r\n${letter()}`),
    file('other.eml', letter('Hallo')),
  ];
  message('Queue', 1, letter());
  const { files } = await looking.look([plain, marked, to, other]);
  assert.deepEqual([...files.keys()].sort(), [plain, marked, to].sort());
  const found = files.get(plain);
  assert.deepEqual([found?.folder, found?.id, found?.state?.attempts], ['Queue', id(1), 1]);
});

void test('the newest message tells: a later failure after a delivery, a delivery after a failure', async (t) => {
  const { looking, message, file } = desk(t);
  const path = file('a.eml', letter());
  message('Sent', 1, letter());
  assert.equal((await looking.look([path])).files.get(path)?.folder, 'Sent');
  message(
    'Drop',
    2,
    `X-Sender: <a@example.com>\r\nX-Receiver: <b@example.org>\r\nReturn-Path: <a@example.com>\r\n${letter()}`,
  );
  const delivered = (await looking.look([path])).files.get(path);
  assert.deepEqual([delivered?.folder, delivered?.state], ['Drop', undefined]);
  message('BadMail', 3, letter());
  assert.equal((await looking.look([path])).files.get(path)?.folder, 'BadMail');
});

void test('a message that is in Drop and still under way to others is told by its own state', async (t) => {
  const { looking, message, file } = desk(t);
  const path = file('a.eml', letter());
  message('Drop', 1, letter());
  message('Queue', 1, letter());
  assert.equal((await looking.look([path])).files.get(path)?.folder, 'Queue');
});

void test('a file that changed is no longer the one that was sent, and is again when it is as it was', async (t) => {
  const { looking, message, file } = desk(t);
  const path = file('a.eml', letter());
  message('Sent', 1, letter());
  const isKnown = async (): Promise<boolean> => (await looking.look([path])).files.has(path);
  assert.equal(await isKnown(), true);
  file('a.eml', letter('Hullo'));
  assert.equal(await isKnown(), false);
  file('a.eml', letter());
  assert.equal(await isKnown(), true);
});

void test('a workspace that moved has its files known all the same', async (t) => {
  const { mailRoot, message, file } = desk(t);
  const path = file('here/a.eml', letter());
  message('Sent', 1, letter());
  const moved = join(path, '..', '..', 'there');
  renameSync(join(path, '..'), moved);
  const { files } = await new Looking(mailRoot).look([join(moved, 'a.eml')]);
  assert.equal(files.get(join(moved, 'a.eml'))?.id, id(1));
});

void test('a line of code is told by the newest message that names it', async (t) => {
  const { looking, message } = desk(t);
  message('Sent', 1, letter('old', 'X-Mail-Source: src/mail.ts:42\r\n'));
  message('Queue', 2, letter('new', 'X-Mail-Source: src/mail.ts:42\r\n'));
  message('Drop', 3, letter('fine', 'X-Mail-Source: src/other.ts:7\r\n'));
  message('Sent', 4, letter('none', 'X-Mail-Source: https://example.com/x\r\n'));
  const { code } = await looking.look([]);
  assert.deepEqual(
    code.map(([source, standing]) => [source, standing.id, standing.state?.attempts]),
    [
      [{ path: 'src/other.ts', line: 7 }, id(3), undefined],
      [{ path: 'src/mail.ts', line: 42 }, id(2), 1],
    ],
  );
});

void test('nothing is found where there is nothing: no folders, no files, a state that is damaged', async (t) => {
  const { mailRoot, looking, message, file } = desk(t);
  const path = file('a.eml', letter());
  assert.equal((await looking.look([path, join(path, 'missing')])).files.size, 0);
  message('Sent', 1, letter());
  writeFileSync(join(mailRoot.Sent, `${id(1)}.envelope.json`), '{');
  assert.equal((await looking.look([path])).files.get(path)?.state, undefined);
});

void test('of many names the greatest are taken, in order', () => {
  const names = Array.from({ length: 5_000 }, (_, i) => String((i * 7919) % 5_000).padStart(5, '0'));
  assert.deepEqual(greatest(names, 3), ['04997', '04998', '04999']);
  assert.deepEqual(greatest(['b', 'a'], 3), ['a', 'b']);
});
