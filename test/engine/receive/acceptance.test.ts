import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networksOf } from '../../../src/engine/receive/networks';
import { refusePath, refusePeer, refuseRelay, refuseStoring } from '../../../src/engine/receive/acceptance';

const utf8 = { smtpUtf8: true };

void test('an address is taken, whatever its domain', () => {
  for (const address of ['bob@there.test', 'b+c@x.y.test', 'bob@[192.0.2.1]', 'j\u00f6rg@there.test'])
    assert.equal(refusePath(address, utf8), undefined, address);
});

void test('what is no address is refused with what was said', () => {
  for (const text of ['', 'a b@there.test', '@there.test', 'bob@']) {
    const refused = refusePath(text, utf8);
    assert.equal(refused?.code, 553, text);
    assert.equal(refused.enhanced, '5.1.3');
    assert.ok(refused.text.includes(JSON.stringify(text)));
  }
});

void test('an address with a dot too many, or a domain that is none, is refused and told why', () => {
  for (const [address, why] of [
    ['.bob@there.test', /a dot too many/],
    ['bob.@there.test', /a dot too many/],
    ['b..b@there.test', /a dot too many/],
    ['bob@there..test', /no domain name/],
    ['bob@-there.test', /no domain name/],
    [`bob@${'x'.repeat(64)}.test`, /no domain name/],
    ['bob@[192.0.2]', /no address in its brackets/],
    ['bob@[IPv6:2001::db8::1]', /no address in its brackets/],
    [`${'b'.repeat(250)}@there.test`, /longer than 254 octets/],
  ] as const)
    assert.match(refusePath(address, utf8)?.text ?? '', why, address);
});

void test('quoted local parts, address literals and names of containers are addresses', () => {
  for (const address of [
    '"b b"@there.test',
    '"b..@b"@there.test',
    'bob@[IPv6:2001:db8::1]',
    'bob@my_host',
    'x@b\u00fccher.test',
  ])
    assert.equal(refusePath(address, utf8), undefined, address);
});

void test('an address that is not ASCII wants SMTPUTF8 (RFC 6531)', () => {
  const refused = refusePath('j\u00f6rg@there.test', { smtpUtf8: false });
  assert.deepEqual([refused?.code, refused?.enhanced], [553, '5.6.7']);
});

const peer = (address: string): { address: string; port: number } => ({ address, port: 40_000 });
const lists = { home: networksOf(['127.0.0.1']), denied: networksOf(['203.0.113.0/24', '127.0.0.9']) };

void test('without an allow list everybody may connect who is not denied', () => {
  const open = { ...lists, allowed: undefined };
  assert.equal(refusePeer(peer('198.51.100.7'), open), undefined);
  assert.match(refusePeer(peer('203.0.113.7'), open)?.text ?? '', /mailroot\.smtp\.deniedClients/);
});

void test('with one, only those in it, and this machine; a denied address is denied whatever else it is', () => {
  const some = { ...lists, allowed: networksOf(['198.51.100.0/24', '203.0.113.7']) };
  assert.equal(refusePeer(peer('198.51.100.7'), some), undefined);
  assert.equal(refusePeer(peer('127.0.0.1'), some), undefined);
  const refused = refusePeer(peer('192.0.2.1'), some);
  assert.deepEqual([refused?.code, refused?.enhanced], [554, '5.7.1']);
  assert.match(refused?.text ?? '', /No mail from 192\.0\.2\.1: mailroot\.smtp\.allowedClients has it not/);
  assert.equal(refusePeer(peer('203.0.113.7'), some)?.code, 554);
});

void test('mail for a domain that is not local is taken from this machine and from relay clients alone', () => {
  const relays = { home: lists.home, relayers: networksOf(['10.0.0.0/8', '2001:db8::/32']) };
  const from = (address: string, local: boolean): number | undefined =>
    refuseRelay('bob@there.test', { peer: peer(address), local }, relays)?.code;
  assert.deepEqual(
    [from('192.0.2.1', true), from('127.0.0.1', false), from('10.9.8.7', false), from('2001:db8::7', false)],
    [undefined, undefined, undefined, undefined],
  );
  assert.equal(from('192.0.2.1', false), 550);
  const refused = refuseRelay('bob@there.test', { peer: peer('192.0.2.1'), local: false }, relays);
  assert.match(
    refused?.text ?? '',
    /^Unable to relay for bob@there\.test: its domain is not in mailroot\.localDomains, and 192\.0\.2\.1/,
  );
});

void test('a full disk is a temporary refusal that says so', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) {
    const { code: reply, enhanced, text } = refuseStoring(Object.assign(new Error('x'), { code }));
    assert.deepEqual([reply, enhanced], [452, '4.3.1']);
    assert.match(text, /disk .* full; nothing was kept, send again later/);
  }
});

void test('a folder that can not be written is told apart from what nobody knows', () => {
  assert.match(refuseStoring(Object.assign(new Error('x'), { code: 'EROFS' })).text, /cannot be written/);
  const unknown = refuseStoring(new Error('what?'));
  assert.deepEqual([unknown.code, unknown.enhanced], [451, '4.3.0']);
  assert.match(unknown.text, /could not be stored; nothing was kept/);
});
