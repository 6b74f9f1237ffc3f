import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeStsPolicy,
  encodeStsPolicy,
  keepStsPolicy,
  readStsPolicy,
  type StsPolicy,
} from '../../../src/engine/mailroot/stsPolicies';
import { tempMailRoot } from '../../support/tempFolder';

const policy: StsPolicy = { id: 'a1', fetchedAt: 5, mode: 'enforce', mx: ['mx.there.test'], maxAgeSeconds: 60 };

test('decoding what was encoded gives it back', () => {
  const any = fc.record(
    {
      id: fc.string(),
      fetchedAt: fc.nat(),
      mode: fc.constantFrom('enforce', 'testing', 'none'),
      mx: fc.array(fc.string()),
      maxAgeSeconds: fc.nat(),
    },
    { noNullPrototype: true },
  );
  fc.assert(fc.property(any, (value) => assert.deepEqual(decodeStsPolicy(encodeStsPolicy(value)), value)));
});

test('what is kept for a domain is read again, and nothing for another', async (t) => {
  const mailRoot = tempMailRoot(t);
  await keepStsPolicy(mailRoot, 'there.test', policy);
  assert.deepEqual(await readStsPolicy(mailRoot, 'there.test'), policy);
  assert.equal(await readStsPolicy(mailRoot, 'other.test'), undefined);
  assert.deepEqual(readdirSync(mailRoot.policies), ['there.test.json']);
});

test('a damaged file is no policy, and a name that leads elsewhere is no file', async (t) => {
  const mailRoot = tempMailRoot(t);
  await keepStsPolicy(mailRoot, 'there.test', policy);
  writeFileSync(join(mailRoot.policies, 'there.test.json'), '{"id":');
  assert.equal(await readStsPolicy(mailRoot, 'there.test'), undefined);
  for (const name of ['../there.test', '..', 'a/b.test', '', 'localhost', '.test']) {
    await keepStsPolicy(mailRoot, name, policy);
    assert.equal(await readStsPolicy(mailRoot, name), undefined);
  }
  assert.deepEqual(readdirSync(mailRoot.policies), ['there.test.json']);
});
