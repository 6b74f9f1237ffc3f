import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allows, isFresh, readPolicy, stsId } from '../../../src/engine/delivery/stsPolicy';

for (const [records, id] of [
  [['v=STSv1; id=20261123T115001;'], '20261123T115001'],
  [['v=STSv1;id=1'], '1'],
  [['v=spf1 -all', 'v=STSv1; id=a; later=b;'], 'a'],
  [['v=STSv1; id=a', 'v=STSv1; id=b'], undefined],
  [['v=STSv2; id=a'], undefined],
  [['v=STSv1; id=a-b'], undefined],
  [['v=STSv1; id='], undefined],
  [[], undefined],
] as const) {
  test(`the id in ${JSON.stringify(records)} is ${id ?? 'none'}`, () => {
    assert.equal(stsId(records), id);
  });
}

const whole = ['version: STSv1', 'mode: enforce', 'mx: MX.there.test', 'mx: *.there.test.', 'max_age: 604800', ''];

test('a policy is read with either line end, whatever else is in it', () => {
  const policy = { mode: 'enforce', mx: ['mx.there.test', '*.there.test'], maxAgeSeconds: 604_800 };
  assert.deepEqual(readPolicy(whole.join('\r\n')), { kind: 'policy', policy });
  assert.deepEqual(readPolicy(['later: field', 'mode:enforce', ...whole].join('\n')), { kind: 'policy', policy });
});

test('a policy of mode none needs no mx, and no policy counts longer than a year', () => {
  assert.deepEqual(readPolicy('version: STSv1\nmode: none\nmax_age: 9999999999\n'), {
    kind: 'policy',
    policy: { mode: 'none', mx: [], maxAgeSeconds: 31_557_600 },
  });
});

for (const [without, why] of [
  ['version', 'it has no "version: STSv1"'],
  ['mode', 'its mode is none of enforce, testing, none'],
  ['max_age', 'it has no max_age'],
  ['mx', 'it names no mx'],
] as const) {
  test(`a policy without ${without} is none, and is told why`, () => {
    const text = whole.filter((line) => !line.startsWith(`${without}:`)).join('\n');
    assert.deepEqual(readPolicy(text), { kind: 'bad', why });
  });
}

test('whatever a server says is read in a moment, and never breaks us', () => {
  fc.assert(fc.property(fc.string(), (text) => ['policy', 'bad'].includes(readPolicy(text).kind)));
  assert.equal(readPolicy(`mx:${' \t'.repeat(30_000)}x`).kind, 'bad');
});

test('a wildcard stands for one label, and a name for itself in any case', () => {
  const policy = { mx: ['mx.there.test', '*.pool.test'] };
  for (const host of ['mx.there.test', 'MX.There.Test.', 'a.pool.test']) assert.ok(allows(policy, host), host);
  for (const host of ['there.test', 'x.mx.there.test', 'pool.test', 'a.b.pool.test', 'apool.test'])
    assert.ok(!allows(policy, host), host);
});

test('a policy counts until its age is over', () => {
  const policy = { id: 'a', fetchedAt: 1_000, mode: 'none' as const, mx: [], maxAgeSeconds: 10 };
  assert.ok(isFresh(policy, 10_999));
  assert.ok(!isFresh(policy, 11_000));
});
