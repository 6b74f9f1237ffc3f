import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toOthers } from '../../src/commands/otherRecipients';
import { submission } from '../../src/engine/pickup/submission';

const letter = 'From: ann@example.com\r\nTo: bob@example.org\r\nBcc: eve@example.com\r\n\r\nx\r\n';

function to(source: string, ...addresses: readonly string[]): string {
  return Buffer.from(toOthers(Buffer.from(source), addresses)).toString();
}

void test('X-Receiver lines are put on top, and the message stays what it was', () => {
  assert.equal(
    to(letter, 'a@b.example', 'c@d.example'),
    `X-Receiver: <a@b.example>\r\nX-Receiver: <c@d.example>\r\n${letter}`,
  );
});

void test('those that were there go, the sender stays with its parameters', () => {
  const before = `X-Sender: <bounce@example.com> RET=HDRS\r\nX-Receiver: <old@example.com> NOTIFY=NEVER\r\n${letter}`;
  assert.equal(
    to(before, 'a@b.example'),
    `X-Sender: <bounce@example.com> RET=HDRS\r\nX-Receiver: <a@b.example>\r\n${letter}`,
  );
});

void test('it goes to the others alone, from the same sender', () => {
  const read = submission(toOthers(Buffer.from(letter), ['a@b.example']), 'localhost');
  assert.ok(read.kind === 'submission');
  assert.equal(read.envelope.reversePath, 'ann@example.com');
  assert.deepEqual(
    read.envelope.recipients.map(({ address }) => address),
    ['a@b.example'],
  );
});

void test('no address, and what is none, is refused', () => {
  assert.throws(() => to(letter), /No address was given/);
  assert.throws(() => to(letter, 'a b'), /a b is not an address/);
});
