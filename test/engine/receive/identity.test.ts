/** Whose certificate is shown, when it is made anew, and what is said when it can't be had. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { findIdentity, type IdentityWanted } from '../../../src/engine/receive/identity';
import { tempMailRoot } from '../../support/tempFolder';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 23);

function wanted(t: Parameters<typeof tempMailRoot>[0], more: Partial<IdentityWanted> = {}): IdentityWanted {
  return { given: undefined, made: tempMailRoot(t).tls, now, ...more };
}

test('the first time one is made: for localhost, for a year, its key for this user alone', async (t) => {
  const ask = wanted(t);
  const { identity, trouble } = await findIdentity(ask);
  assert.equal(trouble, undefined);
  assert.equal(identity?.path, ask.made.certificate);
  const { subjectAltName, publicKey } = new X509Certificate(identity.cert);
  assert.equal(subjectAltName, 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  assert.deepEqual([publicKey.asymmetricKeyType, publicKey.asymmetricKeyDetails?.namedCurve], ['ec', 'prime256v1']);
  assert.ok(identity.expiresAt - now > 364 * day);
  assert.equal(readFileSync(ask.made.certificate, 'utf8'), identity.cert);
  if (process.platform === 'win32') return;
  assert.equal(statSync(ask.made.key).mode & 0o777, 0o600);
  assert.equal(statSync(join(ask.made.key, '..')).mode & 0o777, 0o700);
});

test('the next time it is the same one', async (t) => {
  const ask = wanted(t);
  const first = await findIdentity(ask);
  const later = await findIdentity({ ...ask, now: now + 300 * day });
  assert.equal(later.identity?.cert, first.identity?.cert);
});

test('a month before its end it is made anew', async (t) => {
  const ask = wanted(t);
  const first = await findIdentity(ask);
  const later = await findIdentity({ ...ask, now: now + 336 * day });
  assert.notEqual(later.identity?.cert, first.identity?.cert);
  assert.equal(readFileSync(ask.made.certificate, 'utf8'), later.identity?.cert);
  assert.ok((later.identity?.expiresAt ?? 0) > now + 700 * day);
});

test('one that is damaged, half there, of the future or for other names is made anew', async (t) => {
  const ask = wanted(t);
  const { identity } = await findIdentity(ask);
  const other = makeCertificate({ names: ['other.test'], addresses: [], now, days: 365 });
  const spoil: (() => void)[] = [
    () => writeFileSync(ask.made.certificate, 'rubbish'),
    () => writeFileSync(ask.made.key, makeCertificate({ names: ['localhost'], addresses: [], now, days: 9 }).key),
    () => writeFileSync(ask.made.key, ''),
    () => {
      writeFileSync(ask.made.key, other.key);
      writeFileSync(ask.made.certificate, other.cert);
    },
  ];
  let last = identity?.cert;
  for (const each of spoil) {
    each();
    const found = await findIdentity(ask);
    assert.notEqual(found.identity?.cert, last);
    assert.equal(found.trouble, undefined);
    last = found.identity?.cert;
  }
  assert.notEqual((await findIdentity({ ...ask, now: now - 30 * day })).identity?.cert, last);
});

test("the user's own is shown, and nothing is made", async (t) => {
  const ask = wanted(t);
  const own = makeCertificate({ names: ['mail.test'], addresses: [], now, days: 10 });
  const given = {
    certificate: join(ask.made.key, '..', '..', 'own.pem'),
    key: join(ask.made.key, '..', '..', 'own.key'),
  };
  writeFileSync(given.certificate, own.cert);
  writeFileSync(given.key, own.key);
  const { identity, trouble } = await findIdentity({ ...ask, given });
  assert.deepEqual([identity?.cert, identity?.path, trouble], [own.cert, given.certificate, undefined]);
  assert.throws(() => statSync(ask.made.certificate), { code: 'ENOENT' });
});

test("the user's own that has expired is shown all the same, and the trouble is told", async (t) => {
  const ask = wanted(t);
  const own = makeCertificate({ names: ['mail.test'], addresses: [], now: now - 20 * day, days: 10 });
  const given = { certificate: `${ask.made.key}.own.pem`, key: `${ask.made.key}.own.key` };
  mkdirSync(join(ask.made.key, '..'));
  writeFileSync(given.certificate, own.cert);
  writeFileSync(given.key, own.key);
  const { identity, trouble } = await findIdentity({ ...ask, given });
  assert.equal(identity?.cert, own.cert);
  assert.match(trouble ?? '', /has expired on 2026-11-13T00:00:00\.000Z\. Renew it\./);
});

test("the user's own that can't be used: ours stands in, and both settings are named", async (t) => {
  const ask = wanted(t);
  const own = makeCertificate({ names: ['mail.test'], addresses: [], now, days: 10 });
  const other = makeCertificate({ names: ['mail.test'], addresses: [], now, days: 10 });
  const given = { certificate: `${ask.made.key}.own.pem`, key: `${ask.made.key}.own.key` };
  mkdirSync(join(ask.made.key, '..'));
  for (const [cert, key, why] of [
    [undefined, undefined, /ENOENT/],
    [own.cert, other.key, /the key is not that of the certificate/],
    ['rubbish', own.key, /can't be used/],
  ] as const) {
    if (cert !== undefined) writeFileSync(given.certificate, cert);
    if (key !== undefined) writeFileSync(given.key, key);
    const { identity, trouble } = await findIdentity({ ...ask, given });
    assert.equal(identity?.own, 'made here');
    assert.match(trouble ?? '', why);
    assert.match(trouble ?? '', /mailroot\.smtp\.tls\.certificate and mailroot\.smtp\.tls\.key\.$/);
  }
});

test('a folder that can not be written means no TLS, and says so', async (t) => {
  const ask = wanted(t);
  const folder = join(ask.made.key, '..');
  writeFileSync(folder, 'a file where the folder should be');
  const { identity, trouble } = await findIdentity(ask);
  assert.equal(identity, undefined);
  assert.match(trouble ?? '', /No certificate could be written to .*: SMTP goes without TLS\./);
  chmodSync(folder, 0o600);
});
