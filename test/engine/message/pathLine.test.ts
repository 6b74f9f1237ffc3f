import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAddress, parsePathLine } from '../../../src/engine/message/pathLine';

for (const [value, address, parameters] of [
  ['a@b.test', 'a@b.test', {}],
  ['<a@b.test>', 'a@b.test', {}],
  ['"Name, with <brackets" <a@b.test>', 'a@b.test', {}],
  ['=?utf-8?Q?N=C3=A4me?= <a@b.test>', 'a@b.test', {}],
  ['<>', '', {}],
  ['<a@b.test> NOTIFY=NEVER orcpt=rfc822;x@y', 'a@b.test', { NOTIFY: 'NEVER', ORCPT: 'rfc822;x@y' }],
  ['a@b.test BODY=7bit', 'a@b.test', { BODY: '7bit' }],
  ['"He said <x@y>" <a@b.test> RET=HDRS', 'a@b.test', { RET: 'HDRS' }],
  ['"a \\" <x@y> b" <a@b.test>', 'a@b.test', {}],
  ['Plain Name <a@b.test>', 'a@b.test', {}],
  ['"Nobody" <>', '', {}],
  ['<a@b.test> ENVID=x+2By ORCPT=rfc822;c+3Dd@e', 'a@b.test', { ENVID: 'x+y', ORCPT: 'rfc822;c=d@e' }],
  ['<a@b.test> auth=<c@d> BODY=7bit', 'a@b.test', { AUTH: '<c@d>', BODY: '7bit' }],
  ['<a@b.test> ENVID=x+0D+0Ay', 'a@b.test', {}],
  ['<> RET=HDRS ENVID=1', '', { RET: 'HDRS', ENVID: '1' }],
] as const) {
  test(`the envelope line ${value} is the path <${address}>`, () => {
    assert.deepEqual(parsePathLine(value), { address, parameters });
  });
}

for (const value of ['', 'no address here', '<two words@x.test>', '<a@b@c>', '<a\u0000@b.test>']) {
  test(`${JSON.stringify(value)} is no envelope line`, () => {
    assert.equal(parsePathLine(value), undefined);
  });
}

for (const address of [
  'a@b',
  'user+tag@sub.example.com',
  'grüße@exämple.test',
  'a@[192.0.2.1]',
  '"quoted space"@x.test',
  'root',
]) {
  test(`${address} is an address`, () => assert.equal(isAddress(address), true));
}
for (const address of [
  '',
  'a b@c',
  'a@b\r\nRCPT TO:<evil@x>',
  '<a@b>',
  'a@',
  `${'x'.repeat(400)}@y`,
  'a,b@c',
  '"a>b"@c',
]) {
  test(`${JSON.stringify(address.slice(0, 30))} is no address`, () => assert.equal(isAddress(address), false));
}
