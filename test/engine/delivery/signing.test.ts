import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { notSigned, signed, signingFor, type DkimSettings } from '../../../src/engine/delivery/signing';
import { ed25519Key, rsaKey, verdicts } from '../../support/dkimVerifier';
import { tempFolder } from '../../support/tempFolder';
import { wire } from './client';

const rsa = rsaKey();
const ed = ed25519Key();

function from(address: string): Buffer {
  return Buffer.from(
    `X-Sender: <bounce@other.test>\r\nX-Receiver: <b@there.test>\r\nFrom: Ann <${address}>\r\n\r\nhi\r\n`,
  );
}

interface World {
  readonly author?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

async function signers(
  t: TestContext,
  settings: DkimSettings,
  { author = 'ann@here.test', secrets = {}, files = {} }: World = {},
): Promise<string[] | string> {
  const root = tempFolder(t);
  mkdirSync(join(root, 'keys'));
  for (const [name, pem] of Object.entries(files)) writeFileSync(join(root, 'keys', name), pem);
  const found = await signingFor(from(author), settings, { root, secret: (reference) => secrets[reference] });
  if (found.kind === 'trouble') return found.text.replaceAll(root, 'ROOT');
  return found.signers.map(({ domain, selector }) => `${selector} ${domain}`);
}

const inFile = (key = 'keys/a.pem'): DkimSettings => ({ 'here.test': { selector: 'mail', key } });
const files = { 'a.pem': rsa.privateKey };

test('the domain of From decides, not that of the envelope; one below it is signed for by the one above', async (t) => {
  assert.deepEqual(await signers(t, inFile(), { files }), ['mail here.test']);
  assert.deepEqual(await signers(t, inFile(), { files, author: 'ann@HERE.test' }), ['mail here.test']);
  assert.deepEqual(await signers(t, inFile(), { files, author: 'ann@deep.below.here.test' }), ['mail here.test']);
  assert.deepEqual(await signers(t, inFile(), { files, author: 'ann@nothere.test' }), []);
  assert.deepEqual(await signers(t, inFile(), { files, author: 'ann@other.test' }), []);
  assert.deepEqual(await signers(t, {}, { files }), []);
});

test('the nearest domain signs, and a domain beyond ASCII in its ASCII form', async (t) => {
  const key = 'keys/a.pem';
  const settings = { 'here.test': { selector: 'up', key }, 'in.here.test': { selector: 'down', key } };
  assert.deepEqual(await signers(t, settings, { files, author: 'ann@x.in.here.test' }), ['down in.here.test']);
  const wide = { 'bücher.test': { selector: 'mail', key } };
  assert.deepEqual(await signers(t, wide, { files, author: 'ann@bücher.test' }), ['mail xn--bcher-kva.test']);
  assert.deepEqual(await signers(t, wide, { files, author: 'ann@xn--bcher-kva.test' }), ['mail xn--bcher-kva.test']);
});

test('with two keys there are two signatures, and both pass', async (t) => {
  const root = tempFolder(t);
  writeFileSync(join(root, 'rsa.pem'), rsa.privateKey);
  const bytes = from('ann@here.test');
  const settings: DkimSettings = {
    'here.test': [
      { selector: 'mail', key: join(root, 'rsa.pem') },
      { selector: 'ed', key: '${secret:ed}' },
    ],
  };
  const found = await signingFor(bytes, settings, { root: '/nowhere', secret: () => ed.privateKey });
  assert.ok(found.kind === 'signers');
  const content = Buffer.from('From: Ann <ann@here.test>\r\n\r\nhi\r\n');
  const out = signed({ ...wire, content, notes: ['before'] }, found.signers, Date.now());
  assert.ok(out.content.subarray(-content.length).equals(content));
  assert.deepEqual(out.notes, [
    'before',
    'signed with DKIM for here.test, selector mail, rsa-sha256 (mailroot.dkim)',
    'signed with DKIM for here.test, selector ed, ed25519-sha256 (mailroot.dkim)',
  ]);
  const records = { 'mail._domainkey.here.test': rsa.record, 'ed._domainkey.here.test': ed.record };
  assert.deepEqual((await verdicts(out.content, records)).sort(), ['here.test ed pass', 'here.test mail pass']);
});

test('a key in a variable may have its line ends written out', async (t) => {
  const secrets = { '${env:KEY}': ed.privateKey.replace(/\n/g, '\\n') };
  assert.deepEqual(await signers(t, inFile('${env:KEY}'), { secrets }), ['mail here.test']);
});

test('a domain whose keys could not be used has none: its mail is not to leave without', async (t) => {
  const said = await signers(t, { 'here.test': [] });
  assert.match(String(said), /signed with DKIM for here\.test, and can't be: the setting has no key for it/);
});

const prefix = "The message is to be signed with DKIM for here.test (selector mail), and can't be: ";
const ecKey = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;
const locked = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'tomato' },
}).privateKey;

for (const [what, pem, expected] of [
  ['rubbish', 'hello', 'ROOT/keys/a.pem is no private key in PEM ("-----BEGIN PRIVATE KEY-----" ...).'],
  ['nothing', '', 'ROOT/keys/a.pem is no private key in PEM ("-----BEGIN PRIVATE KEY-----" ...).'],
  [
    'the public key',
    rsa.publicKey,
    'ROOT/keys/a.pem is a public key: that one belongs in the DNS. Name the private key.',
  ],
  ['an EC key', ecKey, 'ROOT/keys/a.pem is a key of type ec; DKIM knows RSA and Ed25519.'],
  ['a short key', rsaKey(768).privateKey, 'ROOT/keys/a.pem is an RSA key of 768 bits; it takes 1024 or, better, 2048.'],
  [
    'a locked key',
    locked,
    'ROOT/keys/a.pem is a key behind a passphrase, which MailRoot does not know. Store it without one.',
  ],
] as const) {
  test(`a key file with ${what} in it: the text says so, and quotes nothing of it`, async (t) => {
    assert.equal(await signers(t, inFile(), { files: { 'a.pem': pem } }), `${prefix}${expected}`);
  });
}

test('a key file that is not there, a variable and a secret that are missing, say where to look', async (t) => {
  const said = [];
  for (const key of ['keys/none.pem', '${env:NO_KEY}', '${secret:none}']) said.push(await signers(t, inFile(key)));
  assert.match(String(said[0]), /the file of its key can't be read: ENOENT: no such file.*ROOT\/keys\/none\.pem'\.$/);
  assert.match(
    String(said[1]),
    /"key" is \$\{env:NO_KEY\}, and the engine's process has no environment variable NO_KEY\./,
  );
  assert.match(String(said[2]), /"key" is \$\{secret:none\}, and nobody has given the engine the secret none\./);
});

test('what can not be signed is put off, and names the setting', () => {
  const status = notSigned('why', 5);
  assert.ok(status.action === 'delayed');
  assert.deepEqual(
    [status.category, status.status, status.setting, status.at],
    ['signing', '4.7.5', 'mailroot.dkim', 5],
  );
});
