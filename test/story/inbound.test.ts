/** The inbound transcript of a message that came over SMTP: it stays beside it wherever it goes, and comes back with it. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { decodeItr, type InboundSession } from '../../src/engine/mailroot/inbound';
import type { FolderName } from '../../src/engine/mailroot/layout';
import { sandbox, type Sandbox } from '../support/sandbox';
import { about, done, untilSettled } from '../support/steering';

const client = { address: '127.0.0.1', port: 40_312 };
const lines = [
  { ms: 0, mark: '>', text: '220 host.test ESMTP MailRoot' },
  { ms: 4, mark: '<', text: 'MAIL FROM:<app@example.com>' },
] as const;

/** Hands a message in over SMTP; resolves to its id. */
async function handIn(box: Sandbox, to: string, from = 'app@example.com'): Promise<string> {
  const session = (): InboundSession => ({ at: box.clock.now(), client, port: 2525, lines });
  const { id } = await box.spool.accept({
    client: '127.0.0.1',
    reversePath: from,
    recipients: [{ address: to }],
    received: 'from shop ([127.0.0.1]) by host.test with ESMTP',
    content: Readable.from(['Subject: hi\r\n\r\nhello\r\n']),
    session,
  });
  return id;
}

/** The folders in which it stands, each whole. */
function standsIn(box: Sandbox, id: string): FolderName[] {
  return (['Queue', 'Sent', 'BadMail', 'Drop'] as const).filter((folder) => {
    if (!box.files(folder).includes(`${id}.itr`)) return false;
    const session = decodeItr(box.text(folder, `${id}.itr`));
    assert.deepEqual([session?.id, session?.verdict, session?.lines], [id, 'accepted', lines]);
    return true;
  });
}

test('it waits beside the message in the Queue, goes to Sent with it, and back when it is requeued', async (t) => {
  const box = await sandbox(t);
  const id = await handIn(box, '451x1@sim.test');
  await untilSettled(box, box.outcome(about(id)));
  assert.deepEqual(standsIn(box, id), ['Queue']);
  await done(box, id, { kind: 'remove' });
  await box.idle();
  assert.deepEqual(standsIn(box, id), ['Sent']);
  await done(box, id, { kind: 'requeue' });
  await box.idle();
  const [now] = standsIn(box, id);
  assert.ok(now === 'Queue' || now === 'Sent');
  assert.deepEqual(standsIn(box, id), [now], 'once, and with its message');
  assert.ok(box.files(now).includes(`${id}.eml`), `its message is in ${now}`);
});

test('it goes to BadMail with a message whose sender can not be told, and comes back from there', async (t) => {
  const box = await sandbox(t);
  const id = await handIn(box, '550@sim.test', '');
  const outcome = await untilSettled(box, box.outcome(about(id)));
  assert.equal(outcome.folder, 'BadMail');
  assert.deepEqual(standsIn(box, id), ['BadMail']);
  const relayed = box.outcome(about(id));
  await done(box, id, { kind: 'requeue', recipients: ['ok@sim.test'] });
  assert.equal((await untilSettled(box, relayed)).folder, 'Sent');
  assert.deepEqual(standsIn(box, id), ['Sent']);
});

test('of a message that was only dropped it is in Sessions, not beside the Drop file', async (t) => {
  const box = await sandbox(t);
  const id = await handIn(box, 'ann@example.com');
  assert.deepEqual(standsIn(box, id), []);
  assert.deepEqual(box.files('Drop'), [`${id}.eml`]);
});
