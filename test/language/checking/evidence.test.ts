/**
 * What the rules call an error is refused or altered by at least one real system, shown here by running it: MailRoot's own spool, and
 * mailparser as the program that reads. What Exim refuses is in test/interop/exim.test.ts. docs/language.md tells the same, held equal.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { rules } from '../../../src/language/checking/rules';
import { corpusBytes } from '../messages';
import { corpusCodes } from '../facts';
import { wire } from '../wire';
import { eximRefuses, witnesses } from './witnesses';

const errors = rules.filter(({ severity }) => severity === 'error').map(({ code }) => code);

void test('every error has a witness, and a message that shows it', () => {
  assert.deepEqual(Object.keys(witnesses).sort(), [...errors].sort());
  for (const [code, { message }] of Object.entries(witnesses)) assert.ok(corpusCodes(message).includes(code), code);
});

void test('docs/language.md tells of each error who refuses or alters it, and how', () => {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'language.md'), 'utf8');
  const [, section = ''] = text.split('## Errors, and who refuses them');
  const told = section.split('\n').flatMap((line) => {
    const [, code, who, what] = /^\| `([a-z0-9-]+)`\s*\| (.*?)\s*\| (.*?)\s*\|$/.exec(line) ?? [];
    return code === undefined ? [] : [[code, { who, what }] as const];
  });
  assert.deepEqual(
    Object.fromEntries(told),
    Object.fromEntries(Object.entries(witnesses).map(([code, { who, what }]) => [code, { who, what }])),
  );
});

const byUs = Object.entries(witnesses).filter(([, { who }]) => who === 'MailRoot');

void test('what MailRoot is the witness of, it does', async (t) => {
  const send = await wire(t);
  for (const [code, { message, what }] of byUs) {
    const bytes = corpusBytes(message);
    const { outcome, content } = await send(bytes);
    const addresses = outcome.recipients.map(({ address }) => address);
    if (what.startsWith('puts it into BadMail')) assert.equal(outcome.folder, 'BadMail', code);
    else if (what.startsWith('fails it'))
      assert.ok(
        outcome.recipients.every(({ state }) => state.action === 'failed'),
        code,
      );
    else if (what.startsWith('leaves the recipient out')) assert.deepEqual(addresses, ['carol@example.net'], code);
    else assert.ok(content !== undefined && !content.equals(bytes), `${code}: what arrives is what was sent`);
  }
});

/** What a reader must have been shown, had it been all right. */
const written: Readonly<Record<string, readonly string[]>> = {
  'duplicate-header': ['First', 'Second'],
  'charset-does-not-decode': ['Grüße'],
  'boundary-missing': ['text'],
  'boundary-never-opened': ['text'],
};

void test('a reader is not shown what was written, where the rules say so', async () => {
  const byReader = Object.entries(witnesses).filter(([, { who }]) => who === 'mailparser');
  assert.deepEqual(byReader.map(([code]) => code).sort(), Object.keys(written).sort());
  for (const [code, { message }] of byReader) {
    const read = await simpleParser(corpusBytes(message));
    const shown = `${read.subject ?? ''}\n${read.text ?? ''}`;
    const missing = (written[code] ?? []).filter((words) => !shown.includes(words));
    assert.ok(missing.length > 0, `${code}: the reader shows all of it`);
  }
  // The same reader shows it where nothing is wrong.
  const good = await simpleParser(corpusBytes('alternative-text-and-html'));
  assert.equal(good.text?.trim(), 'Hello Bob.');
});

void test('what Exim refuses is among the errors', () => {
  for (const code of Object.keys(eximRefuses)) assert.equal(witnesses[code]?.who, 'Exim', code);
});
