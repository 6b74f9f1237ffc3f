import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaveQuestion } from '../../src/host/leaveQuestion';
import type { HeldBack } from '../../src/host/leaving';

const ann: HeldBack = { recipients: ['ann@far.test'], domains: ['far.test'], hosts: ['relay.test port 25'] };

void test('one message is asked about with its host, the recipients of its envelope and the domain that is not allowed', () => {
  const { text, detail, domains } = leaveQuestion([ann], 1);
  assert.equal(text, 'Let this message leave this machine?');
  assert.match(
    detail,
    /^It would be handed to relay\.test port 25, for these recipients of its envelope:\n\nann@far\.test\n\n/,
  );
  assert.match(detail, /mailroot\.allowedDomains does not allow far\.test yet\./);
  assert.deepEqual(domains, ['far.test']);
});

void test('many messages are one question: how many of them, and each recipient, host and domain once', () => {
  const bob: HeldBack = {
    recipients: ['bob@b.test', 'ann@far.test'],
    domains: ['b.test', 'far.test'],
    hosts: ann.hosts,
  };
  const { text, detail, domains } = leaveQuestion([ann, bob, ann], 12);
  assert.equal(text, 'Let 3 of these 12 messages leave this machine?');
  assert.match(
    detail,
    /^They would be handed to relay\.test port 25, for these recipients of their envelopes:\n\nann@far\.test\nbob@b\.test\n\n/,
  );
  assert.deepEqual(domains, ['far.test', 'b.test']);
  assert.equal(leaveQuestion([ann, ann], 2).text, 'Let these 2 messages leave this machine?');
});

void test('what nobody would read is counted', () => {
  const names = Array.from({ length: 14 }, (_, i) => `d${i}.test`);
  const { detail, domains } = leaveQuestion(
    [
      {
        recipients: names.map((name) => `a@${name}`),
        domains: names,
        hosts: names.map((name) => `mx.${name} port 25`),
      },
    ],
    1,
  );
  assert.match(detail, /mx\.d4\.test port 25 and 9 more, for/);
  assert.match(detail, /a@d9\.test\nand 4 more\n/);
  assert.match(detail, /d9\.test and 4 more yet/);
  assert.equal(domains.length, 14, 'the answer is about all of them');
});
