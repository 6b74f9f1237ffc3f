import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reportActions } from '../../../src/engine/message/readReport';
import {
  asPath,
  decodeEnvelope,
  encodeEnvelope,
  priorities,
  type Envelope,
  type Notify,
  type RecipientState,
} from '../../../src/engine/mailroot/envelope';
import { replyLine } from '../../../src/engine/mailroot/replyLine';

const text = fc.string({ unit: 'grapheme' });
const at = fc.nat(Date.UTC(2099, 0));
const reply = fc.record({ code: fc.integer({ min: 200, max: 599 }), enhanced: fc.constant('5.1.1'), text });
const problem = {
  at,
  stage: fc.constantFrom('dns' as const, 'rcpt' as const, 'data' as const),
  category: fc.constantFrom('dns' as const, 'tls' as const),
  status: fc.constantFrom('4.4.1', '5.1.1'),
  text,
  reply,
  nextHop: text,
  setting: fc.constant('mailroot.remoteDomains'),
};
const needed = ['action', 'at', 'stage', 'category', 'status', 'text'] as const;
const state: fc.Arbitrary<RecipientState> = fc.oneof(
  fc.record({ action: fc.constant('pending' as const) }),
  fc.record({ action: fc.constant('delivered' as const), at, file: text }),
  fc.record({ action: fc.constant('relayed' as const), at, nextHop: text, reply }),
  fc.record({ action: fc.constant('delayed' as const), ...problem }, { requiredKeys: [...needed] }),
  fc.record({ action: fc.constant('failed' as const), ...problem }, { requiredKeys: [...needed] }),
);
const notify = fc.subarray<Notify>(['NEVER', 'SUCCESS', 'FAILURE', 'DELAY']);
const attemptRecord = fc.record(
  {
    attempt: fc.nat(100),
    at,
    durationMs: fc.nat(),
    action: fc.constantFrom('delivered' as const, 'relayed' as const, 'delayed' as const, 'failed' as const),
    stage: fc.constantFrom('dns' as const, 'rcpt' as const, 'drop' as const),
    status: text,
    text,
    reply,
    nextHop: text,
  },
  { requiredKeys: ['attempt', 'at', 'durationMs', 'action'] },
);
const recipient = fc.record(
  { address: text, notify, orcpt: text, via: text, state, history: fc.array(attemptRecord), delayNotifiedAt: at },
  { requiredKeys: ['address', 'state'] },
);

const tiedReport = fc.record(
  {
    file: text,
    at,
    by: text,
    recipients: fc.array(
      fc.record({ address: text, action: fc.constantFrom(...reportActions), status: fc.constant('5.1.1') }),
    ),
  },
  { requiredKeys: ['file', 'at', 'recipients'] },
);

const envelope: fc.Arbitrary<Envelope> = fc.record(
  {
    version: fc.constant(1 as const),
    id: text,
    arrivedAt: at,
    source: fc.oneof(
      fc.record({ kind: fc.constant('pickup' as const), file: text }),
      fc.record({ kind: fc.constant('smtp' as const), client: text }),
      fc.record({ kind: fc.constant('dsn' as const), of: text }),
    ),
    why: text,
    reversePath: text,
    recipients: fc.array(recipient),
    ret: fc.constantFrom('FULL' as const, 'HDRS' as const),
    envid: text,
    attempts: fc.nat(100),
    nextAttemptAt: at,
    lastAttemptAt: at,
    requeuedAt: at,
    waits: fc.record({ at, why: text }),
    reports: fc.array(tiedReport),
    held: fc.record({ at, why: text }),
    givenUpAt: at,
    priority: fc.constantFrom(...priorities),
    advancedMs: fc.nat(),
    advanceUntil: at,
    fate: fc.oneof(
      fc.record({ kind: fc.constant('sent' as const) }),
      fc.record({ kind: fc.constant('removed' as const) }),
      fc.record({ kind: fc.constant('bad' as const), reason: fc.constant('general-failure' as const), text }),
    ),
  },
  { requiredKeys: ['version', 'id', 'arrivedAt', 'source', 'why', 'reversePath', 'recipients', 'attempts'] },
);

/** The generator's objects have no prototype. */
const plain = <T>(value: T): T => structuredClone(value);

const simple: Envelope = {
  version: 1,
  id: '20261123T115001Z-07b3a9c',
  arrivedAt: 1,
  source: { kind: 'smtp', client: '127.0.0.1' },
  why: 'as the client said',
  reversePath: '',
  recipients: [{ address: 'b@x.test', state: { action: 'pending' } }],
  attempts: 0,
};

function damage(change: (raw: Record<string, unknown>) => void): string {
  const raw = JSON.parse(encodeEnvelope(simple)) as Record<string, unknown>;
  change(raw);
  const decoded = decodeEnvelope(JSON.stringify(raw));
  assert.equal(decoded.kind, 'damaged');
  return decoded.why;
}

void test('the state of a message is read as it was written', () => {
  fc.assert(
    fc.property(envelope.map(plain), (value) => {
      assert.deepEqual(decodeEnvelope(encodeEnvelope(value)), { kind: 'envelope', envelope: value });
    }),
  );
});

void test('no text whatever makes reading throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (anything) => {
      assert.equal(decodeEnvelope(anything).kind, 'damaged');
    }),
  );
});

void test('half a file is damaged, and says so', () => {
  const half = decodeEnvelope(encodeEnvelope(simple).slice(0, 40));
  assert.equal(half.kind, 'damaged');
  assert.match(half.why, /^not JSON: /);
});

void test('what is wrong is named by its place', () => {
  assert.match(
    damage((raw) => {
      raw['recipients'] = [{ address: 'b@x.test', state: { action: 'lost' } }];
    }),
    /^recipients\.0\.state/,
  );
  assert.match(
    damage((raw) => {
      delete raw['reversePath'];
    }),
    /^reversePath/,
  );
  assert.match(
    damage((raw) => {
      raw['version'] = 2;
    }),
    /^version/,
  );
});

void test('a member of a later version is dropped, the rest is read', () => {
  const raw = { ...simple, colour: 'blue' };
  assert.deepEqual(decodeEnvelope(JSON.stringify(raw)), { kind: 'envelope', envelope: simple });
});

void test('a reply stands on one line', () => {
  assert.equal(replyLine({ code: 550, enhanced: '5.1.1', text: 'User\n  unknown' }), '550 5.1.1 User / unknown');
  assert.equal(replyLine({ code: 250, text: '' }), '250');
});

void test('the null reverse-path is written <>', () => {
  assert.equal(asPath(''), '<>');
  assert.equal(asPath('a@b.test'), '<a@b.test>');
});
