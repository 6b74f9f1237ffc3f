/** Messages of any size: what is taken apart is small, what is shown of them is the same, what is saved is whole. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { asUtf8, decodedBody } from '../../src/language/model/content';
import { condensed, condenseLimits, type CondenseLimits } from '../../src/preview/mail/condensed';
import { octetsOf, sizeOf, wordsOf } from '../../src/preview/mail/content';
import { decodedSteps } from '../../src/preview/mail/decoding';
import { linesAt } from '../../src/preview/mail/lines';
import { extentOf, partAt, readMail, type Mail } from '../../src/preview/mail/mail';
import { FileOctets, inMemory, inSteps, stretchOf, type Octets } from '../../src/preview/mail/octets';
import { Answering, longestOpened } from '../../src/preview/worker/answering';
import { tempFolder } from '../support/tempFolder';
import { pageOf, plainly } from './letters';

const corpus = join(import.meta.dirname, '..', 'corpus');
const letters = readdirSync(corpus).filter((name) => name.endsWith('.eml'));
const small: CondenseLimits = { run: 400, top: 4_000, together: 1_000_000, scanned: 1_000_000_000 };
const none: CondenseLimits = { run: 1e9, top: 1e9, together: 1e9, scanned: 1e9 };

/** Where each part is in the file, on which line, and what is in it. */
function told(mail: Mail): unknown {
  const { parts } = mail.message;
  const lines = linesAt(
    mail,
    parts.map(({ start }) => start),
  );
  return parts.map((part, i) => [part.path, part.type.word, lines[i], extentOf(mail, part), sizeOf(mail, part)]);
}

/** Notes which stretches are asked for. */
class Watched implements Octets {
  readonly #own: Octets;
  readonly size: number;
  most = 0;
  constructor(own: Octets) {
    this.#own = own;
    this.size = own.size;
  }
  read(start: number, end: number): Buffer {
    const got = this.#own.read(start, end);
    this.most = Math.max(this.most, got.length);
    return got;
  }
}

void test('every message of the corpus is the same, whether long bodies are left in the file or not', () => {
  for (const name of letters) {
    const bytes = readFileSync(join(corpus, name));
    const [whole, short] = [readMail(bytes, none), readMail(bytes, small)];
    assert.deepEqual(told(short), told(whole), name);
    assert.deepEqual(
      short.message.parts.map((part) => octetsOf(short, part)),
      whole.message.parts.map((part) => octetsOf(whole, part)),
      name,
    );
  }
});

void test('a property: parts, lines and octets do not depend on what was kept', () => {
  const line = fc.oneof(
    fc.constantFrom('--b', '--c', '--b--', '--c--', '-- ', '', 'Content-Type: multipart/mixed; boundary=c', 'X: y'),
    fc.string({ maxLength: 60, unit: fc.constantFrom('a', 'b', '=', '3', 'D', ' ', '-', ':') }),
  );
  const end = fc.constantFrom('\r\n', '\r\n', '\n', '\r', '\r\r\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(line, end), { maxLength: 60 }), fc.integer({ min: 160, max: 300 }), (lines, run) => {
      // A head is never longer than what is kept behind a delimiter: only bodies are left out.
      const rest = lines.map(([text, eol], i) => (i % 3 === 0 ? `\r\n\r\n${'x'.repeat(200)}\r\n` : '') + text + eol);
      const bytes = Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${rest.join('')}`);
      const [whole, short] = [readMail(bytes, none), readMail(bytes, { ...small, top: run, run })];
      const heads = (mail: Mail): number => Math.max(...mail.message.parts.map(({ head }) => head.end - head.start));
      fc.pre(heads(whole) < 100);
      assert.deepEqual(told(short), told(whole));
    }),
    { numRuns: 1_000 },
  );
});

void test('a property: decoding in steps gives what decoding as a whole gives', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'Z', '9', '=', '4', 'B', ' ', '\t', '\r\n', '\n', '\r', '+', '!'),
  });
  fc.assert(
    fc.property(fc.array(text), fc.constantFrom('base64', 'quoted-printable', '7bit'), (pieces, encoding) => {
      const whole = pieces.join('');
      // A broken escape that a soft line break would mend is nobody's.
      fc.pre(!/=[0-9A-F]?=[ \t\r]*\n/i.test(whole));
      const part = { encoding, body: { start: 0, end: whole.length } } as unknown as Parameters<typeof decodedBody>[1];
      const steps = decodedSteps(
        pieces.map((piece) => Buffer.from(piece)),
        encoding,
      );
      assert.equal(Buffer.concat([...steps]).toString(), decodedBody(whole, part, asUtf8).toString());
    }),
    { numRuns: 2_000 },
  );
});

void test('blanks without end in quoted-printable are not waited for without end', () => {
  const steps = decodedSteps(
    Array.from({ length: 50 }, () => Buffer.alloc(50_000, ' ')),
    'quoted-printable',
  );
  for (const step of steps) assert.ok(step.length <= 200_000, `${step.length}`);
});

void test('a stretch of a stretch is where it says, and no longer than what it is of', () => {
  const all = inMemory(Buffer.from('0123456789'));
  const inner = stretchOf(stretchOf(all, 2, 8), 1, 99);
  assert.equal(inner.size, 5);
  assert.equal(inner.read(1, 99).toString(), '4567');
  assert.equal(Buffer.concat([...inSteps(inner)]).toString(), '34567');
});

/** A file with an attachment of that many octets in base64 in front of a small part. */
function largeFile(path: string, octets: number): { readonly hash: string; readonly size: number } {
  const file = openSync(path, 'w');
  writeSync(file, 'From: a@example.com\r\nSubject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n');
  writeSync(
    file,
    '--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\n',
  );
  writeSync(file, 'Content-Transfer-Encoding: base64\r\n\r\n');
  const hash = createHash('sha256');
  const block = Buffer.from(Array.from({ length: 57_000 }, (_, i) => (i * 7919 + (i >> 8)) % 256));
  const lines = `${(block.toString('base64').match(/.{76}/g) ?? []).join('\r\n')}\r\n`;
  let size = 0;
  for (; size < octets; size += block.length) {
    writeSync(file, lines);
    hash.update(block);
  }
  writeSync(file, '--b\r\nContent-Type: text/plain; name=last.txt\r\n\r\nlast\r\n--b--\r\n');
  closeSync(file);
  return { hash: hash.digest('hex'), size };
}

void test('of a message of 60 MB less than two are kept, and every part is found behind it', (t) => {
  const path = join(tempFolder(t), 'large.eml');
  const { size } = largeFile(path, 43_000_000);
  const octets = new Watched(new FileOctets(path));
  const mail = readMail(octets);
  assert.ok(octets.size > 58_000_000, `${octets.size}`);
  assert.ok(mail.message.text.length < 2_000_000, `${mail.message.text.length}`);
  assert.deepEqual(
    mail.message.parts.map(({ type, path: at }) => [at, type.word]),
    [
      ['', 'multipart/mixed'],
      ['1', 'text/plain'],
      ['2', 'application/zip'],
      ['3', 'text/plain'],
    ],
  );
  const [zip, last] = [partAt(mail, '2'), partAt(mail, '3')];
  assert.ok(zip !== undefined && last !== undefined);
  assert.equal(sizeOf(mail, zip), size);
  assert.equal(wordsOf(mail, last).text, 'last');
  assert.deepEqual(linesAt(mail, [last.start]), [size / 57 + 13]);
  assert.match(pageOf(mail).page, /43 MB/);
  assert.ok(octets.most <= 1_000_002, `no read of more than a megabyte: ${octets.most}`);
});

void test('a large attachment is saved as it was, octet by octet, while the message moves on', async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'large.eml');
  const { hash, size } = largeFile(path, 8_000_000);
  const answering = new Answering();
  const to = join(folder, 'a.zip');
  assert.ok((await answering.answer({ kind: 'page', source: { stamp: '1', path }, wishes: plainly })).kind === 'page');
  assert.deepEqual(await answering.answer({ kind: 'save', source: { stamp: '1', path }, part: '2', to }), {
    kind: 'save',
    size,
  });
  assert.equal(createHash('sha256').update(readFileSync(to)).digest('hex'), hash);
  assert.deepEqual(readdirSync(folder).sort(), ['a.zip', 'large.eml']);
  renameSync(path, join(folder, 'moved.eml'));
  const lost = await answering.answer({ kind: 'save', source: { stamp: '1', path }, part: '2', to });
  assert.ok(lost.kind === 'trouble' && lost.text.includes('no such file'));
  assert.equal(
    createHash('sha256').update(readFileSync(to)).digest('hex'),
    hash,
    'what was saved before is still there',
  );
  assert.deepEqual(readdirSync(folder).sort(), ['a.zip', 'moved.eml']);
});

void test('what is too large to be opened in the editor is refused with the way out', async (t) => {
  const path = join(tempFolder(t), 'large.eml');
  const { size } = largeFile(path, longestOpened + 1);
  const answer = await new Answering().answer({ kind: 'part', source: { stamp: '1', path }, part: '2' });
  assert.ok(answer.kind === 'trouble' && size > longestOpened);
  assert.match(answer.text, /a\.zip has 50 MB, and at most 50 MB are opened in the editor\. Save it instead\./);
});

void test('a message of four gigabytes is looked at up to the limit, and says so', (t) => {
  const path = join(tempFolder(t), 'endless.eml');
  const file = openSync(path, 'w');
  writeSync(file, 'From: a@example.com\r\nSubject: endless\r\n\r\n');
  ftruncateSync(file, 4_000_000_000);
  closeSync(file);
  const mail = readMail(new FileOctets(path), { ...condenseLimits, scanned: 20_000_000 });
  assert.equal(mail.message.text.length, 1_000_000);
  assert.match(pageOf(mail).page, /Only the first 20 MB of 4000 MB were read/);
  assert.match(pageOf(mail).page, /Only the first million characters are shown/);
});

void test('a file of nothing but delimiters is kept to a limit, and the page says so', () => {
  const bytes = Buffer.concat([
    Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n'),
    Buffer.alloc(3_000_000, '--b\n'),
  ]);
  const { text, scanned } = condensed(inMemory(bytes), { ...small, together: 100_000 });
  assert.ok(text.length < 105_000, `${text.length}`);
  assert.ok(scanned < 105_000, `${scanned}`);
  const { page } = pageOf(readMail(bytes, { ...small, together: 100_000 }));
  assert.match(page, /Only the first 10\d KB of 3\.0 MB were read/);
});

void test('UTF-8 that is cut in the middle of a character is still UTF-8', () => {
  const bytes = Buffer.from(`Content-Type: text/plain\r\n\r\n${'ä'.repeat(3_000_000)}`);
  const mail = readMail(bytes);
  const { text, note } = wordsOf(mail, mail.message.root);
  assert.equal(text, 'ä'.repeat(1_000_000));
  assert.match(note ?? '', /first million/);
});
