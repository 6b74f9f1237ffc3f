import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Content, type ContentFlaw } from '../../../src/engine/smtpServer/content';
import { tolerant, type WireRules } from '../../../src/engine/smtpServer/rules';

const strict: WireRules = { ...tolerant, bareLineEnds: 'strict' };

interface Read {
  readonly kept: string | undefined;
  readonly behind: string | undefined;
  readonly flaw: ContentFlaw | undefined;
}

/** Feeds a content in pieces and says what came of it. */
function read(wire: string | readonly string[], rules: WireRules = strict): Read {
  const content = new Content(rules);
  const kept: Buffer[] = [];
  content.stream.on('data', (chunk: Buffer) => kept.push(Buffer.from(chunk)));
  let behind: Buffer | undefined;
  for (const piece of [wire].flat()) {
    behind = content.take(Buffer.from(piece, 'latin1'));
    for (let chunk: unknown = content.stream.read(); chunk !== null; chunk = content.stream.read());
    if (behind !== undefined) break;
  }
  const whole = behind !== undefined && content.flaw === undefined;
  return {
    kept: whole ? Buffer.concat(kept).toString('latin1') : undefined,
    behind: behind?.toString('latin1'),
    flaw: content.flaw,
  };
}

test('a content ends at CRLF.CRLF, and what stands behind it is the next command', () => {
  assert.deepEqual(read('Subject: x\r\n\r\nhi\r\n.\r\nQUIT\r\n'), {
    kept: 'Subject: x\r\n\r\nhi\r\n',
    behind: 'QUIT\r\n',
    flaw: undefined,
  });
});

test('a content may be empty', () => {
  assert.equal(read('.\r\n').kept, '');
});

test('a dot in front of a line is taken off, and no other (RFC 5321 §4.5.2)', () => {
  assert.equal(read('..\r\n...x\r\n.y\r\na.\r\n..\r\n.\r\n').kept, '.\r\n..x\r\ny\r\na.\r\n.\r\n');
});

test('without its end a content goes on', () => {
  for (const wire of ['', 'x', 'x\r\n', 'x\r\n.', 'x\r\n.\r', '.', '.\r', 'x\r', '\r\n..\r\n'])
    assert.equal(read(wire).behind, undefined, JSON.stringify(wire));
});

test('what other servers take for the end is no end here', () => {
  for (const end of [
    '\n.\n',
    '\n.\r\n',
    '\r\n.\n',
    '\r.\r',
    '\r.\r\n',
    '\r\n.\r',
    '\r\n\0.\r\n',
    '\r\n.\0\r\n',
    '\n\n.\r\n',
  ]) {
    const wire = `Subject: x\r\n\r\nhi${end}MAIL FROM:<evil@x.test>\r\n`;
    for (const rules of [strict, tolerant]) assert.equal(read(wire, rules).behind, undefined, JSON.stringify(end));
  }
});

test('strict: the first bare line end is told with its line, and nothing is kept', () => {
  assert.deepEqual(read('one\r\ntwo\nthree\rfour\r\n.\r\n').flaw, { kind: 'bare LF', line: 2 });
  assert.deepEqual(read('one\r\ntwo\rthree\r\n.\r\n').flaw, { kind: 'bare CR', line: 2 });
  assert.deepEqual(read('one\r\r\n.\r\n').flaw, { kind: 'bare CR', line: 1 });
  assert.deepEqual(read('.\n.\r\n\r\n.\r\n').flaw, { kind: 'bare LF', line: 1 });
});

test('normalised: each bare line end becomes CRLF', () => {
  assert.equal(read('one\ntwo\rthree\r\nfour\r\r\n.\r\n', tolerant).kept, 'one\r\ntwo\r\nthree\r\nfour\r\n\r\n');
  assert.equal(read('\n\n\r\r\r\n.\r\n', tolerant).kept, '\r\n\r\n\r\n\r\n\r\n');
});

test('normalised: a line behind a bare LF loses its dot too, but a lone dot there is text', () => {
  assert.equal(read('one\n..two\n.\r\nthree\r\n.\r\n', tolerant).kept, 'one\r\n.two\r\n.\r\nthree\r\n');
});

test('a line longer than allowed is refused; its end counts, the dot in front does not', () => {
  const rules = { ...strict, maxLineOctets: 12 };
  assert.equal(read('1234567890\r\n.\r\n', rules).kept, '1234567890\r\n');
  assert.equal(read('..234567890\r\n.\r\n', rules).kept, '.234567890\r\n');
  assert.deepEqual(read('short\r\n12345678901\r\n.\r\n', rules).flaw, { kind: 'long line', line: 2 });
  assert.deepEqual(read(['1234567', '890123456', '\r\n.\r\n'], rules).flaw, { kind: 'long line', line: 1 });
});

test('a content larger than allowed is refused, at the octet', () => {
  assert.equal(read('12345678\r\n.\r\n', { ...strict, maxContentOctets: 10 }).kept, '12345678\r\n');
  assert.deepEqual(read('123456789\r\n.\r\n', { ...strict, maxContentOctets: 10 }).flaw, { kind: 'too large' });
});

test('octets that are no text are kept as they are', () => {
  const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i).filter((i) => i !== 10 && i !== 13)).toString(
    'latin1',
  );
  assert.equal(read(`${every}\r\n.\r\n`).kept, `${every}\r\n`);
});

/** Pieces in which such ends are likely. */
const piece = fc.constantFrom('\r\n', '\n', '\r', '.', '..', '.\r\n', 'x', 'MAIL', '\0', '\r\n.\r\n', '\r\n..');
const wireText = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

/** The same by regular expressions, on the whole text at once: slow, and easy to believe. */
function reference(wire: string, normalise: boolean): { kept: string; behind: string } | 'goes on' | 'refused' {
  const end = wire.startsWith('.\r\n') ? -2 : wire.indexOf('\r\n.\r\n');
  if (end === -1) return 'goes on';
  const content = wire.slice(0, end + 2);
  const behind = wire.slice(end + 5);
  if (!normalise && /\r(?!\n)|(?<!\r)\n/.test(content)) return 'refused';
  const kept = content.replace(/(^|\n)\.(?!\r?\n|$)/g, '$1').replace(/\r\n|\n|\r/g, '\r\n');
  return { kept, behind };
}

test('however a content is cut into chunks, it is read as a whole one is', () => {
  const cuts = fc.array(fc.nat(200), { maxLength: 8 });
  fc.assert(
    fc.property(wireText, cuts, fc.boolean(), (wire, at, normalise) => {
      const points = [...new Set(at.map((n) => n % (wire.length + 1)))].sort((a, b) => a - b);
      const pieces = [0, ...points].map((from, i) => wire.slice(from, points[i] ?? wire.length));
      const { kept, behind, flaw } = read(pieces, normalise ? tolerant : strict);
      const wanted = reference(wire, normalise);
      if (wanted === 'goes on') assert.equal(behind, undefined);
      else if (wanted === 'refused') assert.ok(flaw !== undefined && behind !== undefined);
      else {
        assert.equal(kept, wanted.kept);
        assert.ok(wanted.behind.startsWith(behind ?? 'nothing'));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a content of dots is no slower than any other: 4 MB of ".." lines in far less than a second', () => {
  const lines = Buffer.from('..\r\n'.repeat(16_384));
  const content = new Content(strict);
  content.stream.resume();
  const began = process.hrtime.bigint();
  for (let i = 0; i < 64; i++) content.take(lines);
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  assert.equal(content.octets, 64 * 16_384 * 3);
  assert.ok(ms < 1_000, `${ms.toFixed(0)} ms`);
});
