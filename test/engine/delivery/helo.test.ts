/** Hosts of before 1995: EHLO is refused, in whatever words, and HELO opens a session without extensions; or a setting says so at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedHost, type Script } from '../../support/scriptedHost';
import { hopTo, letter, only, send, wire } from './client';

const limit = { timeout: 20_000 };

const old = (refusal: string): Script => ({
  on: (line, next) => (line.startsWith('EHLO') ? refusal : next()),
});

for (const refusal of [
  '500 5.5.2 What?',
  '502 5.5.1 Not implemented',
  '504 5.5.4 Not here',
  '550 No',
  '554 5.7.1 No',
]) {
  void test(`"${refusal}" to EHLO: HELO is said, and the message goes without extensions`, limit, async (t) => {
    const host = await scriptedHost(t, old(refusal));
    const recipients = [{ address: 'bob@there.test', notify: ['NEVER' as const] }];
    const sent = await send(hopTo(host.port), letter({ recipients, ret: 'HDRS', envid: 'x' }));
    assert.equal(only(sent).action, 'relayed');
    const said = host.heard.filter((line) => line !== 'QUIT');
    assert.deepEqual(said, [
      'EHLO here.test',
      'HELO here.test',
      'MAIL FROM:<ann@here.test>',
      'RCPT TO:<bob@there.test>',
      'DATA',
    ]);
  });
}

void test('421 to EHLO is no host of before 1995, but one that has no time', limit, async (t) => {
  const host = await scriptedHost(t, old('421 4.3.2 Later'));
  const status = only(await send(hopTo(host.port), letter()));
  assert.ok(status.action === 'delayed' && status.reply?.code === 421);
  assert.ok(!host.heard.some((line) => line.startsWith('HELO')));
});

void test('HELO refused as well puts off or fails by its own reply', limit, async (t) => {
  const refusing = (reply: string): Script => ({ on: (line, next) => (/^(?:EHLO|HELO)/.test(line) ? reply : next()) });
  const never = only(await send(hopTo((await scriptedHost(t, refusing('554 5.7.1 No'))).port), letter()));
  assert.ok(never.action === 'failed' && never.stage === 'ehlo' && never.reply?.code === 554);
});

void test('with "helo" in the settings EHLO is never said', limit, async (t) => {
  const host = await scriptedHost(t, { offers: ['DSN', '8BITMIME'] });
  assert.equal(only(await send(hopTo(host.port, { helo: true }), letter({ envid: 'x' }))).action, 'relayed');
  assert.deepEqual(host.heard.slice(0, 2), ['HELO here.test', 'MAIL FROM:<ann@here.test>']);
});

void test(
  'what needs an extension does not go over HELO: 8-bit content, and TLS that is demanded',
  limit,
  async (t) => {
    const host = await scriptedHost(t, old('502 5.5.1 No'));
    const eightBit = only(await send(hopTo(host.port), letter({ content: () => ({ ...wire, eightBit: true }) })));
    assert.ok(eightBit.action === 'failed' && eightBit.status === '5.6.3');
    const secret = only(await send(hopTo(host.port, { tls: 'required' }), letter()));
    assert.ok(secret.action === 'failed' && secret.stage === 'ehlo' && secret.reply?.code === 502);
    assert.equal(host.contents.length, 0);
  },
);
