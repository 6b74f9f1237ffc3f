import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEntry } from '../../../src/engine/protocolLog/fields';
import { ClientSession, ServerSession } from '../../../src/engine/protocolLog/session';

const facts = { computerName: 'HOST', clientIp: '192.0.2.7', serverIp: '127.0.0.1', serverPort: 2525 };
const brief = ({ userName, method, query, status, durationMs }: LogEntry): string =>
  `${userName} ${method} ${query} ${status} ${durationMs}`;

function server(): { session: ServerSession; entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  return { session: new ServerSession(facts, (entry) => entries.push(entry)), entries };
}

void test('each command of a client is told with the reply it got and how long that took', () => {
  const { session, entries } = server();
  session.said('220 host ESMTP', 0);
  session.heard('EHLO app.example', 1);
  session.said('250-host greets app.example\r\n250 SIZE 100', 3);
  session.heard('MAIL FROM:<a@x.test>', 4);
  session.said('250 2.1.0 Accepted', 9);
  assert.deepEqual(entries.map(brief), [
    'app.example EHLO app.example 250 2',
    'app.example MAIL FROM:<a@x.test> 250 5',
  ]);
});

void test('pipelined commands get their replies in order', () => {
  const { session, entries } = server();
  for (const [i, line] of ['MAIL FROM:<a@x>', 'RCPT TO:<b@x>', 'RCPT TO:<c@x>'].entries()) session.heard(line, i);
  for (const reply of ['250 OK', '550 5.1.1 No', '250 OK']) session.said(reply, 10);
  assert.deepEqual(
    entries.map(({ query, status }) => `${query} ${status}`),
    ['FROM:<a@x> 250', 'TO:<b@x> 550', 'TO:<c@x> 250'],
  );
});

void test('DATA is told once, at the end of the content, with its octets', () => {
  const { session, entries } = server();
  session.heard('DATA', 0);
  session.said('354 Go on', 1);
  assert.equal(entries.length, 0);
  session.content(1_000);
  session.said('250 2.0.0 accepted', 20);
  assert.deepEqual(entries.map(brief), [' DATA  250 20']);
  assert.equal(entries[0]?.receivedOctets, 1_006);
});

void test('a challenge of AUTH is no reply, and its answer no command: one entry tells of the whole login', () => {
  const { session, entries } = server();
  session.heard('AUTH LOGIN', 0);
  session.said('334 VXNlcm5hbWU6', 1);
  session.heard('********', 2);
  session.said('334 UGFzc3dvcmQ6', 3);
  session.heard('********', 4);
  session.said('235 2.7.0 OK', 5);
  session.heard('NOOP', 6);
  session.said('250 OK', 7);
  session.ended(8);
  assert.deepEqual(
    entries.map(({ method, query, status }) => `${method} ${query} ${status}`),
    ['AUTH LOGIN 235', 'NOOP  250'],
  );
  assert.equal(entries[0]?.receivedOctets, 'AUTH LOGIN'.length + 2 * '********'.length + 3 * 2);
});

void test('a reply nobody asked for, such as a time-out, is an entry of its own', () => {
  const { session, entries } = server();
  session.said('421 4.4.2 Too slow', 5);
  assert.deepEqual(entries.map(brief), ['  4.4.2 Too slow 421 0']);
});

void test('what nobody answered before the connection was over is told with status 0', () => {
  const { session, entries } = server();
  session.heard('NOOP', 0);
  session.ended(7);
  session.ended(8);
  assert.deepEqual(entries.map(brief), [' NOOP  0 7']);
});

void test('as a client, each command and each reply is an entry, in the words of IIS', () => {
  const entries: LogEntry[] = [];
  const session = new ClientSession(facts, 100, (entry) => entries.push(entry));
  session.heard('220 remote.test ESMTP', 110);
  session.said('EHLO host.test', 111);
  session.heard('250-remote.test\n250 SIZE', 115);
  assert.deepEqual(entries.map(brief), [
    'OutboundConnectionResponse  220 remote.test ESMTP 220 10',
    'OutboundConnectionCommand EHLO host.test 0 11',
    'OutboundConnectionResponse  250-remote.test 250 SIZE 250 15',
  ]);
});
