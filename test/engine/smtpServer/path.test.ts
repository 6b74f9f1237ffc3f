import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePath } from '../../../src/engine/smtpServer/path';

const address = (command: string, verb: 'MAIL FROM' | 'RCPT TO' = 'RCPT TO'): string | undefined => {
  const found = parsePath(verb, command);
  return found.kind === 'path' ? found.address : undefined;
};

test('a path stands in brackets, whatever the case and the blanks around the colon', () => {
  for (const command of [
    'RCPT TO:<bob@x.test>',
    'rcpt to:<bob@x.test>',
    'Rcpt  To : <bob@x.test>',
    'RCPT TO:<bob@x.test>  ',
  ])
    assert.equal(address(command), 'bob@x.test', command);
  assert.equal(address('MAIL FROM:<>', 'MAIL FROM'), '');
});

test('what is no path is told how one is written', () => {
  for (const command of [
    'RCPT TO:',
    'RCPT TO:bob@x.test',
    'RCPT <bob@x.test>',
    'RCPT TO:<bob@x.test',
    'RCPT TO:<bob@x.test>x',
    'MAIL FROM:<bob@x.test>',
    'RCPT TO:<b<o>b>',
  ]) {
    const found = parsePath('RCPT TO', command);
    assert.ok(found.kind === 'syntax', command);
    assert.match(found.text, /It is written RCPT TO:<address>/);
  }
});

test('a quoted local part may hold blanks, @ and escaped quotes; a source route is taken off', () => {
  assert.equal(address('RCPT TO:<"a b@c\\"d"@x.test>'), '"a b@c\\"d"@x.test');
  assert.equal(address('RCPT TO:<@a.test,@b.test:bob@x.test>'), 'bob@x.test');
});

test('names in xn-- stay as they were given', () => {
  assert.equal(address('RCPT TO:<bob@xn--bcher-kva.test>'), 'bob@xn--bcher-kva.test');
});

test('parameters are known, given once, and have a value where they need one', () => {
  const found = parsePath('MAIL FROM', 'MAIL FROM:<a@x.test> size=10 Body=8BITMIME SMTPUTF8 ENVID=a+2Bb');
  assert.deepEqual(found.kind === 'path' && found.parameters, {
    SIZE: '10',
    BODY: '8BITMIME',
    SMTPUTF8: true,
    ENVID: 'a+b',
  });
  for (const [parameters, code] of [
    ['NOTIFY=NEVER', 555],
    ['__proto__=1', 555],
    ['constructor', 555],
    ['SIZE=1 SIZE=2', 501],
    ['RET', 501],
    ['SMTPUTF8=1', 501],
    ['ENVID=a+00', 501],
  ] as const) {
    const flaw = parsePath('MAIL FROM', `MAIL FROM:<a@x.test> ${parameters}`);
    assert.equal(flaw.kind === 'parameter' && flaw.code, code, parameters);
  }
});

test('the name of an unknown parameter is shown, but nothing that could forge a reply', () => {
  const flaw = parsePath('RCPT TO', `RCPT TO:<a@x.test> ${'\u00e9'.repeat(100)}=1`);
  assert.ok(flaw.kind === 'parameter');
  assert.match(flaw.text, /^RCPT TO has no parameter \?{40} here$/);
});

test('whatever is said, there is an answer, and no path has a control character in it', () => {
  const command = fc.oneof(
    fc.string(),
    fc.string().map((text) => `RCPT TO:<${text}>`),
    fc.string({ unit: 'binary' }).map((text) => `MAIL FROM:<a@x> ${text}`),
  );
  fc.assert(
    fc.property(command, fc.constantFrom('MAIL FROM', 'RCPT TO'), (text, verb) => {
      const found = parsePath(verb, text);
      if (found.kind === 'path')
        assert.doesNotMatch(found.address + Object.values(found.parameters).join(''), /\p{Cc}/u);
      else assert.notEqual(found.text, '');
    }),
    { numRuns: 1_000 },
  );
});

test('a long line of quotes and backslashes takes no long time to be refused', () => {
  const began = process.hrtime.bigint();
  for (const text of [
    '"\\'.repeat(8_000),
    '"'.repeat(16_000),
    '@a,'.repeat(5_000),
    '\\'.repeat(16_000),
    '<'.repeat(16_000),
  ])
    parsePath('RCPT TO', `RCPT TO:<${text}`);
  assert.ok(Number(process.hrtime.bigint() - began) / 1e6 < 500);
});
