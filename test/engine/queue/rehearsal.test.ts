/** What holds for one message alone: what was said of it beforehand, and a rehearsal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recipient } from '../../../src/engine/mailroot/envelope';
import { Announcements, asAnnounced } from '../../../src/engine/walk/announced';
import { rehearsed } from '../../../src/engine/queue/rehearsal';
import { envelope, problem } from '../../views/envelopes';

const pending = { action: 'pending' } as const;
const me = 'me@own.test';
const far = ({ address }: Recipient): boolean => address.endsWith('@far.test');
const to = (...addresses: string[]): ReturnType<typeof envelope> =>
  envelope([], { recipients: addresses.map((address) => ({ address, state: pending })) });
const addresses = (of: ReturnType<typeof envelope>): string[] => of.recipients.map(({ address }) => address);

void test('in a rehearsal one address stands for all who are far, and those who are here stay', () => {
  const { envelope: now, replaced } = rehearsed(to('a@far.test', 'b@here.test', 'c@far.test'), {
    to: me,
    isRemote: far,
  });
  assert.deepEqual(addresses(now), ['b@here.test', me]);
  assert.deepEqual(replaced, ['a@far.test', 'c@far.test']);
});

void test('who has got it, or failed, is not replaced; who waits since before is', () => {
  const before = envelope([], {
    recipients: [
      { address: 'done@far.test', state: problem('failed') },
      { address: 'late@far.test', state: problem('delayed') },
    ],
  });
  assert.deepEqual(addresses(rehearsed(before, { to: me, isRemote: far }).envelope), ['done@far.test', me]);
});

void test('one who is there already gets it once, and a second look changes nothing', () => {
  const once = rehearsed(to(me, 'a@far.test'), { to: me, isRemote: () => true }).envelope;
  assert.deepEqual(addresses(once), [me]);
  assert.deepEqual(rehearsed(once, { to: me, isRemote: () => true }), { envelope: once, replaced: [] });
});

void test('without the setting, and for our own notifications, nothing is replaced', () => {
  const before = to('a@far.test');
  assert.equal(rehearsed(before, { to: '', isRemote: far }).envelope, before);
  const dsn = { ...before, source: { kind: 'dsn', of: 'x' } } as const;
  assert.equal(rehearsed(dsn, { to: me, isRemote: far }).envelope, dsn);
});

void test('a file that was announced may leave to the domains named, or is captured for them', () => {
  const { envelope: may, note } = asAnnounced(to('a@far.test'), { pickupFile: 'x.eml', mayLeave: ['far.test'] });
  assert.deepEqual(may.mayLeave, ['far.test']);
  assert.match(note ?? '', /this message may leave to far\.test/);
  const captured = asAnnounced(to('a@FAR.test', 'b@x.test'), { pickupFile: 'x.eml', capture: ['far.test'] }).envelope;
  assert.deepEqual(
    captured.recipients.map(({ via }) => via),
    ['Drop', undefined],
  );
});

void test('what says nothing changes nothing', () => {
  const before = to('a@far.test');
  assert.deepEqual(asAnnounced(before, undefined), { envelope: before });
  assert.deepEqual(asAnnounced(before, { pickupFile: 'x.eml' }), { envelope: before });
});

void test('what is no announcement is refused in a sentence, and a wildcard is none', () => {
  const all = new Announcements();
  for (const raw of [
    null,
    'x',
    {},
    { pickupFile: '' },
    { pickupFile: 'a', mayLeave: ['*'] },
    { pickupFile: 'a', mayLeave: 'x' },
  ])
    assert.throws(() => all.add(raw), /says nothing about a file in Pickup/, JSON.stringify(raw));
  all.came('a', '1');
  assert.equal(all.of('1'), undefined);
});

void test('of very many announcements the newest are kept', () => {
  const all = new Announcements();
  for (let i = 0; i < 20_005; i++) all.add({ pickupFile: `f${i}` });
  for (const name of ['f0', 'f20004']) all.came(name, name);
  assert.equal(all.of('f0'), undefined);
  assert.ok(all.of('f20004'));
});

void test('what was said of a file holds for the one that came, and not for the next of that name', () => {
  const all = new Announcements();
  all.add({ pickupFile: 'a.eml', mayLeave: ['far.test'] });
  all.came('a.eml', '1');
  all.came('a.eml', '2');
  assert.deepEqual([all.of('1')?.mayLeave, all.of('2')], [['far.test'], undefined]);
  all.left('1');
  assert.equal(all.of('1'), undefined);
});
