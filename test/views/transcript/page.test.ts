import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FolderName } from '../../../src/engine/mailroot/layout';
import type { TranscriptTexts } from '../../../src/engine/story/files';
import { transcriptPage } from '../../../src/views/transcript/page';
import { entry } from '../envelopes';
import { id, ltr, rtr } from '../../engine/story/samples';

function texts(more: Partial<TranscriptTexts> = {}, folder: FolderName = 'Sent'): TranscriptTexts {
  const files = { id, ltr: '/x.ltr', rtr: '/x.rtr', message: entry(folder, id) };
  return { files, subject: 'Your order', ltr, rtr, shortened: false, left: { ltr: 0, rtr: 0 }, top: [], ...more };
}

/** What a person reads: tags away, entities as characters. */
function read(page: string): string {
  return page
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/\s+/g, ' ');
}

void test('the page names the message and where it is', () => {
  const text = read(transcriptPage(texts()));
  assert.ok(text.includes('Your order'));
  assert.ok(text.includes(id));
  assert.ok(text.includes('in Sent'));
});

void test('the newest attempt stands first and is open, older ones are folded', () => {
  const page = transcriptPage(texts());
  const details = [...page.matchAll(/<details[^>]*id="(attempt-\d)"([^>]*)>/g)].map(([, name, rest]) => [
    name,
    rest?.includes('open'),
  ]);
  assert.deepEqual(details, [
    ['attempt-2', true],
    ['attempt-1', false],
  ]);
});

void test('an attempt says how many recipients fared how, and whether somebody asked for it', () => {
  const text = read(transcriptPage(texts()));
  assert.match(text, /Attempt 2 2026-11-2\d [\d:]+, asked for 1 relayed/);
  assert.match(text, /Attempt 1 .* 1 failed 1 delayed/);
});

void test('decisions and dialogue stand side by side', () => {
  const page = transcriptPage(texts());
  assert.equal(page.match(/<section class="local"/g)?.length, 2);
  assert.equal(page.match(/<section class="remote"/g)?.length, 2);
});

void test('each reply code is coloured by its class and explained', () => {
  const page = transcriptPage(texts());
  assert.match(page, /<span class="code c5"[^>]*>550 5\.1\.1|class="code c5"[^>]*\s*>550 5\.1\.1/);
  assert.match(page, /class="code c4"/);
  assert.match(page, /class="code c2"/);
  const text = read(page);
  assert.ok(text.includes('5.1.1: The mailbox does not exist. (permanent failure; about the address; RFC 3463.)'));
  assert.ok(text.includes('550: The mailbox is not available'));
});

void test('a tooltip is bound to its code for screen readers, each under an id of its own', () => {
  const page = transcriptPage(texts());
  const bound = [...page.matchAll(/aria-describedby="([^"]+)"/g)].map(([, name]) => name);
  const ids = [...page.matchAll(/role="tooltip"\s+id="([^"]+)"/g)].map(([, name]) => name);
  assert.ok(ids.length > 10);
  assert.deepEqual(bound, ids);
  assert.equal(new Set(ids).size, ids.length);
});

void test('the session tells host, address, port, TLS and how long it took', () => {
  const text = read(transcriptPage(texts()));
  assert.match(text, /sim\.test \[127\.0\.0\.1\], port 38949 TLSv1\.3 TLS_AES_256_GCM_SHA384 · 25 ms/);
  assert.match(text, /without TLS · 29 ms/);
});

void test('the time of each stage is a bar, and words for those who cannot see it', () => {
  const page = transcriptPage(texts());
  assert.match(page, /<rect\s+class="s-rcpt"/);
  assert.match(read(page), /DNS 3 ms connect 2 ms greeting 4 ms EHLO 3 ms TLS 7 ms MAIL 1 ms RCPT 4 ms QUIT 1 ms/);
});

void test('settings, messages and documents are links', () => {
  const page = transcriptPage(texts());
  assert.match(page, /data-setting="mailroot\.remoteDomains"/);
  assert.match(page, new RegExp(`data-message="${id}-f1"`));
  assert.match(page, /data-document="docs\/simulator\.md"/);
});

void test('the buttons are those that make sense where the message is', () => {
  const offered = (folder: FolderName, more: Partial<TranscriptTexts> = {}): string[] =>
    [...transcriptPage(texts(more, folder)).matchAll(/data-do="(\w+)"/g)].map(([, action = '']) => action);
  assert.deepEqual(offered('Queue'), ['retryNow', 'showStory', 'openMessage', 'openLtr', 'openRtr']);
  assert.deepEqual(offered('Sent'), ['showStory', 'openMessage', 'sendAgain', 'openLtr', 'openRtr']);
  assert.deepEqual(offered('BadMail'), ['showStory', 'openMessage', 'sendAgain', 'openLtr', 'openRtr']);
  assert.deepEqual(
    offered('BadMail', { rtr: '' }),
    ['showStory', 'openMessage', 'sendAgain', 'openLtr'],
    'no way to an RTR that is not',
  );
});

void test('the moment of the next attempt is told in local time, as all others are', () => {
  const page = transcriptPage(texts());
  assert.doesNotMatch(read(page), /\dT\d\d:\d\d/);
  assert.match(page, /<time datetime="2026-11-23T12:05:01\.200Z"[^>]*>2026-11-2\d \d\d:05:01<\/time>/);
});

void test('transcripts without their message can still be read', () => {
  const page = transcriptPage(texts({ files: { id, ltr: '/x.ltr', rtr: '/x.rtr' }, subject: '' }));
  assert.ok(read(page).includes('only its transcripts are left'));
  assert.ok(read(page).includes('(no subject)'));
});

void test('a message in BadMail shows its reason on top', () => {
  const page = transcriptPage(texts({ reason: 'It has no From header.\r\nAdd one.\r\n' }, 'BadMail'));
  assert.match(page, /<pre class="reason">It has no From header\.\nAdd one\.<\/pre>/);
});

void test('a message that was only dropped tells its story by the lines on top of it', () => {
  const top = [
    ['X-Sender', '<a@example.com>'],
    ['X-Receiver', '<b@example.com>'],
    ['Received', 'from mail pickup service by host.test'],
  ] as const;
  const text = read(transcriptPage(texts({ ltr: '', rtr: '', top }, 'Drop')));
  assert.ok(text.includes('Captured into Drop'));
  assert.ok(text.includes('X-Receiver <b@example.com>'));
  assert.ok(text.includes('from mail pickup service by host.test'));
});

void test('a message that nothing was written about yet says that the page follows', () => {
  assert.match(read(transcriptPage(texts({ ltr: '', rtr: '' }, 'Queue'))), /Nothing has been written yet/);
});

void test('a transcript of hundreds of attempts shows the newest fifty and says so', () => {
  const many = Array.from({ length: 60 }, (_, i) => `2026-11-23T11:50:01.210Z attempt: number ${i + 1}\r\n`).join('');
  const page = transcriptPage(texts({ ltr: many, rtr: '' }));
  assert.equal(page.match(/<details/g)?.length, 50);
  assert.ok(page.includes('attempt-60') && !page.includes('attempt-10"'));
  assert.ok(read(page).includes('Earlier parts are not shown here'));
});

void test('a session of thousands of lines shows the last ones and says how many are left out', () => {
  const lines = Array.from({ length: 2_100 }, (_, i) => `     ${i} < 250 line ${i}\r\n`).join('');
  const page = transcriptPage(
    texts({ ltr: '', rtr: `== attempt 1, session 1: a port 25 at 2026-11-23T11:50:01.212Z ==\r\n${lines}` }),
  );
  assert.ok(read(page).includes('100 earlier lines are in the RTR.'));
  assert.ok(!read(page).includes('line 99 '));
});

void test('nothing that a sender or a remote host says becomes markup', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', ' ', '=', '/', 'script', 'onload', '\u202e'),
  });
  fc.assert(
    fc.property(hostile, (text) => {
      const page = transcriptPage(
        texts({
          subject: text,
          reason: text,
          ltr: `2026-11-23T11:50:01.210Z attempt: number 1\r\n2026-11-23T11:50:01.211Z failed: <${text.replace(/[<>]/g, '')}> ${text}\r\n`,
          rtr: `== attempt 1, session 1: ${text} port 25 at 2026-11-23T11:50:01.212Z ==\r\n     1 < 550 ${text}\r\n     2 > ${text}\r\n     3 * error: ${text}\r\n`,
        }),
      );
      const bare = page.replace(/="[^"]*"/g, '=""');
      assert.doesNotMatch(bare, /<script|<[^>]*\sonload|\u202e/i);
      const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name = '']) => name.toLowerCase()));
      const ours =
        'a article br button code dd details div dl dt h1 h2 h3 h4 header li nav ol p pre rect section span summary svg time title ul'.split(
          ' ',
        );
      for (const tag of tags) assert.ok(ours.includes(tag), tag);
    }),
  );
});

void test('the page has no script, no style and no address of its own', () => {
  const page = transcriptPage(texts());
  assert.doesNotMatch(page, /<script|<style|\sstyle=|\shref=|\ssrc=|\son[a-z]+=/i);
});
