/** What hosts say, and what kind of trouble it is: a corpus of replies, one test each, and the rules that decide between code and words. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseReply } from '../../../src/engine/delivery/classify';
import { categoryNames, type Category } from '../../../src/engine/message/categoryTitles';
import { hostCategories } from '../../../src/engine/message/hostCategories';
import { replyCategory, saidStatus } from '../../../src/engine/message/replyCategory';

interface Said {
  readonly category: string;
  readonly stage: string;
  readonly raw: string;
}

const corpus: readonly Said[] = readFileSync(join(import.meta.dirname, 'replies.corpus.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, category = '', stage = '', raw = ''] = /^(\S+) (\S+) (.*)$/.exec(line) ?? [];
    return { category, stage, raw: raw.replaceAll('\\n', '\r\n') };
  });

function judged(raw: string, stage = 'rcpt'): Category {
  const reply = parseReply(raw);
  assert.ok(reply, raw);
  return replyCategory(reply, stage);
}

for (const { category, stage, raw } of corpus) {
  void test(`${category} (${stage}): ${raw.replaceAll('\r\n', ' / ')}`, () => {
    assert.equal(judged(raw, stage), category);
  });
}

void test('the corpus is large, says nothing twice, and has every category that a host can cause', () => {
  assert.ok(corpus.length >= 150, `${corpus.length} replies`);
  assert.equal(new Set(corpus.map(({ raw, stage }) => stage + raw)).size, corpus.length);
  const named = new Set(corpus.map(({ category }) => category));
  for (const name of named) assert.ok((categoryNames as string[]).includes(name), name);
  for (const name of [...Object.keys(hostCategories), 'tls', 'dns', 'network']) assert.ok(named.has(name), name);
});

void test('an exact code has the last word over the text', () => {
  assert.equal(judged('550 5.1.1 Quota of unknown addresses: over quota'), 'unknown-user');
  assert.equal(judged('452 4.2.2 user does not exist any more, or so it seems'), 'mailbox-full');
});

void test('a code that stands for many things leaves it to the words', () => {
  assert.equal(judged('550 5.7.1 Unable to relay'), 'relay');
  assert.equal(judged('550 5.7.1 Spam'), 'content');
  assert.equal(judged('550 5.7.1 No.'), 'policy');
  assert.equal(judged('550 5.5.0 mailbox unavailable'), 'unknown-user');
});

void test('greylisting and block lists show through whatever code they come under', () => {
  assert.equal(judged('450 4.1.1 Greylisted'), 'greylisting');
  assert.equal(judged('550 5.1.1 listed at zen.spamhaus.org'), 'blocked');
});

void test('what is refused for good is never greylisting', () => {
  assert.notEqual(judged('550 5.7.1 Greylisted'), 'greylisting');
  assert.notEqual(judged('554 try again in 300 seconds'), 'greylisting');
});

void test('the code of qmail stands at the end of the text', () => {
  assert.equal(saidStatus({ code: 553, text: 'sorry, not here (#5.7.1)' }), '5.7.1');
  assert.equal(saidStatus({ code: 550, enhanced: '5.1.1', text: 'not (#5.7.1)' }), '5.1.1');
  assert.equal(saidStatus({ code: 550, text: 'ticket #5' }), undefined);
});

void test('the category does not depend on capitals or on where the lines break', () => {
  for (const { category, stage, raw } of corpus) {
    const reply = parseReply(raw);
    assert.ok(reply);
    assert.equal(replyCategory({ ...reply, text: reply.text.toUpperCase() }, stage), category, raw);
    assert.equal(replyCategory({ ...reply, text: reply.text.replace(/ (?=\S+$)/, '\n') }, stage), category, raw);
  }
});

void test('however long and odd a reply is, it has a category, and soon', () => {
  const words = fc.constantFrom('mailbox ', 'address ', 'message ', 'too ', 'many ', 'exceed', 'a', ' ', 'not ', 'ip ');
  const texts = fc.array(words, { minLength: 1_000, maxLength: 3_000 }).map((each) => each.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string(), texts), fc.integer({ min: 400, max: 599 }), (text, code) => {
      assert.ok(categoryNames.includes(replyCategory({ code, text }, 'data')));
    }),
    { numRuns: 60 },
  );
});
