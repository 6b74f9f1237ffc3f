import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decideDots, unstuff, type DotDecision, type DotSetting } from '../../../src/engine/message/dotStuffing';

const top = 'X-Sender: a@x\r\nX-Receiver: b@x\r\nFrom: a@x\r\n';
const decide = (text: string, setting: DotSetting = 'auto'): DotDecision | undefined =>
  decideDots(Buffer.from(text), setting);

void test('a file as .NET Framework writes it is taken as stuffed; one as .NET writes it is not', () => {
  assert.equal(decide(`${top}\r\n..hidden\r\nrest\r\n`)?.stuffed, true);
  assert.equal(decide(`${top}\r\n.hidden\r\n..also\r\nrest\r\n`)?.stuffed, false);
});

void test('where no line of the body begins with a dot there is nothing to decide, whatever the setting', () => {
  for (const setting of ['auto', 'always', 'never'] as const) {
    assert.equal(decide(`${top}\r\nrest. of it\r\n`, setting), undefined);
    assert.equal(decide(`${top}X-Dots: a\r\n ..b\r\n\r\nrest\r\n`, setting), undefined);
  }
});

for (const [what, text] of [
  ['without envelope lines', 'From: a@x\r\n\r\n..hidden\r\n'],
  ['with X-Receiver alone, as an adopted file has', 'X-Receiver: b@x\r\nFrom: a@x\r\n\r\n..hidden\r\n'],
  ['out of Drop', 'X-Sender: a@x\r\nX-Receiver: b@x\r\nReturn-Path: <a@x>\r\n\r\n..hidden\r\n'],
  ['with a lone dot', `${top}\r\n..hidden\r\n.\r\n`],
] as const) {
  void test(`a file ${what} is not taken as stuffed`, () => {
    assert.equal(decide(text)?.stuffed, false);
  });
}

void test('the setting overrules the guess, and the sentence names it', () => {
  assert.equal(decide('From: a@x\r\n\r\n.x\r\n', 'always')?.stuffed, true);
  const never = decide(`${top}\r\n..hidden\r\n`, 'never');
  assert.equal(never?.stuffed, false);
  assert.equal(
    never.why,
    '1 line begins with a dot: taken as not dot-stuffed, they stay (mailroot.pickup.dotStuffed is never)',
  );
});

void test('the sentence of a guess says what it was guessed from', () => {
  assert.equal(
    decide(`${top}\r\n..a\n..b\n`)?.why,
    '2 lines begin with a dot, each with two, below an X-Sender line: ' +
      'taken as dot-stuffed, one dot is taken off where there are two (mailroot.pickup.dotStuffed is auto)',
  );
});

void test('lines that end with LF, CRLF or CR are lines all the same', () => {
  for (const end of ['\n', '\r\n', '\r']) assert.equal(decide(`${top}\r\none${end}..two${end}`)?.stuffed, true, end);
});

void test('a lone dot and what follows it are kept: IIS lost them', () => {
  assert.equal(unstuff(Buffer.from('before\r\n.\r\nafter\r\n')).toString(), 'before\r\n.\r\nafter\r\n');
});

void test('unstuffing undoes stuffing, byte for byte', () => {
  const stuff = (text: string): string => text.replace(/^\./gm, '..');
  fc.assert(
    fc.property(fc.array(fc.constantFrom('.', 'a', '\r\n', '\n', '\u00ff'), { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      assert.equal(unstuff(Buffer.from(stuff(text), 'latin1')).toString('latin1'), text);
    }),
  );
});
