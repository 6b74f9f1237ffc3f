import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readConfig } from '../../../src/engine/config';
import { decodeEnvelope } from '../../../src/engine/mailroot/envelope';
import { decodeLtr, decodeRtr } from '../../../src/engine/mailroot/transcript';
import { decodeWords } from '../../../src/engine/message/encodedWord';
import { redact } from '../../../src/engine/caseBundle/redact/redact';
import { filesOf, id, persons, settingsOf, type Persons } from './letters';

function redacted(given: Persons): Map<string, string> {
  const settings = settingsOf(given);
  const done = redact({ files: filesOf(given), settings, story: `Sent/${id}.eml`, leftOut: [] });
  assert.deepEqual(done.leftOut, []);
  const texts = [...done.files].map(([name, bytes]) => [name, bytes.toString('utf8')] as const);
  return new Map([...texts, ['settings.json', JSON.stringify(done.settings)]]);
}

/** A text as it stands, and all that can be decoded out of it. */
function everyReading(text: string): string {
  const runs = (text.match(/[A-Za-z0-9+/=]{8,}(?:\r?\n[A-Za-z0-9+/=]+)*/g) ?? []).map((run) =>
    Buffer.from(run, 'base64').toString('utf8'),
  );
  const quoted = Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
  const percent = text.replace(/(?:%[0-9A-F]{2})+/gi, (run) =>
    Buffer.from(run.replace(/%/g, ''), 'hex').toString('utf8'),
  );
  return [text, ...runs, quoted, percent, decodeWords(text)].join('\n').toLowerCase();
}

function needles({ sender, name, recipients, host, ip, subject, body }: Persons): string[] {
  const addresses = [sender, ...recipients];
  const parts = addresses.flatMap((address) => [
    address,
    address.slice(0, address.lastIndexOf('@')),
    address.slice(address.lastIndexOf('@') + 1),
  ]);
  return [...parts, name, host, ip, subject, ...body.split('\r\n')].map((each) =>
    each.replace(/^"|"$/g, '').toLowerCase(),
  );
}

function leaks(given: Persons): string[] {
  const found: string[] = [];
  for (const [name, text] of redacted(given)) {
    const readings = everyReading(text);
    for (const needle of needles(given)) if (readings.includes(needle)) found.push(`${needle} in ${name}`);
  }
  return found;
}

void test('nothing that tells persons apart is left in any file, in any encoding', () => {
  assert.deepEqual(leaks(persons), []);
});

void test('the files as they were would be found out by the same look', () => {
  const [, ...texts] = [...filesOf(persons).values()].map((bytes) => everyReading(bytes.toString('utf8')));
  const whole = texts.join('\n') + everyReading(filesOf(persons).get(`Sent/${id}.eml`)?.toString('utf8') ?? '');
  assert.deepEqual(
    needles(persons).filter((needle) => !whole.includes(needle)),
    [],
  );
});

const word = fc.stringMatching(/^[bcdfgjkvwxz][aeiou][bcdfgjkvwxz][aeiou][bcdfgjkvwxz]{1,2}$/);
const local = fc.oneof(
  word,
  fc.tuple(word, fc.constantFrom('.', '_', '-', '+', '=', '#'), word).map(([a, between, b]) => a + between + b),
  fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
  word.map((each) => `${each}ü`),
  word.map((each) => each.toUpperCase()),
);
const domain = fc
  .tuple(word, fc.constantFrom('.org', '.co.uk', '.test', '-gmbh.de', 'ß.de'))
  .map((parts) => parts.join(''));
const address = fc.tuple(local, domain).map(([a, b]) => `${a}@${b}`);
const sentence = fc
  .array(fc.oneof(word, fc.constantFrom('änder', '日本語xq', 'a')), { minLength: 3, maxLength: 6 })
  .map((words) => words.join(' '));

void test('whoever writes to whomever about whatever: nothing of it is left', () => {
  const anybody: fc.Arbitrary<Persons> = fc.record({
    sender: address,
    name: fc.tuple(word, word).map((words) => words.join(' ')),
    recipients: fc.tuple(address, address),
    host: fc.tuple(word, domain).map((parts) => parts.join('.')),
    ip: fc.ipV4().filter((ip) => ip.length > 8 && !ip.startsWith('127.') && !ip.startsWith('198.')),
    subject: sentence,
    body: fc.array(sentence, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\r\n')),
  });
  fc.assert(
    fc.property(anybody, (given) => {
      assert.deepEqual(leaks(given), []);
    }),
    { numRuns: 40 },
  );
});

void test('the same address has the same other name in message, envelope, transcripts, settings and notification', () => {
  const files = redacted(persons);
  const state = decodeEnvelope(files.get(`Sent/${id}.envelope.json`) ?? '');
  assert.equal(state.kind, 'envelope');
  const sender = state.envelope.reversePath;
  assert.match(sender, /^address-\d+@domain-\d+\.example$/);
  for (const [name, text] of files) assert.ok(name.endsWith('.itr') || text.includes(sender), name);
  const [failed] = state.envelope.recipients;
  for (const [name, text] of files) assert.ok(name === 'settings.json' || text.includes(failed?.address ?? '?'), name);
});

void test('what a case is read for stays: parts, types, dates, replies, codes, durations, setting names', () => {
  const files = redacted(persons);
  const message = files.get(`Sent/${id}.eml`) ?? '';
  assert.match(message, /^X-Sender: <address-1@domain-1\.example> RET=HDRS ENVID=word-\d+\r\n/);
  assert.match(message, /NOTIFY=FAILURE ORCPT=rfc822;address-2@domain-2\.example/);
  assert.match(message, /Date: Mon, 23 Nov 2026 11:50:00 \+0000\r\n/);
  assert.match(message, /Content-Type: multipart\/mixed;\r\n boundary="=_boundary_1_="/);
  assert.match(message, /Content-Type: application\/pdf;\r\n name="file-\d+\.pdf"/);
  assert.match(message, /filename="file-\d+\.pdf"/);
  assert.match(message, /X-Redacted: redacted/);
  assert.match(
    message,
    /Received: from host-\d+\.domain-2\.example \(helo=\S+ \[198\.18\.0\.\d\]\) by host-\d+\.domain-1\.example with ESMTPS id redacted for <address-2@/,
  );
  const [session] = decodeRtr(files.get(`Sent/${id}.rtr`) ?? '');
  assert.deepEqual(
    session?.lines.map((line) => (line.mark === 'text' ? '' : `${line.ms}${line.mark}`)),
    ['3*', '4<', '5>', '6<', '9*', '10>', '11>', '12<'],
  );
  const said = session.lines.at(-1)?.text ?? '';
  assert.match(
    said,
    /^550 5\.1\.1 No address-2 here \(address-2@domain-2\.example\), see https:\/\/host-\d+\.domain-2\.example\/\.\.\.$/,
  );
  const ltr = decodeLtr(files.get(`Sent/${id}.ltr`) ?? '');
  assert.match(
    ltr.find(({ kind }) => kind === 'route')?.text ?? '',
    /^host-\d+\.domain-2\.example port 25: by mailroot\.remoteDomains "host-\d+/,
  );
  assert.match(
    ltr.find(({ kind }) => kind === 'dsn')?.text ?? '',
    /^failure notification 20261123T115001Z-07b3a9c-f1 queued for <address-1@domain-1\.example>$/,
  );
  assert.match(
    files.get(`Drop/${id}-f1.eml`) ?? '',
    /Diagnostic-Code: smtp; 550 5\.1\.1 No address-2@domain-2\.example here\r\n/,
  );
});

void test('a body is filled with text of the same size', () => {
  const before = filesOf(persons).get(`Sent/${id}.eml`)?.length ?? 0;
  const after = redacted(persons).get(`Sent/${id}.eml`)?.length ?? 0;
  assert.ok(Math.abs(after - before) < before / 4, `${before} octets before, ${after} after`);
});

void test('redacted settings are still settings', () => {
  const settings = JSON.parse(redacted(persons).get('settings.json') ?? '{}') as unknown;
  const { config, complaints } = readConfig(settings);
  assert.deepEqual(complaints, []);
  assert.equal(Object.keys(config.remoteDomains)[0], '*.domain-1.example');
  assert.match(JSON.stringify(config.remoteDomains), /"password":"\$\{secret:word-\d+\}"/);
  assert.equal(config['smtp.port'], 2525);
  assert.equal(config['smtp.bareLineEnds'], 'strict');
});

void test('a state that nobody can read is left out and named', () => {
  const files = new Map([
    ...filesOf(persons),
    [`Sent/${id}.envelope.json`, Buffer.from(`{ "version": 9, "who": "${persons.sender}" }`)],
  ]);
  const done = redact({ files, settings: settingsOf(persons), story: `Sent/${id}.eml`, leftOut: [] });
  assert.deepEqual(done.leftOut, [`Sent/${id}.envelope.json`]);
  assert.ok(!done.files.has(`Sent/${id}.envelope.json`));
});

void test('a file in Pickup is not called after anybody either', () => {
  const files = new Map([['Pickup/For Alice Smith.eml', Buffer.from('From: a@b.test\r\n\r\nhi\r\n')]]);
  const done = redact({ files, settings: settingsOf(persons), story: 'Pickup/For Alice Smith.eml', leftOut: [] });
  assert.deepEqual([done.story, ...done.files.keys()], ['Pickup/file-1.eml', 'Pickup/file-1.eml']);
});
