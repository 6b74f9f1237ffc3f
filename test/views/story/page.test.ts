import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tellStory, type Story } from '../../../src/engine/story/story';
import type { StorySources } from '../../../src/engine/story/sources';
import { commandsFor } from '../../../src/views/story/buttons';
import { choicesOf } from '../../../src/views/story/comparison';
import type { StoryFacts } from '../../../src/views/story/facts';
import { storyPage } from '../../../src/views/story/page';
import { id, ltr, rtr } from '../../engine/story/samples';
import { at, context, head, sources, state } from '../../engine/story/situation';
import { placedFields } from '../../../src/engine/story/places';

function story(more: Partial<StorySources> = {}): Story {
  return tellStory(sources(more), context);
}

function page(more: Partial<StorySources> = {}, facts: Partial<StoryFacts> = {}): string {
  return storyPage({ story: story(more), now: context.now, ...facts });
}

/** What a person reads: tags away, entities as characters. */
function read(text: string): string {
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

function inQueue(more: Parameters<typeof state>[0] = {}): Partial<StorySources> {
  const message = { folder: 'Queue', kind: 'message', id, path: `/m/Queue/${id}.eml` } as const;
  return { files: { id, ltr: '', rtr: '', message }, envelope: state(more) };
}

void test('the page tells from who wrote it to where it is, in that order', () => {
  const text = read(page());
  const order = [
    'Your order',
    id,
    'in Sent',
    'Picked up',
    'Envelope',
    'Recipient',
    'Route',
    'Attempt 1: failed',
    'The end',
  ];
  let before = -1;
  for (const words of order) {
    const found = text.indexOf(words, before);
    assert.ok(found > before, words);
    before = found;
  }
});

void test('each step leads to the line that says so, and to its attempt', () => {
  const text = page();
  assert.match(text, /data-open="message:1"[^>]*>message, line 2</);
  assert.match(text, /data-open="ltr:\d+"/);
  assert.match(text, /data-open="rtr:2"/);
  assert.match(text, /data-goto="attempt-1"/);
  assert.match(text, /<details\s+class="attempt\s*"\s+id="attempt-1"/);
});

void test('the explanation has its cures as buttons, by number', () => {
  const text = page();
  assert.match(text, /What it means/);
  assert.match(text, /<button data-cure="0:0">Check 550@sim\.test in the To header<\/button>/);
});

void test('a waterfall shows every stage with its time, and the dialogue explains its replies', () => {
  const text = page();
  for (const stage of ['DNS', 'connect', 'banner', 'TLS', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'reply'])
    assert.match(text, new RegExp(`<span class="stage">${stage}</span>`), stage);
  assert.match(read(text), /The mailbox does not exist\./);
});

void test('the facts of a certificate stand apart', () => {
  const line =
    '* certificate: mx.test; for mx.test, *.mx.test; by R3; 2026-01-01 to 2026-03-31; SHA-256 AB:CD; not trusted: CERT_HAS_EXPIRED';
  const text = page({ rtr: rtr.replace('    19 > MAIL FROM', `    19 ${line}\r\n    19 > MAIL FROM`) });
  const facts = [...text.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>([^<]*)<\/dd>/g)].map(([, name, value]) => [name, value]);
  assert.deepEqual(facts, [
    ['Certificate', 'mx.test'],
    ['Names', 'mx.test, *.mx.test'],
    ['Issued by', 'R3'],
    ['Valid', '2026-01-01 to 2026-03-31'],
    ['SHA-256', 'AB:CD'],
    ['Not trusted', 'CERT_HAS_EXPIRED'],
  ]);
});

void test('what waits says when it is tried, what is held says why, what is under way says how far', () => {
  const next = context.now + 600_000;
  assert.match(read(page(inQueue({ nextAttemptAt: next }))), /Attempt 3 in 10 min/);
  assert.match(read(page(inQueue({ held: { at, why: 'by a rule' } }))), /It is held: by a rule\./);
  const progress = { id, stage: 'rcpt', attempt: 3 } as const;
  const text = page(inQueue(), { live: { progress, words: 'RCPT (mx.test)' } });
  assert.match(text, /<span class="live">RCPT \(mx\.test\)<\/span>/);
});

void test('a held message can be released, another one held; only what leads somewhere is offered', () => {
  const of = (more: Partial<StorySources>): string[] => commandsFor(story(more));
  assert.ok(of(inQueue()).includes('holdMessage') && !of(inQueue()).includes('releaseMessage'));
  assert.ok(of(inQueue({ held: { at, why: 'x' } })).includes('releaseMessage'));
  assert.ok(!of({}).includes('retryNow'));
  assert.ok(!of({ ...inQueue(), ltr: '', rtr: '' }).includes('showTranscript'));
});

void test('two attempts can be compared, and an attempt for two recipients', () => {
  const choices = choicesOf(story());
  assert.deepEqual(
    choices.map(({ label }) => label),
    ['Attempt 2', 'Attempt 1', 'Attempt 1: 550@sim.test', 'Attempt 1: 451x2@sim.test'],
  );
  const compared = { left: { attempt: 1, recipient: 1 }, right: { attempt: 1, recipient: 0 } };
  const text = page({}, { compared });
  assert.match(text, /<li class="right">[^]*?550 5\.1\.1 User unknown/);
  assert.match(text, /<option value="1:1" selected>/);
  assert.match(read(page({}, { compared: { left: { attempt: 2 }, right: { attempt: 2 } } })), /No difference\./);
});

void test('now is compared with last time; with one attempt alone, who failed with who got it', () => {
  assert.match(
    page(),
    /id="compare-left"[^]*?<option value="1" selected>[^]*id="compare-right"[^]*?<option value="2" selected>/,
  );
  const once = { ltr: ltr.slice(0, ltr.indexOf('2026-11-23T11:55:00.000Z')), rtr: '' };
  assert.match(page(once), /<option value="1:1" selected>[^]*<option value="1:0" selected>/);
});

void test('what one came to see is open and marked', () => {
  assert.match(page({}, { focus: { attempt: 1 } }), /class="attempt wanted"\s+id="attempt-1"\s+open/);
  assert.match(
    page({}, { focus: { recipient: '451x2@sim.test' } }),
    /class="attempt recipient wanted"\s+id="recipient-1"\s+open/,
  );
});

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '\u001b[31mred\u001b[0m',
  '\u202egnp.exe',
  '</details></main><iframe src="https://x.test">',
  '&lt;b&gt;',
];

void test('nothing that comes from a message or a host becomes markup, wherever it stands', () => {
  for (const evil of hostile) {
    const bad = state({
      why: evil,
      reversePath: evil,
      envid: evil,
      held: { at, why: evil },
      recipients: [{ address: evil, orcpt: evil, state: { ...state().recipients[0]!.state, text: evil } as never }],
    });
    const text = page({
      subject: evil,
      envelope: bad,
      ltr: `${ltr}2026-11-23T11:56:00.000Z command: ${evil}\r\n2026-11-23T11:56:00.000Z failed: <x@y> ${evil}\r\n${evil}\r\n`,
      rtr: `${rtr}    30 < 550 ${evil}\r\n    31 * certificate: ${evil}; by ${evil}\r\n    32 * tls: ${evil}\r\n${evil}\r\n`,
      fields: placedFields(Buffer.concat([Buffer.from(`X-Sender: ${evil}\r\n`), head])),
      reason: evil,
    });
    assert.doesNotMatch(text, /<script|<img|<iframe|<\/main/i, evil);
    assert.doesNotMatch(text.replace(/"[^"]*"/g, '""'), /<[^>]*\son\w+=/i, 'no attribute of theirs');
    assert.ok(!text.includes('\u001b') && !text.includes('\u202e'), evil);
  }
});

void test('a line of two megabytes is cut, and it is said how much is missing', () => {
  const text = page({
    rtr: `${rtr}    30 < 550 ${'x'.repeat(2_000_000)}\r\n`,
    ltr: `${ltr}${'y'.repeat(2_000_000)}\r\n`,
  });
  assert.ok(text.length < 200_000, `${text.length}`);
  assert.match(text, /… \(\d{7} more characters\)/);
});

void test('thousands of recipients and attempts leave a page that can be read', () => {
  const recipients = Array.from({ length: 5_000 }, (_, i) => ({ ...state().recipients[0]!, address: `r${i}@x.test` }));
  const many = Array.from({ length: 300 }, (_, i) => `2026-11-23T12:00:00.000Z attempt: number ${i + 3}\r\n`).join('');
  const text = page({ envelope: state({ recipients }), ltr: ltr + many });
  assert.equal(text.split('<details').length - 1, 200 + 50);
  assert.match(text, /4800 more are in the state file/);
  assert.match(text, /252 earlier attempts/);
});

void test('whatever the transcripts hold, the page is whole: every details that opens is closed', () => {
  const text = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile, ...ltr.split('\r\n'), ...rtr.split('\r\n'))),
  );
  fc.assert(
    fc.property(text, text, (a, b) => {
      const made = page({ ltr: a.join('\r\n'), rtr: b.join('\r\n') });
      assert.equal(made.split('<details').length, made.split('</details>').length);
      assert.doesNotMatch(made, /<script|<img|<iframe/i);
    }),
    { numRuns: 60 },
  );
});
