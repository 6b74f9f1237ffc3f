import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categories } from '../../../src/engine/message/categories';
import { explainReplyCode, explainStatusCode } from '../../../src/engine/message/replies';
import { codeAt, type CodeLine } from '../../../src/language/hovering/codes';

/** What is said where the bar stands, and of what. */
function said(kind: CodeLine, marked: string): { of: string; lines: string[] } | undefined {
  const line = marked.replace('|', '');
  const found = codeAt(line, marked.indexOf('|'), kind);
  return found && { of: line.slice(found.start, found.end), lines: found.blocks.map(({ text }) => text) };
}

void test('a reply in a remote transcript: code, enhanced code, and what it comes to in the words of explain', () => {
  const found = said('rtr', '   120 < 5|50 5.1.1 User unknown');
  const { title, meaning, advice } = categories['unknown-user'];
  assert.deepEqual(found, {
    of: '550 5.1.1',
    lines: [explainReplyCode(550), explainStatusCode('5.1.1'), `**${title}.** ${meaning} ${advice}`],
  });
});

void test('a reply of several lines, and one without an enhanced code', () => {
  assert.equal(said('rtr', '    12 < 2|50-PIPELINING')?.of, '250');
  assert.equal(said('rtr', '    12 < 45|1-4.7.1 Greylisted')?.of, '451-4.7.1');
  assert.match(said('rtr', '    12 < 45|1 Greylisting in action')?.lines.at(-1) ?? '', /^\*\*Greylisted/);
});

void test('times, sizes and what we said ourselves are no codes', () => {
  for (const line of [
    '   2|50 < 220 mx',
    '    12 > RCPT TO:<5|50@sim.test>',
    '    12 * content: 5|50 octets',
    '    12 < 250 ok 5|50',
    '== attempt 2, session 1: mx port 2|50 at x ==',
  ])
    assert.equal(said('rtr', line), undefined, line);
});

void test('a local transcript: replies where something came of them, enhanced codes everywhere', () => {
  const at = '2026-11-24T09:00:00.550Z';
  assert.equal(said('ltr', `${at} failed: <a@b> 55|0 5.1.1 User unknown`)?.of, '550 5.1.1');
  assert.equal(said('ltr', `${at} note: refused with 5.4|.6`)?.of, '5.4.6');
  assert.equal(said('ltr', `  the host said 5.1|.1`)?.of, '5.1.1');
  assert.equal(said('ltr', `${at} note: 5|50 octets`), undefined);
  assert.equal(said('ltr', `2026-11-24T09:00:00.5|50Z failed: x`), undefined);
});

void test('an address of a host is no status', () => {
  assert.equal(said('rtr', '     1 * connect: 5.1|.1.2'), undefined);
  assert.equal(said('ltr', '2026-11-24T09:00:00.000Z route: to 5.1.1|.9 port 25'), undefined);
});

void test('in an inbound transcript the replies are ours', () => {
  assert.equal(said('itr', '    12 > 55|0 5.7.1 Unable to relay')?.of, '550 5.7.1');
  assert.equal(said('itr', '    12 < 55|0 5.7.1 Unable to relay'), undefined);
});
