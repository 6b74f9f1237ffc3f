import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Problem } from '../../src/engine/mailroot/envelope';
import { categoryNames } from '../../src/engine/message/categoryTitles';
import { categoryIcons, isSimulated } from '../../src/views/categoryIcons';
import { rowLook, stageWords, stateIcon } from '../../src/views/folderTreeModel';
import { lastProblem } from '../../src/views/problems';
import { entry, envelope, id, now, problem, summary } from './envelopes';

void test('a row says the subject, and who sends to whom', () => {
  const look = rowLook({ entry: entry('Drop'), summary: summary() }, now);
  assert.equal(look.label, 'Your order');
  assert.equal(look.description, '1 min ago · Shop → ann@example.org');
});

void test('a row without subject says so', () => {
  const look = rowLook({ entry: entry('Drop'), summary: summary({ subject: '  ' }) }, now);
  assert.equal(look.label, '(no subject)');
});

void test('a row whose file went away meanwhile shows its queue id', () => {
  assert.equal(rowLook({ entry: entry('Drop') }, now).label, id);
});

void test('several recipients are told as the first and how many more', () => {
  const to = ['ann@example.org', 'bob@example.org', 'carol@example.org'];
  assert.match(rowLook({ entry: entry('Drop'), summary: summary({ to }) }, now).description, /ann@example\.org \+2$/);
});

void test('a sender without a name is told by address, the null reverse-path as <>', () => {
  const told = (from: string): string => rowLook({ entry: entry('Drop'), summary: summary({ from }) }, now).description;
  assert.match(told('<shop@example.com>'), /· shop@example\.com →/);
  assert.match(told('"Shop, Inc." <shop@example.com>'), /· Shop, Inc\. →/);
  assert.match(told('<>'), /· <> →/);
});

void test('a Pickup row needs no state', () => {
  const look = rowLook({ entry: entry('Pickup', 'order.txt'), summary: summary() }, now);
  assert.equal(look.icon, 'mail');
  assert.equal(look.description, 'Shop → ann@example.org');
});

void test('a queued message that was not tried yet says so', () => {
  const look = rowLook({ entry: entry('Queue'), summary: summary() }, now);
  assert.match(look.description, /^waiting for its first attempt/);
  assert.equal(look.icon, 'clock');
});

void test('a deferred message counts down to its next attempt and shows the last reply', () => {
  const state = envelope([problem('delayed')], { attempts: 2, nextAttemptAt: now + 15 * 60_000 });
  const look = rowLook({ entry: entry('Queue'), summary: summary(), envelope: state }, now);
  assert.match(look.description, /^next in 15 min · tried 2 times · 451 4\.7\.1 Greylisted, please try again later ·/);
  assert.equal(look.color, 'list.warningForeground');
});

void test('one attempt is told in the singular', () => {
  const look = rowLook({ entry: entry('Queue'), envelope: envelope([problem('delayed')]) }, now);
  assert.match(look.description, /tried once/);
});

void test('trouble without a reply is told by its kind', () => {
  const { reply, ...unanswered } = problem('delayed', { category: 'dns' });
  assert.ok(reply);
  const look = rowLook({ entry: entry('Queue'), envelope: envelope([unanswered]) }, now);
  assert.match(look.description, /Host not found/);
});

void test('while an attempt runs, the row shows its stage instead', () => {
  const live = { id, stage: 'rcpt', attempt: 2, nextHop: 'mx.test' } as const;
  const look = rowLook({ entry: entry('Queue'), envelope: envelope([problem('delayed')]), live }, now);
  assert.match(look.description, /^RCPT \(mx\.test\)/);
  assert.equal(look.icon, 'sync~spin');
});

void test('the last problem is the newest one of any recipient', () => {
  const older = problem('failed', { at: now - 60_000, text: 'older' });
  const newer = problem('delayed', { at: now - 1_000, text: 'newer' });
  assert.equal(lastProblem(envelope([older, newer]))?.text, 'newer');
  assert.equal(lastProblem(envelope([{ action: 'pending' }])), undefined);
});

void test('a BadMail row tells its reason, from its state or else from its reason file', () => {
  const fate = { kind: 'bad', reason: 'bad-pickup-file', text: 'The message has no From header.' } as const;
  const byState = rowLook({ entry: entry('BadMail'), summary: summary(), envelope: envelope([], { fate }) }, now);
  assert.match(byState.description, /^The message has no From header\./);
  assert.equal(byState.color, 'list.errorForeground');
  const byFile = rowLook({ entry: entry('BadMail'), reason: 'BadMail\r\n\r\nIt says why here.\r\n' }, now);
  assert.match(byFile.description, /^It says why here\./);
  const byNone = rowLook({ entry: entry('BadMail') }, now);
  assert.match(byNone.description, /\.bdr.*missing/);
});

void test('a file that is not ours is shown as such and left alone', () => {
  const look = rowLook({ entry: { ...entry('Drop', 'notes.txt'), kind: 'foreign' } }, now);
  assert.equal(look.label, 'notes.txt');
  assert.equal(look.contextValue, 'mailroot.foreign');
  assert.match(look.tooltip, /leaves it alone/);
});

void test('the menu of a row depends on its folder', () => {
  for (const folder of ['Pickup', 'Queue', 'BadMail', 'Drop'] as const)
    assert.equal(rowLook({ entry: entry(folder) }, now).contextValue, `mailroot.message.${folder.toLowerCase()}`);
});

void test('a screen reader hears words, not arrows and dots', () => {
  const { spoken } = rowLook({ entry: entry('Drop'), summary: summary() }, now);
  assert.equal(spoken, 'Your order, Shop to ann@example.org, 1 min ago');
});

void test('the tooltip has the envelope, with the state of every recipient', () => {
  const relayed = {
    action: 'relayed',
    at: now,
    nextHop: 'mx.test [192.0.2.1]:25',
    reply: { code: 250, enhanced: '2.0.0', text: 'OK' },
  } as const;
  const delivered = { action: 'delivered', at: now, file: `${id}.eml` } as const;
  const state = envelope([relayed, delivered, problem('delayed'), { action: 'pending' }], {
    nextAttemptAt: now + 60_000,
  });
  const { tooltip } = rowLook({ entry: entry('Queue'), summary: summary(), envelope: state }, now);
  for (const part of [
    'Reverse\u2011path',
    'accepted by mx',
    'delivered to Drop',
    'delayed',
    'not attempted yet',
    'in 1 min',
  ])
    assert.ok(tooltip.includes(part) || tooltip.replaceAll('\\', '').includes(part), `${part} in ${tooltip}`);
});

void test('the tooltip tells size, age and file', () => {
  const { tooltip } = rowLook({ entry: entry('Drop'), summary: summary() }, now);
  const plain = tooltip.replaceAll('\\', '');
  assert.match(plain, /Arrived \| .*1 min ago/);
  assert.match(plain, /Size \| 1 KiB/);
  assert.match(plain, /File \| Drop\/20261124T115001Z-0c88001\.eml/);
});

void test('hostile text from a message stays text in every part of a row', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (subject, from) => {
      const look = rowLook({ entry: entry('Drop'), summary: summary({ subject, from, to: [from] }) }, now);
      for (const part of [look.label, look.description, look.spoken]) assert.doesNotMatch(part, /\p{Cc}/u);
      const table = look.tooltip.split('\n').slice(4);
      assert.ok(table.every((line) => line.startsWith('| ') && line.endsWith(' |')));
    }),
  );
});

void test('every stage of an attempt has words', () => {
  const stages = [
    'queued',
    'route',
    'dns',
    'connect',
    'greeting',
    'ehlo',
    'tls',
    'auth',
    'mail',
    'rcpt',
    'data',
    'drop',
  ] as const;
  const words = stages.map((stage) => stageWords({ stage }));
  assert.equal(new Set(words).size, stages.length);
  assert.equal(stageWords({ stage: 'connect', nextHop: 'mx.test' }), 'connecting (mx.test)');
});

void test('the kind of trouble has its icon; trouble that a simulated host made has the beaker', () => {
  const icon = (state: Problem): string =>
    rowLook({ entry: entry('Queue'), summary: summary(), envelope: envelope([state]) }, now).icon;
  const remote = { nextHop: 'mx.example.org [192.0.2.1]:25' };
  assert.equal(icon(problem('delayed', { ...remote, category: 'mailbox-full' })), categoryIcons['mailbox-full']);
  assert.equal(icon(problem('delayed', { ...remote, category: 'tls' })), 'lock');
  assert.equal(icon(problem('delayed', { category: 'tls' })), 'beaker');
});

void test('every category has an icon, and no two that are met often look alike', () => {
  assert.deepEqual(Object.keys(categoryIcons).sort(), [...categoryNames].sort());
  const often = ['unknown-user', 'mailbox-full', 'greylisting', 'policy', 'tls', 'auth', 'network', 'dns'] as const;
  assert.equal(new Set(often.map((name) => categoryIcons[name])).size, often.length);
});

void test('a host is simulated by its whole name', () => {
  assert.ok(isSimulated('sim.test [127.0.0.1]:2526'));
  assert.ok(isSimulated('slow.sim.test:2526'));
  assert.ok(!isSimulated('notsim.test [192.0.2.1]:25'));
  assert.ok(!isSimulated('sim.test.example.org:25'));
  assert.ok(!isSimulated(undefined));
});

void test('a message that is held says so, and counts down to nothing', () => {
  const state = envelope([problem('delayed')], { held: { at: now, why: 'asked for by ann' } });
  const look = rowLook({ entry: entry('Queue'), summary: summary(), envelope: state }, now);
  assert.match(look.description, /^held · tried once/);
  assert.equal(look.icon, 'debug-pause');
  assert.equal(look.contextValue, 'mailroot.message.queue.held');
});

void test('a Sent row tells how it ended: all well, or the reply of who refused', () => {
  const relayed = { action: 'relayed', at: now, nextHop: 'mx.test', reply: { code: 250, text: 'OK' } } as const;
  const well = rowLook({ entry: entry('Sent'), summary: summary(), envelope: envelope([relayed]) }, now);
  assert.equal(well.icon, 'pass');
  assert.match(well.description, /^1 min ago · Shop → /);
  const reply = { code: 550, enhanced: '5.1.1', text: 'User unknown' };
  const state = envelope([relayed, problem('failed', { reply })]);
  const ill = rowLook({ entry: entry('Sent'), summary: summary(), envelope: state }, now);
  assert.deepEqual([ill.icon, ill.color], ['error', 'list.errorForeground']);
  assert.match(ill.description, /550 5\.1\.1 User unknown/);
});

void test('a notification of ours in Drop looks like an answer', () => {
  assert.equal(rowLook({ entry: entry('Drop', `${id}-f1`), summary: summary() }, now).icon, 'mail-reply');
  assert.equal(rowLook({ entry: entry('Drop'), summary: summary() }, now).icon, 'mail');
});

void test('a recipient looks like what became of it', () => {
  assert.equal(stateIcon({ action: 'pending' }).icon, 'clock');
  assert.equal(stateIcon({ action: 'delivered', at: now, file: 'x' }).icon, 'pass');
  assert.equal(stateIcon(problem('delayed')).color, 'list.warningForeground');
  assert.equal(stateIcon(problem('failed')).color, 'list.errorForeground');
});

void test('a message without an envelope tells none in its tooltip, only why', () => {
  const fate = { kind: 'bad', reason: 'bad-pickup-file', text: 'It has no From header.' } as const;
  const { tooltip } = rowLook({ entry: entry('BadMail'), summary: summary(), envelope: envelope([], { fate }) }, now);
  assert.doesNotMatch(tooltip, /Reverse|Attempts/);
  assert.match(tooltip, /Reason \| It has no From header/);
});

void test('a message to hundreds lists the first in its tooltip and counts the others', () => {
  const state = envelope(Array.from({ length: 300 }, () => problem('delayed')));
  const { tooltip } = rowLook({ entry: entry('Queue'), summary: summary(), envelope: state }, now);
  assert.match(tooltip.replaceAll('\\', ''), /r11@example\.org/);
  assert.doesNotMatch(tooltip.replaceAll('\\', ''), /r12@example\.org/);
  assert.match(tooltip, /and 288 more recipients/);
});
