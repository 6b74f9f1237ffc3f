/** Rules as a person writes them: what they mean, when they apply, and what is said of one that is wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsOwnName, needsOwnServer, type Fault } from '../../../src/engine/simulator/faults';
import { findScript, isClaimed } from '../../../src/engine/simulator/match';
import { presetNames, presets } from '../../../src/engine/simulator/presets';
import { effectNames, readRules, type Rule } from '../../../src/engine/simulator/rules';

function rules(...given: readonly object[]): readonly Rule[] {
  const read = readRules(given);
  assert.deepEqual(read.complaints, []);
  return read.rules;
}

function script(fault: object | readonly object[]): readonly Fault[] {
  return rules({ do: fault })[0]?.script ?? [];
}

function complaint(rule: unknown): string {
  const { rules: kept, complaints } = readRules([rule]);
  assert.deepEqual(kept, []);
  assert.equal(complaints.length, 1);
  return complaints[0] ?? '';
}

void test('a fault says where it strikes, and RCPT where it does not', () => {
  const reply = { code: 451, enhanced: '4.7.1', text: 'Later' };
  assert.deepEqual(script({ reply: '451 4.7.1 Later' }), [{ kind: 'reply', at: 'rcpt', reply }]);
  assert.deepEqual(script({ at: 'end', reply: '451 4.7.1 Later' }), [{ kind: 'reply', at: 'end', reply }]);
  assert.deepEqual(script({ at: 'connect', delaySeconds: 0.5 }), [{ kind: 'delay', at: 'connect', ms: 500 }]);
  assert.deepEqual(script({ at: 'ehlo', silent: true }), [{ kind: 'silence', at: 'ehlo' }]);
  assert.deepEqual(script({ at: 'data', disconnect: true }), [{ kind: 'disconnect', at: 'data' }]);
  assert.deepEqual(script({ at: 'connect', say: 'SSH-2.0' }), [{ kind: 'say', at: 'connect', line: 'SSH-2.0' }]);
});

void test('every effect makes a fault', () => {
  const values: Readonly<Record<(typeof effectNames)[number], unknown>> = {
    preset: 'spam',
    reply: '550 no',
    say: 'hm',
    delaySeconds: 1,
    silent: true,
    disconnect: true,
    throttleBytesPerSecond: 100,
    lostReply: true,
    bounce: '550 5.1.1 no',
    greylistSeconds: 60,
    rateLimit: 5,
    certificate: 'expired',
    without: ['8BITMIME'],
    size: 1000,
    unreachable: 'refused',
  };
  for (const name of effectNames) assert.equal(script({ [name]: values[name] }).length, 1, name);
  for (const name of presetNames) assert.deepEqual(script({ preset: name }), presets[name].script);
});

void test('a rule may do several things at once', () => {
  const both = script([{ at: 'connect', delaySeconds: 2 }, { preset: 'spam' }, { bounce: '550 no', afterSeconds: 10 }]);
  assert.deepEqual(
    both.map(({ kind, at }) => `${kind} at ${at}`),
    ['delay at connect', 'reply at end', 'bounce at end'],
  );
  assert.equal(both.find((fault) => fault.kind === 'bounce')?.afterMs, 10_000);
});

void test('a bad rule says what is wrong and where, and the others stay', () => {
  const { rules: kept, complaints } = readRules([
    { do: { reply: '550 no' } },
    { do: { reply: 'no' } },
    { do: { size: 1 } },
  ]);
  assert.equal(kept.length, 2);
  assert.deepEqual(complaints, ['rule 2 "do.reply" is a reply such as "550 5.1.1 User unknown". It is left out.']);
});

void test('the sentences about what can be wrong', () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{}, /^rule 1 has no "do"/],
    [{ do: {} }, /"do" needs exactly one of preset, reply, /],
    [{ do: { reply: '550 a', silent: true } }, /needs exactly one of/],
    [{ do: [] }, /"do" must not be empty/],
    [{ do: { preset: 'gremlins' } }, /"do\.preset" is one of greylisting, mailbox-full, /],
    [{ do: { at: 'helo', reply: '550 a' } }, /"do\.at" is one of connect, ehlo, /],
    [{ do: { at: 'rcpt', preset: 'spam' } }, /has "at", which goes with reply, say, /],
    [{ do: { reply: '550 a', afterSeconds: 1 } }, /"afterSeconds", which goes with "bounce" alone/],
    [{ do: [{ preset: 'spam' }, { delaySeconds: -1 }] }, /"do\.1\.delaySeconds" must not be negative/],
    [{ do: { silent: false } }, /"do\.silent" is true, or left out/],
    [{ do: { reply: '550 a' }, atempts: 1 }, /has "atempts", which is no member of it/],
    [{ do: { reply: '550 a' }, attempts: 'first' }, /"attempts" is an attempt or several/],
    [{ do: { reply: '550 a' }, recipient: [] }, /"recipient" must not be empty/],
    [{ do: { reply: '550 a' }, name: '../x' }, /"name" is made of letters/],
    [{ do: { without: ['TLS'] } }, /"do\.without\.0" is one of STARTTLS, /],
    ['550', /^rule 1 /],
  ];
  for (const [rule, says] of cases) assert.match(complaint(rule), says, JSON.stringify(rule));
  assert.deepEqual(readRules({ do: 1 }).complaints, ['is not a list of rules. It is left out.']);
});

void test('the first rule that fits decides, and only that one', () => {
  const list = rules(
    { recipient: 'ann', do: { reply: '550 first' } },
    { recipient: '*', do: { reply: '550 second' } },
    { recipient: 'ann', do: { reply: '550 third' } },
  );
  assert.equal(findScript({ address: 'ann@sim.test' }, list).label, 'rule-1');
  assert.equal(findScript({ address: 'bob@sim.test' }, list).label, 'rule-2');
});

void test('a rule goes before the address, and an address that no rule fits keeps its meaning', () => {
  const list = rules({ recipient: '550', do: { reply: '450 4.2.1 not today' } });
  assert.equal(findScript({ address: '550@sim.test' }, list).label, 'rule-1');
  assert.equal(findScript({ address: '551@sim.test' }, list).label, '551');
  assert.deepEqual(findScript({ address: 'ann@sim.test' }, list).script, []);
});

void test('sender, recipient and attempt must all fit', () => {
  const list = rules({ sender: '*@shop.test', recipient: 'bob@*', attempts: '2-3, 5', do: { reply: '450 no' } });
  const fits = (asked: Parameters<typeof findScript>[0]): boolean => findScript(asked, list).label !== undefined;
  const right = { address: 'Bob@sim.test', sender: 'Ann@Shop.test', attempt: 2 };
  assert.ok(fits(right));
  for (const attempt of [3, 5]) assert.ok(fits({ ...right, attempt }), String(attempt));
  for (const attempt of [1, 4, 6]) assert.ok(!fits({ ...right, attempt }), String(attempt));
  assert.ok(!fits({ ...right, sender: 'ann@other.test' }));
  assert.ok(!fits({ ...right, address: 'carol@sim.test' }));
  assert.ok(!fits({ address: right.address, attempt: 2 }), 'an unknown sender fits no pattern');
  const fromNobody = rules({ sender: '<>', do: { reply: '550 no DSNs' } });
  assert.equal(findScript({ address: 'a@sim.test', sender: '' }, fromNobody).label, 'rule-1');
  assert.equal(findScript({ address: 'a@sim.test', sender: 'b@x.test' }, fromNobody).label, undefined);
});

void test('"3-" is the third attempt and all behind it, and 1 the first alone', () => {
  const at = (attempts: unknown, attempt: number): boolean =>
    findScript({ address: 'a@sim.test', attempt }, rules({ attempts, do: { reply: '450 no' } })).label !== undefined;
  assert.deepEqual(
    [1, 2, 3, 99].map((attempt) => at('3-', attempt)),
    [false, false, true, true],
  );
  assert.deepEqual(
    [1, 2].map((attempt) => at(1, attempt)),
    [true, false],
  );
});

void test('a rule that names a domain takes the whole domain, at every attempt and from everybody', () => {
  const list = rules({ domain: 'gmail.com', sender: 'me@here.test', attempts: 1, do: { reply: '450 no' } });
  assert.ok(isClaimed('ann@gmail.com', list));
  assert.ok(isClaimed('ANN@GMAIL.COM', list));
  assert.deepEqual(findScript({ address: 'ann@gmail.com', sender: 'you@here.test', attempt: 7 }, list).script, []);
  assert.ok(!isClaimed('ann@mail.gmail.com', list));
  assert.ok(!isClaimed('ann@notgmail.com', list));
});

void test('a rule that names whole addresses takes these alone; one that names none is for sim.test', () => {
  const list = rules({ recipient: 'ann@corp.test', do: { reply: '450 no' } });
  assert.ok(isClaimed('ann@corp.test', list));
  assert.ok(!isClaimed('bob@corp.test', list));
  const open = rules({ do: { reply: '450 no' } });
  assert.ok(!isClaimed('bob@corp.test', open));
  assert.equal(findScript({ address: 'bob@mx.sim.test' }, open).label, 'rule-1');
});

void test('patterns are patterns of text and nothing else', () => {
  const list = rules({ recipient: 'a.b+c*@corp.test', do: { reply: '450 no' } });
  assert.ok(isClaimed('a.b+cx@corp.test', list));
  assert.ok(!isClaimed('aXb+c@corp.test', list));
  assert.ok(!isClaimed('a.bbc@corp.test', list));
});

void test('a rule for several domains or recipients is one rule', () => {
  const list = rules({ domain: ['a.test', '*.b.test'], do: { preset: 'spam' } });
  for (const address of ['x@a.test', 'x@mx.b.test']) assert.ok(isClaimed(address, list), address);
  assert.ok(!isClaimed('x@b.test', list));
});

void test('what strikes before a recipient is named needs a server of its own', () => {
  for (const fault of [
    { at: 'connect', delaySeconds: 1 },
    { certificate: 'expired' },
    { size: 1 },
    { preset: 'blocked' },
  ])
    assert.ok(needsOwnServer(script(fault)), JSON.stringify(fault));
  for (const fault of [{ reply: '550 no' }, { lostReply: true }, { unreachable: 'refused' }])
    assert.ok(!needsOwnServer(script(fault)), JSON.stringify(fault));
});

void test('what leaves the session as it is shares it', () => {
  for (const fault of [{ reply: '550 no' }, { greylistSeconds: 1 }, { rateLimit: 1 }])
    assert.ok(!needsOwnName(script(fault)), JSON.stringify(fault));
  for (const fault of [{ reply: '421 bye' }, { at: 'end', reply: '550 no' }, { delaySeconds: 1 }, { silent: true }])
    assert.ok(needsOwnName(script(fault)), JSON.stringify(fault));
});
