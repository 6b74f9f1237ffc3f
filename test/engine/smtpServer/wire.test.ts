import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tolerant, type WireRules } from '../../../src/engine/smtpServer/rules';
import { Wire, type CommandLine } from '../../../src/engine/smtpServer/wire';

const strict: WireRules = { ...tolerant, bareLineEnds: 'strict', maxCommandOctets: 20 };

interface Heard {
  readonly wire: Wire;
  readonly lines: CommandLine[];
  readonly resume: () => void;
  now: number;
}

/** A wire whose commands are obeyed at once, or when `resume` is called. */
function opened(rules: WireRules, obey: 'at once' | 'later' = 'at once'): Heard {
  const lines: CommandLine[] = [];
  let waiting: () => void = () => undefined;
  const heard = { lines, now: 0, resume: () => waiting() };
  const wire = new Wire({
    rules: () => rules,
    now: () => heard.now,
    hear: (line, resume) => {
      lines.push(line);
      if (obey === 'at once') resume();
      else waiting = resume;
    },
  });
  return Object.assign(heard, { wire });
}

const texts = ({ lines }: Heard): string[] =>
  lines.map(({ bytes, flaw }) => `${bytes.toString('latin1')}${flaw === undefined ? '' : ` (${flaw})`}`);

test('lines come one after the other, however they are cut', () => {
  const heard = opened(strict);
  for (const piece of ['EHL', 'O x\r', '\nNOOP\r\nQU', 'IT', '\r\n']) heard.wire.write(piece);
  assert.deepEqual(texts(heard), ['EHLO x', 'NOOP', 'QUIT']);
});

test('what is wrong with a line is told with it', () => {
  const heard = opened(strict);
  heard.wire.write('A\nB\rC\r\nD\0\r\nE\x7f\r\nF\tG\r\n\r\n\n');
  assert.deepEqual(texts(heard), [
    'A (bare LF)',
    'B\rC (bare CR)',
    'D\0 (control character)',
    'E\x7f (control character)',
    'F\tG',
    '',
    ' (bare LF)',
  ]);
});

test('tolerant: LF ends a line; a CR in the middle is a control character', () => {
  const heard = opened(tolerant);
  heard.wire.write('A\nB\rC\n');
  assert.deepEqual(texts(heard), ['A', 'B\rC (control character)']);
});

test('of a line that is too long only the beginning is kept, and the next one is heard', () => {
  const heard = opened(strict);
  for (let n = 0; n < 1_000; n++) heard.wire.write('x'.repeat(1_000));
  heard.wire.write('\r\nNOOP\r\n');
  assert.deepEqual(texts(heard), [`${'x'.repeat(20)} (too long)`, 'NOOP']);
  assert.equal(heard.lines[0]?.bytes.length, 20);
});

test('the longest line allowed has its end in the count', () => {
  const heard = opened(strict);
  heard.wire.write(`${'x'.repeat(18)}\r\n${'y'.repeat(19)}\r\n`);
  assert.deepEqual(
    heard.lines.map(({ flaw }) => flaw),
    [undefined, 'too long'],
  );
});

test('while a command is obeyed the next one waits', () => {
  const heard = opened(strict, 'later');
  heard.wire.write('ONE\r\nTWO\r\n');
  assert.deepEqual(texts(heard), ['ONE']);
  assert.equal(heard.wire.awaited, 'us');
  heard.resume();
  assert.deepEqual(texts(heard), ['ONE', 'TWO']);
  heard.resume();
  assert.equal(heard.wire.awaited, 'command');
});

test('what a client is waited for, and since when', () => {
  const heard = opened(strict);
  heard.now = 5;
  heard.wire.write('NO');
  assert.deepEqual([heard.wire.awaited, heard.wire.times], ['rest of a command', { since: 5, heardAt: 5 }]);
  heard.now = 9;
  heard.wire.write('O');
  assert.deepEqual(heard.wire.times, { since: 5, heardAt: 9 });
  heard.wire.write('P\r\n');
  assert.deepEqual([heard.wire.awaited, heard.wire.times.since], ['command', 9]);
});

test('a piece that came while a command was obeyed is heard behind it', async () => {
  const heard = opened(strict, 'later');
  for (const piece of ['ONE\r\n', 'TWO\r\nTHR', 'EE\r\n']) heard.wire.write(piece);
  for (let n = 1; n <= 3; n++) {
    assert.equal(heard.lines.length, n);
    await new Promise(setImmediate);
    heard.resume();
  }
  assert.deepEqual(texts(heard), ['ONE', 'TWO', 'THREE']);
  assert.equal(heard.wire.awaited, 'command');
});

test('a content comes between commands, and the reply to it is waited for', () => {
  const heard = opened(strict);
  const ended: string[] = [];
  heard.wire.beginContent(() => ended.push('ended')).stream.resume();
  heard.wire.write('text\r\n.\r\nNOOP\r\n');
  assert.deepEqual([ended, texts(heard), heard.wire.awaited], [['ended'], [], 'us']);
  heard.wire.resumeCommands();
  assert.deepEqual(texts(heard), ['NOOP']);
});

test('a closed wire hears nothing more, and a line that was cut short is no command', () => {
  const heard = opened(strict);
  heard.wire.write('NOOP\r\nQUI');
  heard.wire.isClosed = true;
  heard.wire.write('T\r\nMAIL\r\n');
  heard.wire.end();
  assert.deepEqual(texts(heard), ['NOOP']);
});

test('thousands of commands in one piece give the others a turn in between', async () => {
  const heard = opened(strict);
  heard.wire.write('NOOP\r\n'.repeat(1_000));
  assert.ok(heard.lines.length <= 100);
  while (heard.wire.awaited !== 'command') await new Promise(setImmediate);
  assert.equal(heard.lines.length, 1_000);
});

test('cut anywhere, the same lines are heard', () => {
  const piece = fc.constantFrom('A', 'BC', '\r\n', '\n', '\r', '\0');
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat(60), { maxLength: 5 }), (whole, cuts) => {
      const [one, other] = [opened(strict), opened(strict)];
      one.wire.write(Buffer.from(whole, 'latin1'));
      const points = [...new Set(cuts)].filter((n) => n < whole.length).sort((a, b) => a - b);
      [0, ...points].forEach((from, i) => {
        const part = whole.slice(from, points[i] ?? whole.length);
        if (part !== '') other.wire.write(Buffer.from(part, 'latin1'));
      });
      assert.deepEqual(texts(other), texts(one));
    }),
    { numRuns: 500 },
  );
});
