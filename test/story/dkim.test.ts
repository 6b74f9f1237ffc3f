/** DKIM from the Pickup file to what the remote host was handed, judged by an implementation that is not ours. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ed25519Key, rsaKey, verdicts } from '../support/dkimVerifier';
import { minute, sandbox, type Sandbox } from '../support/sandbox';
import { scriptedHost, type ScriptedHost } from '../support/scriptedHost';

const rsa = rsaKey();
const records = { 'mail._domainkey.example.com': rsa.record };

const letter = (to: string, from = 'app@example.com'): string[] => [
  `From: ${from}`,
  `To: ${to}`,
  'Bcc: secret@there.test',
  'Subject: dots',
  '',
  '.',
  '..two',
  'end',
];

/** What the host got, its dots taken off. */
function handed({ contents }: ScriptedHost): Buffer {
  return Buffer.from(contents.at(-1)?.replace(/^\./gm, '') ?? '', 'latin1');
}

function configure(box: Sandbox, port: number): void {
  box.configure({
    localDomains: ['example.com'],
    remoteDomains: { 'there.test': `127.0.0.1:${port}` },
    dkim: { 'example.com': { selector: 'mail', key: 'dkim.pem' } },
  });
}

test('what the host is handed passes: added fields and all, dots or not, Bcc gone; the file stays as it was', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t);
  writeFileSync(join(box.mailRoot.root, 'dkim.pem'), rsa.privateKey);
  configure(box, host.port);
  const { id, folder } = await box.submit('a.eml', letter('bob@there.test'));
  assert.equal(folder, 'Sent');
  const got = handed(host);
  assert.deepEqual(await verdicts(got, records), ['example.com mail pass']);
  assert.match(
    got.toString(),
    /^DKIM-Signature: [^]*\r\nReceived: from mail pickup service[^]*\r\nDate: [^]*\r\nMessage-ID: /,
  );
  assert.ok(!got.includes('secret@'));
  assert.ok(!box.text('Sent', `${id}.eml`).includes('DKIM-Signature'));
  assert.match(box.text('Sent', `${id}.ltr`), /note: signed with DKIM for example\.com, selector mail, rsa-sha256/);
  assert.ok(!readFileSync(join(box.mailRoot.Sent, `${id}.rtr`), 'utf8').includes('PRIVATE KEY'));
});

test('a sender of another domain goes without; who is local gets the file without', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t);
  configure(box, host.port);
  const other = await box.submit('a.eml', letter('bob@there.test', 'app@other.test'));
  assert.equal(other.folder, 'Sent');
  assert.ok(!handed(host).includes('DKIM-Signature'));
  // The key is not even there: for Drop nobody asks.
  const local = await box.submit('b.eml', ['From: app@example.com', 'To: bob@example.com', '', 'hi', '']);
  assert.equal(local.folder, 'Drop');
});

test('without its key nothing leaves: put off before anybody is connected to, told why, and sent signed when the key is there', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t);
  configure(box, host.port);
  const { id, folder, sentence } = await box.submit('a.eml', letter('bob@there.test'));
  assert.equal(folder, 'Queue');
  assert.match(sentence, /bob@there\.test delayed/);
  const state = box.state(id).recipients[0]?.state;
  assert.ok(state?.action === 'delayed');
  assert.deepEqual([state.category, state.status, state.setting], ['signing', '4.7.5', 'mailroot.dkim']);
  assert.match(state.text, /the file of its key can't be read: ENOENT/);
  assert.equal(host.connections(), 0);
  writeFileSync(join(box.mailRoot.root, 'dkim.pem'), rsa.privateKey);
  const later = await box.later(15 * minute, (outcome) => outcome.id === id);
  assert.equal(later.folder, 'Sent');
  assert.deepEqual(await verdicts(handed(host), records), ['example.com mail pass']);
});

test('a key that is changed between two attempts counts from then on', async (t) => {
  const host = await scriptedHost(t, { atEnd: '451 4.3.0 later' });
  const box = await sandbox(t);
  const path = join(box.mailRoot.root, 'dkim.pem');
  writeFileSync(path, rsa.privateKey);
  configure(box, host.port);
  const { id } = await box.submit('a.eml', letter('bob@there.test'));
  rmSync(path);
  const ed = ed25519Key();
  writeFileSync(path, ed.privateKey);
  await box.later(15 * minute, (outcome) => outcome.id === id);
  assert.deepEqual(await verdicts(handed(host), { 'mail._domainkey.example.com': ed.record }), [
    'example.com mail pass',
  ]);
});

test('a simulated host gets it signed as well', async (t) => {
  const box = await sandbox(t);
  writeFileSync(join(box.mailRoot.root, 'dkim.pem'), rsa.privateKey);
  box.configure({ dkim: { 'example.com': { selector: 'mail', key: 'dkim.pem' } } });
  const { id } = await box.submit('a.eml', ['From: app@example.com', 'To: fine@sim.test', '', 'hi', '']);
  assert.match(box.text('Sent', `${id}.ltr`), /signed with DKIM for example\.com/);
});
