import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeItr, encodeItr, type InboundSession, type Verdict } from '../../../src/engine/mailroot/inbound';
import { explainReplyCode } from '../../../src/engine/message/replies';
import type { InboundFile } from '../../../src/engine/story/inbound';
import { inboundSection, sessionPage } from '../../../src/views/transcript/inbound';
import { sessionLook } from '../../../src/views/sessionLook';

const id = '20261123T115001Z-0c88001';
const said: InboundSession['lines'] = [
  { ms: 0, mark: '>', text: '220 host.test ESMTP MailRoot' },
  { ms: 3, mark: '<', text: 'MAIL FROM:<app@example.com> SIZE=10' },
  { ms: 4, mark: '>', text: '250 2.1.0 Accepted' },
  { ms: 5, mark: '<', text: 'RCPT TO:<bob@far.test>' },
  { ms: 6, mark: '>', text: '550 5.7.1 Unable to relay for bob@far.test' },
  { ms: 1_400, mark: '*', text: 'closed: by the client' },
];

function file(verdict: Verdict, lines = said): InboundFile {
  const session = { at: Date.UTC(2026, 10, 23), client: { address: '192.0.2.7', port: 4_000 }, port: 2525, lines };
  const read = decodeItr(encodeItr(id, verdict, session));
  assert.ok(read);
  return { path: '/x.itr', session: read };
}

function read(page: string): string {
  return page
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

void test('a session that was refused is a page of its own: who, to whom, and the reply that decided it', () => {
  const page = sessionPage(file('refused'));
  const text = read(page);
  assert.match(text, /Refused SMTP session 20261123T115001Z-0c88001/);
  assert.match(text, /From <app@example\.com> To <bob@far\.test> Decided by 550 5\.7\.1 Unable to relay/);
  assert.match(text, /192\.0\.2\.7, port 4000, to our port 2525 without TLS · 1\.4 s/);
  assert.match(page, /data-do="openItr"/);
});

void test('the replies are ours, and are explained; what the client said is not', () => {
  const page = inboundSection(file('accepted')).markup;
  assert.ok(read(page).includes(explainReplyCode(550) ?? '-'));
  assert.match(page, /<li class="theirs">[^]*?MAIL FROM/);
  assert.match(page, /<li class="ours">[^]*?<span class="code c5"/);
  assert.match(page, /aria-label="we answered"/);
  assert.match(page, /aria-label="client said"/);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, each]) => each);
  assert.equal(new Set(ids).size, ids.length);
});

void test('nothing of a client is markup', () => {
  const lines = [{ ms: 0, mark: '<', text: 'EHLO <img src=x onerror=alert(1)>\u202e' }] as const;
  const page = sessionPage(file('refused', lines));
  assert.doesNotMatch(page, /<img|\u202e/);
});

void test('in the list a session says who wanted what, how it ended and why', () => {
  const { session } = file('refused');
  assert.deepEqual(sessionLook(session, session.at + 60_000), {
    icon: 'error',
    label: 'app@example.com → bob@far.test',
    description: 'refused, 1 min ago, from 192.0.2.7',
    detail: '550 5.7.1 Unable to relay for bob@far.test',
  });
  const empty = { ...session, verdict: 'accepted' as const, lines: [] };
  assert.equal(sessionLook(empty, session.at).label, 'nobody → nobody');
  const many = { ...session, lines: [...session.lines, { ms: 7, mark: '<' as const, text: 'RCPT TO:<c@d.test>' }] };
  assert.equal(sessionLook(many, session.at).label, 'app@example.com → bob@far.test and 1 more');
});
