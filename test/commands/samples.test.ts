import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { newMessageText, samples } from '../../src/commands/samples';
import { smtpSnippets } from '../../src/commands/smtpSnippets';
import { scriptOf } from '../../src/engine/simulator/grammar';
import { sandbox } from '../support/sandbox';

const now = new Date(Date.UTC(2026, 10, 24, 9));

void test('a new MailRoot begins with a message that arrives, one that fails and one that is put off', async (t) => {
  const box = await sandbox(t);
  const folders = [];
  for (const { name, text } of samples(now)) folders.push((await box.submit(name, Buffer.from(text))).folder);
  assert.deepEqual(folders, ['Drop', 'Sent', 'Queue']);
});

void test('the samples are messages as they should be', async () => {
  for (const { text } of samples(now)) {
    assert.doesNotMatch(text, /[^\r]\n/, 'every line ends with CRLF');
    assert.doesNotMatch(text, /[^\x20-\x7e\r\n]/, 'ASCII');
    const parsed = await simpleParser(text);
    assert.equal(parsed.from?.value[0]?.address, 'you@example.com');
    assert.deepEqual(parsed.date, now);
    assert.ok(parsed.subject);
    assert.ok(parsed.text);
  }
});

void test('the addresses of the samples are simulated as their texts say', () => {
  const recipients = samples(now).map(({ text }) => /^To: (.*)\r$/m.exec(text)?.[1] ?? '');
  assert.deepEqual(recipients, ['someone@example.com', '550@sim.test', '451x2@sim.test']);
  const reply = { code: 550, enhanced: '5.1.1', text: 'User unknown' };
  assert.deepEqual(scriptOf('550@sim.test')?.script, [{ kind: 'reply', at: 'rcpt', reply }]);
});

void test('the sample workspace holds the same messages', () => {
  for (const { name } of samples(now)) {
    const file = join(import.meta.dirname, '..', '..', 'sample', 'mail', name);
    assert.ok(existsSync(file), file);
    const subject = (text: string): string | undefined => /^Subject: (.*)\r?$/m.exec(text)?.[1];
    const made = samples(now).find((sample) => sample.name === name);
    assert.equal(subject(readFileSync(file, 'utf8')), subject(made?.text ?? ''));
  }
});

void test('a new message has its headers, and an empty subject to be filled in', async () => {
  const text = newMessageText(now);
  assert.match(text, /^Subject: \r$/m);
  assert.equal((await simpleParser(text)).from?.value[0]?.address, 'you@example.com');
});

void test('the settings for each stack name the host and the port', () => {
  const snippets = smtpSnippets({ host: '127.0.0.1', port: 2526 });
  assert.ok(snippets.length >= 8);
  for (const { label, text } of snippets) {
    assert.ok(text.includes('127.0.0.1'), label);
    assert.ok(text.includes('2526'), label);
  }
  assert.equal(new Set(snippets.map(({ label }) => label)).size, snippets.length);
});
