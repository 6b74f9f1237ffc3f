import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig, readConfig } from '../../src/engine/config';

test('no settings at all are the defaults: everything is captured, IIS schedule', () => {
  for (const raw of [undefined, null, {}, 'nonsense', 7]) {
    assert.deepEqual(readConfig(raw), { config: defaultConfig, complaints: [] });
  }
  assert.deepEqual(defaultConfig.localDomains, ['*']);
  assert.deepEqual(defaultConfig['retry.intervalsMinutes'], [15, 30, 60, 240]);
});

test('a bad value is replaced by its default, and the complaint names the setting and what is used', () => {
  const { config, complaints } = readConfig({ 'smtp.port': 70_000, fqdn: 'good.test' });
  assert.equal(config['smtp.port'], 2525);
  assert.equal(config.fqdn, 'good.test');
  assert.equal(complaints.length, 1);
  assert.equal(complaints[0]?.setting, 'mailroot.smtp.port');
  assert.match(complaints[0].text, /default 2525 is used/);
});

test('an unknown setting is complained of and otherwise ignored', () => {
  const { complaints } = readConfig({ smartHots: 'x' });
  assert.deepEqual(complaints, [{ setting: 'mailroot.smartHots', text: 'is not a setting of MailRoot' }]);
});

test('domains are compared in lower case', () => {
  const { config } = readConfig({ localDomains: ['Example.COM', '*.Test'], remoteDomains: { 'Far.Example': 'mx:25' } });
  assert.deepEqual(config.localDomains, ['example.com', '*.test']);
  assert.deepEqual(config.remoteDomains, { 'far.example': 'mx:25' });
});

for (const bad of ['a@b', 'two words', '']) {
  test(`${JSON.stringify(bad)} is no local domain`, () => {
    assert.equal(readConfig({ localDomains: [bad] }).complaints.length, 1);
  });
}

test('a next hop may be an object with host, port and TLS policy', () => {
  const hop = { host: 'mx.test', port: 2525, tls: 'required' };
  assert.deepEqual(readConfig({ smartHost: hop }).config.smartHost, hop);
  assert.equal(readConfig({ smartHost: { ...hop, tls: 'maybe' } }).complaints.length, 1);
  assert.equal(readConfig({ smartHost: { ...hop, password: 'secret' } }).complaints.length, 1);
});

test('a key that signs may be a path, a variable or a secret, never the key itself, and each domain may have several', () => {
  const keys = [
    { selector: 'a', key: 'keys/a.pem' },
    { selector: 'b', key: '${secret:dkim}' },
  ];
  const { config, complaints } = readConfig({ dkim: { 'Example.COM': keys, 'other.test': keys[0] } });
  assert.deepEqual(complaints, []);
  assert.deepEqual(config.dkim, { 'example.com': keys, 'other.test': keys[0] });
});

for (const [what, value] of [
  ['the key itself', { selector: 'a', key: '-----BEGIN PRIVATE KEY-----\nMC4CAQ' }],
  ['no selector', { key: 'a.pem' }],
  ['a selector with a blank', { selector: 'a b', key: 'a.pem' }],
  ['a reference that is none', { selector: 'a', key: '${password}' }],
  ['nothing', []],
] as const) {
  test(`${what} is no DKIM key: mail of that domain waits, the other domain keeps its key, and nothing of it is quoted`, () => {
    const fine = { selector: 'b', key: 'b.pem' };
    const { config, complaints } = readConfig({ dkim: { 'bad.test': value, 'good.test': fine } });
    assert.deepEqual(config.dkim, { 'bad.test': [], 'good.test': fine });
    assert.equal(complaints.length, 1);
    assert.match(complaints[0]?.text ?? '', /^"bad\.test" .*Mail of that domain waits until it is corrected\.$/);
    assert.ok(!JSON.stringify(complaints).includes('MC4CAQ'));
  });
}

test('a DKIM setting that is no object at all signs nothing, and is complained of', () => {
  const { config, complaints } = readConfig({ dkim: 'yes' });
  assert.deepEqual(config.dkim, {});
  assert.equal(complaints.length, 1);
});

test('the defaults of IIS that are ours as well', () => {
  const kept = {
    'retry.intervalsMinutes': [15, 30, 60, 240],
    'retry.delayNotificationHours': 12,
    'retry.expirationHours': 48,
    'localRetry.delayNotificationHours': 12,
    'localRetry.expirationHours': 48,
    maxHopCount: 15,
    maxRecipientsPerMessage: 100,
    'delivery.messagesPerConnection': 20,
    'delivery.connections': 1000,
    'smtp.idleTimeoutSeconds': 600,
    smartHostAfterDirect: false,
    masqueradeDomain: '',
    'badMail.maxMegabytes': -1,
    'log.enabled': false,
  } as const;
  for (const [name, value] of Object.entries(kept))
    assert.deepEqual(defaultConfig[name as keyof typeof kept], value, name);
});

test("where a program under development wants another default, IIS's own can be set", () => {
  const iis = {
    'retry.intervalsMinutes': [60],
    'retry.maxAttempts': 48,
    'localRetry.intervalsMinutes': [60],
    'delivery.connectionsPerHop': 100,
    'smtp.maxMessageKilobytes': 2048,
    'smtp.maxSessionKilobytes': 10_240,
    'smtp.maxMessagesPerSession': 20,
    'smtp.maxRecipients': 100,
    'smtp.maxConnections': 0,
    'smtp.maxErrorsPerSession': 0,
    'pickup.dotStuffed': 'always',
    'log.fields': ['time', 'c-ip', 'cs-method', 'cs-uri-stem', 'sc-status'],
  } as const;
  const { config, complaints } = readConfig(iis);
  assert.deepEqual(complaints, []);
  for (const [name, value] of Object.entries(iis)) {
    assert.deepEqual(config[name as keyof typeof iis], value, name);
    assert.notDeepEqual(defaultConfig[name as keyof typeof iis], value, name);
  }
});

test('a message may always have one kilobyte, and a connection one message', () => {
  for (const name of ['smtp.maxMessageKilobytes', 'smtp.maxRecipients', 'delivery.messagesPerConnection'] as const) {
    const { config, complaints } = readConfig({ [name]: 0 });
    assert.equal(config[name], defaultConfig[name]);
    assert.equal(complaints[0]?.setting, `mailroot.${name}`);
  }
});
