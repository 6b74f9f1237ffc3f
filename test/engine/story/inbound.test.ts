import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeItr, type Verdict } from '../../../src/engine/mailroot/inbound';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { findTranscript } from '../../../src/engine/story/files';
import { familyOf, inboundStamp, isAlone, readInbound, type InboundFile } from '../../../src/engine/story/inbound';
import { tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-0c88001';

function itr(verdict: Verdict): string {
  const lines = [{ ms: 0, mark: '>', text: '220 host.test' }] as const;
  return encodeItr(id, verdict, { at: 0, client: { address: '127.0.0.1', port: 1 }, port: 25, lines });
}

function mailRootWith(t: TestContext, files: Readonly<Record<string, string>>): MailRoot {
  const mailRoot = tempMailRoot(t);
  mkdirSync(mailRoot.Sessions, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(mailRoot.root, name), text);
  return mailRoot;
}

async function found(path: string): Promise<InboundFile | undefined> {
  return readInbound(path, await findTranscript(familyOf(path)));
}

const message = 'From: a@b.test\r\n\r\n';

test('beside a message it is found by any file of the family', async (t) => {
  const mailRoot = mailRootWith(t, { [`Queue/${id}.eml`]: message, [`Queue/${id}.itr`]: itr('accepted') });
  for (const part of ['.eml', '.ltr', '.itr'])
    assert.equal((await found(join(mailRoot.Queue, id + part)))?.session.verdict, 'accepted', part);
});

test('a page of it follows the message to Sent', async (t) => {
  const mailRoot = mailRootWith(t, { [`Queue/${id}.eml`]: message, [`Queue/${id}.itr`]: itr('accepted') });
  const path = join(mailRoot.Queue, `${id}.itr`);
  const before = await inboundStamp(path, await findTranscript(path));
  for (const part of ['.eml', '.itr']) renameSync(join(mailRoot.Queue, id + part), join(mailRoot.Sent, id + part));
  const after = await found(path);
  assert.equal(after?.path, join(mailRoot.Sent, `${id}.itr`));
  assert.equal(await inboundStamp(path, await findTranscript(path)), before, 'and only its place has changed');
});

test('of a message in Drop it is in Sessions, and the file there leads to the message', async (t) => {
  const mailRoot = mailRootWith(t, { [`Drop/${id}.eml`]: message, [`Sessions/${id}.itr`]: itr('accepted') });
  const session = join(mailRoot.Sessions, `${id}.itr`);
  assert.equal((await found(join(mailRoot.Drop, `${id}.eml`)))?.path, session);
  assert.equal((await found(session))?.path, session);
  assert.equal((await findTranscript(familyOf(session))).message?.folder, 'Drop');
});

test('what was refused stands alone, be there a message of that id or not', async (t) => {
  const mailRoot = mailRootWith(t, {
    [`Drop/${id}.eml`]: message,
    [`Sessions/${id}.refused.itr`]: itr('refused'),
    [`Sessions/${id}.itr`]: itr('accepted'),
  });
  const refused = join(mailRoot.Sessions, `${id}.refused.itr`);
  assert.equal(isAlone(refused), true);
  assert.equal((await found(refused))?.session.verdict, 'refused');
  assert.equal((await found(join(mailRoot.Sessions, `${id}.itr`)))?.session.verdict, 'accepted');
});

test('a message from Pickup has none, and a file that is no transcript is none', async (t) => {
  const mailRoot = mailRootWith(t, { [`Queue/${id}.eml`]: message });
  assert.equal(await found(join(mailRoot.Queue, `${id}.eml`)), undefined);
  writeFileSync(join(mailRoot.Queue, `${id}.itr`), 'something else');
  assert.equal(await found(join(mailRoot.Queue, `${id}.itr`)), undefined);
});
