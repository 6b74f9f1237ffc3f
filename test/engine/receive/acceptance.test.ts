import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusePath, refuseStoring } from '../../../src/engine/receive/acceptance';

void test('an address is taken, whatever its domain', () => {
  for (const address of ['bob@there.test', 'b+c@x.y.test', 'bob@[192.0.2.1]', 'j\u00f6rg@there.test'])
    assert.equal(refusePath(address), undefined, address);
});

void test('what is no address is refused with what was said', () => {
  for (const text of ['', 'a b@there.test', '@there.test', 'bob@']) {
    const refused = refusePath(text);
    assert.equal(refused?.code, 553, text);
    assert.equal(refused.enhanced, '5.1.3');
    assert.ok(refused.text.includes(JSON.stringify(text)));
  }
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
