import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { classify, isCertificateError, parseReply, type Trouble } from '../../../src/engine/delivery/classify';
import type { DeliveryStatus, Problem, Stage } from '../../../src/engine/mailroot/envelope';
import type { Category } from '../../../src/engine/message/categoryTitles';
import { categoryNames } from '../../../src/engine/message/categoryTitles';

function judged(trouble: Partial<Trouble>): Problem {
  const status: DeliveryStatus = classify({ stage: 'rcpt', ...trouble }, 1_000, 'mx.test [192.0.2.1]:25');
  assert.ok(status.action === 'delayed' || status.action === 'failed');
  return status;
}

function said(raw: string, stage: Stage = 'rcpt'): Problem {
  const reply = parseReply(raw);
  assert.ok(reply);
  return judged({ stage, reply });
}

void test('a 4yz is delayed, a 5yz fails, at every stage', () => {
  for (const stage of ['greeting', 'ehlo', 'mail', 'rcpt', 'data'] as const) {
    assert.equal(said('450 busy', stage).action, 'delayed', stage);
    assert.equal(said('550 no', stage).action, 'failed', stage);
  }
});

void test('a reply that makes no sense is delayed: what is not known to be permanent is tried again', () => {
  for (const raw of ['250 OK', '354 go on', '199 hm', '600 what']) {
    const problem = said(raw);
    assert.equal(problem.action, 'delayed', raw);
    assert.equal(problem.category, 'protocol');
    assert.match(problem.text, /makes no sense/);
  }
});

void test('the enhanced status code decides the category', () => {
  const cases: readonly (readonly [string, Category])[] = [
    ['550 5.1.1 nobody', 'unknown-user'],
    ['550 5.2.1 disabled', 'unknown-user'],
    ['550 5.1.10 null MX', 'dns'],
    ['452 4.2.2 no room', 'mailbox-full'],
    ['552 5.2.2 no room', 'mailbox-full'],
    ['552 5.3.4 too much', 'size'],
    ['554 5.4.6 again', 'loop'],
    ['550 5.6.1 not this', 'content'],
    ['550 5.7.1 no', 'policy'],
    ['550 5.7.26 unauthenticated', 'sender-auth'],
    ['535 5.7.8 wrong', 'auth'],
    ['530 5.7.10 first STARTTLS', 'tls'],
    ['451 4.4.2 lost', 'network'],
    ['554 5.4.7 too old', 'expired'],
  ];
  for (const [raw, category] of cases) assert.equal(said(raw).category, category, raw);
});

void test('where there is no enhanced code, the words decide', () => {
  const cases: readonly (readonly [string, Category])[] = [
    ['450 Greylisted, see http://postgrey.example', 'greylisting'],
    ['451 Greylisting in action, please come back later', 'greylisting'],
    ['554 Service unavailable; Client host blocked using zen.spamhaus.org', 'blocked'],
    ['550 No such user here', 'unknown-user'],
    ['550 Requested action not taken: mailbox unavailable', 'unknown-user'],
    ['452 Mailbox full', 'mailbox-full'],
    ['552 Message size exceeds fixed limit', 'size'],
    ['530 Must issue a STARTTLS command first', 'tls'],
    ['550 Authentication required', 'auth'],
    ['554 This looks like spam', 'content'],
    ['550 SPF check failed', 'sender-auth'],
    ['554 Relay access denied', 'relay'],
    ['554 Too many hops', 'loop'],
  ];
  for (const [raw, category] of cases) assert.equal(said(raw).category, category, raw);
});

void test('greylisting and block lists come under policy codes, and the words know more', () => {
  assert.equal(said('451 4.7.1 Greylisted, please try again later').category, 'greylisting');
  assert.equal(said('550 5.7.1 Listed at spamhaus').category, 'blocked');
});

void test('a permanent refusal that says "try again later" is not greylisting', () => {
  assert.notEqual(said('550 5.7.1 do not try again later').category, 'greylisting');
});

void test('a bare code is judged by itself and its stage', () => {
  assert.equal(said('421 bye').category, 'host-trouble');
  assert.equal(said('554 no', 'greeting').category, 'host-trouble');
  assert.equal(said('535 no', 'auth').category, 'auth');
  assert.equal(said('552 no', 'data').category, 'mailbox-full');
  assert.equal(said('550 no', 'rcpt').category, 'unknown-user');
  assert.equal(said('550 no', 'data').category, 'other');
});

void test('a code without an enhanced one gets the fitting one of RFC 3463', () => {
  assert.equal(said('550 no').status, '5.1.1');
  assert.equal(said('452 no').status, '4.3.1');
  assert.equal(said('599 no').status, '5.0.0');
  assert.equal(said('499 no').status, '4.0.0');
  assert.equal(said('550 5.7.1 no').status, '5.7.1');
});

void test('the sentence has the reply word for word, and the status keeps it', () => {
  const problem = said('550 5.1.1 <bob@there.test>: User unknown');
  assert.equal(problem.text, 'The remote host said: 550 5.1.1 <bob@there.test>: User unknown');
  assert.deepEqual(problem.reply, { code: 550, enhanced: '5.1.1', text: '<bob@there.test>: User unknown' });
  assert.equal(problem.nextHop, 'mx.test [192.0.2.1]:25');
  assert.equal(problem.at, 1_000);
});

void test('a name that does not resolve is delayed: a laptop may be offline', () => {
  const unknown = judged({ stage: 'dns', errorCode: 'ENOTFOUND', host: 'mx.test' });
  assert.deepEqual([unknown.action, unknown.category, unknown.status], ['delayed', 'dns', '4.4.4']);
  assert.match(unknown.text, /The name mx\.test does not resolve/);
  const silent = judged({ stage: 'dns', errorCode: 'ESERVFAIL', host: 'mx.test' });
  assert.equal(silent.status, '4.4.3');
  assert.match(silent.text, /No name server answered about mx\.test \(ESERVFAIL\)/);
});

void test('a refused connection says that nothing listens there', () => {
  const problem = judged({ stage: 'connect', errorCode: 'ECONNREFUSED', host: 'mx.test' });
  assert.deepEqual([problem.action, problem.category, problem.status], ['delayed', 'network', '4.4.1']);
  assert.match(problem.text, /mx\.test failed\. Nothing listens there/);
});

void test('an unknown connection error is told in its own words', () => {
  const problem = judged({ stage: 'connect', errorCode: 'EPROTO', errorText: 'odd thing', host: 'mx.test' });
  assert.match(problem.text, /mx\.test failed\. odd thing$/);
});

void test('a host that is silent is told with the stage in which it was', () => {
  assert.match(judged({ stage: 'connect', errorCode: 'ETIMEDOUT', host: 'a.test' }).text, /did not answer in time\.$/);
  const late = judged({ stage: 'data', errorCode: 'ETIMEDOUT', host: 'a.test' });
  assert.equal(late.text, 'a.test did not answer in time (stage: data).');
  assert.equal(late.status, '4.4.2');
});

void test('a connection lost in DATA says that the message was not accepted', () => {
  const problem = judged({ stage: 'data', errorCode: 'ECONNRESET', errorText: 'reset', host: 'a.test' });
  assert.match(problem.text, /lost before it had accepted the message/);
  assert.match(judged({ stage: 'rcpt', errorCode: 'ECONNRESET', host: 'a.test' }).text, /lost at RCPT/);
});

void test('TLS that could not be set up is delayed, with the reason', () => {
  const problem = judged({ stage: 'tls', errorCode: 'ETLS', errorText: 'self-signed certificate', host: 'a.test' });
  assert.deepEqual([problem.action, problem.category, problem.status], ['delayed', 'tls', '4.7.5']);
  assert.match(problem.text, /self-signed certificate/);
});

void test('TLS that is demanded but not offered fails at once; a 4yz to STARTTLS is waited for', () => {
  const never = said('502 5.5.1 not implemented', 'tls');
  assert.deepEqual([never.action, never.category, never.status], ['failed', 'tls', '5.7.10']);
  const later = said('454 4.7.0 TLS not available', 'tls');
  assert.deepEqual([later.action, later.status], ['delayed', '4.7.10']);
});

void test('a reply of several lines is one text, without the codes of its lines', () => {
  assert.deepEqual(parseReply('550-5.1.1 first\r\n550-5.1.1 second\r\n550 5.1.1 third'), {
    code: 550,
    enhanced: '5.1.1',
    text: 'first\nsecond\nthird',
  });
  assert.deepEqual(parseReply('250-one\r\n250 two'), { code: 250, text: 'one\ntwo' });
});

void test('where the lines of a reply have different codes, the last one counts', () => {
  assert.equal(parseReply('250-one\r\n550 two')?.code, 550);
  assert.equal(parseReply('550-one\r\nmore')?.code, 550);
});

void test('a final reply is final, whatever the class of its enhanced code, and the status agrees with it', () => {
  const refused = said('550 4.7.1 no');
  assert.deepEqual([refused.action, refused.status], ['failed', '5.7.1']);
  const putOff = said('450 5.7.1 no');
  assert.deepEqual([putOff.action, putOff.status], ['delayed', '4.7.1']);
});

void test('the enhanced code of qmail, at the end of the text, is the status', () => {
  assert.equal(said('550 sorry, no mailbox here by that name. (#5.1.1)').status, '5.1.1');
});

void test('credentials that are refused put off: mending them is enough', () => {
  const refused = said('535 5.7.8 wrong password', 'auth');
  assert.deepEqual([refused.action, refused.category, refused.status], ['delayed', 'auth', '4.7.8']);
  const demanded = said('530 5.7.0 Authentication required', 'mail');
  assert.deepEqual([demanded.action, demanded.category], ['failed', 'auth']);
});

void test('a host that may have the message already is said to', () => {
  const lost = judged({
    stage: 'data',
    errorCode: 'ECONNRESET',
    errorText: 'reset',
    host: 'a.test',
    contentSent: true,
  });
  assert.match(lost.text, /after it had got the whole message.*may have accepted it/);
  const late = judged({ stage: 'data', errorCode: 'ETIMEDOUT', host: 'a.test', contentSent: true });
  assert.match(late.text, /may have accepted it/);
});

void test('a certificate that does not pass is told with the reason', () => {
  const words = {
    CERT_HAS_EXPIRED: /has expired/,
    ERR_TLS_CERT_ALTNAME_INVALID: /another name/,
    CERT_REVOKED: /revoked/,
  };
  for (const [errorCode, reason] of Object.entries(words)) {
    const problem = judged({ stage: 'tls', errorCode, errorText: 'x', host: 'a.test' });
    assert.equal(problem.category, 'tls');
    assert.match(problem.text, reason);
    assert.ok(isCertificateError(errorCode));
  }
  assert.ok(!isCertificateError('toString'));
});

void test('what is no reply is no reply', () => {
  for (const raw of ['', 'hello', '25 OK', '5500 odd', 'SSH-2.0-OpenSSH_9.2']) assert.equal(parseReply(raw), undefined);
});

void test('a number in the text is not taken for an enhanced code', () => {
  assert.deepEqual(parseReply('550 5.1.1.9 odd'), { code: 550, text: '5.1.1.9 odd' });
  assert.deepEqual(parseReply('250 1.2'), { code: 250, text: '1.2' });
});

void test('whatever a remote host says or breaks, the judgement is whole', () => {
  const stages = ['route', 'dns', 'connect', 'greeting', 'ehlo', 'tls', 'auth', 'mail', 'rcpt', 'data'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...stages), fc.integer({ min: 0, max: 999 }), fc.string(), (stage, code, text) => {
      for (const trouble of [
        { stage, reply: { code, text } },
        { stage, errorCode: text, errorText: text },
      ]) {
        const problem = judged(trouble);
        assert.match(problem.status, /^[45]\.\d{1,3}\.\d{1,3}$/);
        assert.ok(categoryNames.includes(problem.category));
        assert.ok(problem.text.length > 0);
        if (problem.action === 'failed') assert.match(problem.status, /^5/);
      }
    }),
  );
});
