/** The settings as the listener has them, and what is said about those that are strange. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig, readConfig, type EngineConfig } from '../../../src/engine/config';
import { doubtsOf, termsOf } from '../../../src/engine/reception/terms';

const known: Readonly<Record<string, string>> = { '${env:ANN}': 'wonderland', '${secret:EVE}': '' };
const secret = (reference: string): string | undefined => known[reference];
const withSettings = (more: Partial<EngineConfig>): EngineConfig => ({ ...defaultConfig, ...more });

test('the defaults: this machine alone, generous limits, strict line ends, anybody may log in', () => {
  const terms = termsOf(defaultConfig, secret);
  assert.deepEqual(terms.limits, {
    messageOctets: 51_200 * 1024,
    sessionOctets: 0,
    messages: 0,
    recipients: 1_000,
    connections: 2_000,
    connectionsPerAddress: 0,
    errors: 100,
    lineOctets: 0,
    commandMs: 60_000,
    idleMs: 600_000,
    contentMs: 600_000,
  });
  assert.deepEqual(
    [terms.bareLineEnds, terms.auth, terms.startTls, terms.allowed],
    ['strict', 'any', 'elsewhere', undefined],
  );
  assert.ok(terms.home.has('127.9.9.9') && terms.home.has('::1') && !terms.home.has('192.0.2.1'));
  assert.equal(doubtsOf(defaultConfig, secret).size, 0);
});

test('users are those whose password is known, however little it is', () => {
  const config = withSettings({ 'smtp.users': { ann: '${env:ANN}', bob: '${env:BOB}', eve: '${secret:EVE}' } });
  assert.deepEqual(
    [...termsOf(config, secret).users],
    [
      ['ann', 'wonderland'],
      ['eve', ''],
    ],
  );
});

test('a password that is not known is told, by name and by where it was looked for, never by value', () => {
  const config = withSettings({ 'smtp.users': { ann: '${env:ANN}', bob: '${env:BOB}', eve: '${secret:EVE}' } });
  const doubts = [...doubtsOf(config, secret).values()].join('\n');
  assert.match(doubts, /password of "bob" .* \$\{env:BOB\} is not set\. Set the variable/);
  assert.match(doubts, /password of "eve" .* \$\{secret:EVE\} is not set\./);
  assert.doesNotMatch(doubts, /ann|wonderland/);
});

test('anything but loopback is told for as long as it lasts, and whether anybody can log in', () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'mail.test']) {
    const alone = doubtsOf(withSettings({ 'smtp.host': host }), secret).get('mailroot.smtp.host') ?? '';
    assert.match(alone, /other machines can connect.*Nobody is in that list.*127\.0\.0\.1/, host);
    const some = doubtsOf(withSettings({ 'smtp.host': host, 'smtp.users': { ann: '${env:ANN}' } }), secret);
    assert.doesNotMatch(some.get('mailroot.smtp.host') ?? '', /Nobody/);
  }
  for (const host of ['127.0.0.1', '127.0.0.2', '::1', 'localhost'])
    assert.equal(doubtsOf(withSettings({ 'smtp.host': host }), secret).size, 0, host);
});

test('"users" without users is told', () => {
  assert.match(
    doubtsOf(withSettings({ 'smtp.auth': 'users' }), secret).get('mailroot.smtp.auth') ?? '',
    /nobody can log in/,
  );
});

test('a password in the settings is refused, and not repeated', () => {
  const { config, complaints } = readConfig({ 'smtp.users': { ann: 'wonderland' } });
  assert.deepEqual(config['smtp.users'], {});
  assert.equal(complaints[0]?.setting, 'mailroot.smtp.users');
  assert.doesNotMatch(JSON.stringify(complaints), /wonderland/);
});

test('lists of networks are checked where they are read', () => {
  for (const good of ['192.0.2.1', '10.0.0.0/8', '2001:db8::/32', '::1', '0.0.0.0/0'])
    assert.equal(readConfig({ 'smtp.deniedClients': [good] }).complaints.length, 0, good);
  for (const bad of ['here.test', '10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/8/8', ''])
    assert.match(
      readConfig({ 'smtp.deniedClients': [bad] }).complaints[0]?.text ?? '',
      /not an address or a network/,
      bad,
    );
});
