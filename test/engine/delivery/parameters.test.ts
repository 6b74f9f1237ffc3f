/** What stands behind MAIL FROM, seen by the host: BODY and SMTPUTF8 as the content needs them and the sender declared them. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { manualClock } from '../../support/manualClock';
import { scriptedHost } from '../../support/scriptedHost';
import { hopTo, letter, only, poolOf, send, wire } from './client';

const limit = { timeout: 20_000 };
const header = { ...wire, content: Buffer.from('Subject: Grüße\r\n\r\nHello.\r\n'), eightBit: true, utf8Header: true };

async function mailLines(
  t: TestContext,
  offers: readonly string[],
  changes: Parameters<typeof letter>[0],
): Promise<string[]> {
  const host = await scriptedHost(t, { offers });
  const delivered = await send(hopTo(host.port), letter(changes));
  assert.equal(only(delivered).action, 'relayed');
  return host.heard.filter((line) => line.startsWith('MAIL'));
}

void test('a header in UTF-8 makes MAIL ask for SMTPUTF8 and BODY=8BITMIME', limit, async (t) => {
  const lines = await mailLines(t, ['8BITMIME', 'SMTPUTF8'], { content: () => header });
  assert.deepEqual(lines, ['MAIL FROM:<ann@here.test> BODY=8BITMIME SMTPUTF8']);
});

void test('it is asked for once where an address needs it too', limit, async (t) => {
  const lines = await mailLines(t, ['8BITMIME', 'SMTPUTF8'], { content: () => header, reversePath: 'jörg@here.test' });
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.match(/SMTPUTF8/g)?.length, 1);
});

void test('the next message of the same connection does not ask for it', limit, async (t) => {
  const host = await scriptedHost(t, { offers: ['8BITMIME', 'SMTPUTF8', 'PIPELINING'] });
  const clock = manualClock();
  const pool = poolOf({ clock }, { messagesPerConnection: 20 });
  for (const content of [header, wire])
    await send(hopTo(host.port), letter({ content: () => content }), { pool, clock });
  assert.equal(host.connections(), 1);
  assert.deepEqual(
    host.heard.filter((line) => line.startsWith('MAIL')),
    ['MAIL FROM:<ann@here.test> BODY=8BITMIME SMTPUTF8', 'MAIL FROM:<ann@here.test>'],
  );
});

void test('BODY=8BITMIME of the sender is handed on; 7BIT is what MAIL means anyway', limit, async (t) => {
  assert.deepEqual(await mailLines(t, ['8BITMIME'], { body: '8BITMIME' }), ['MAIL FROM:<ann@here.test> BODY=8BITMIME']);
  assert.deepEqual(await mailLines(t, ['8BITMIME'], { body: '7BIT' }), ['MAIL FROM:<ann@here.test>']);
  assert.deepEqual(
    await mailLines(t, [], { body: '8BITMIME' }),
    ['MAIL FROM:<ann@here.test>'],
    'the content has no need',
  );
});

void test('ENVID and ORCPT go out as xtext again', limit, async (t) => {
  const host = await scriptedHost(t, { offers: ['DSN'] });
  const recipients = [{ address: 'bob@there.test', orcpt: 'rfc822;bob+tag@x.test' }];
  await send(hopTo(host.port), letter({ envid: 'a+b=c', recipients }));
  assert.ok(host.heard.includes('MAIL FROM:<ann@here.test> ENVID=a+2Bb+3Dc'), host.heard.join());
  assert.ok(host.heard.includes('RCPT TO:<bob@there.test> ORCPT=rfc822;bob+2Btag@x.test'), host.heard.join());
});
