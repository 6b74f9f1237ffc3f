/**
 * docs/classification.md is held to the code: every case the judge knows is reached and ends as the table says, every category stands
 * there in its own words. `MAILROOT_GOLDEN=1` writes the tables and the sentences anew; then format, and read the difference.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { classify, verdictOf, type Trouble } from '../../../src/engine/delivery/classify';
import { heldBack } from '../../../src/engine/delivery/hop';
import { route } from '../../../src/engine/delivery/route';
import { internalError, tooManyHops } from '../../../src/engine/delivery/setback';
import { notSigned } from '../../../src/engine/delivery/signing';
import { notAmong } from '../../../src/engine/delivery/direct';
import { verdicts, type VerdictName } from '../../../src/engine/delivery/verdicts';
import type { DeliveryStatus, Recipient } from '../../../src/engine/mailroot/envelope';
import { replyLine } from '../../../src/engine/mailroot/replyLine';
import { settle } from '../../../src/engine/queue/settle';
import { categories } from '../../../src/engine/message/categories';
import { categoryNames } from '../../../src/engine/message/categoryTitles';
import { bareCodes, exactCodes, usualCodes } from '../../../src/engine/message/replyCategory';
import { sides } from '../../../src/engine/message/sides';

const document = join(import.meta.dirname, '..', '..', '..', 'docs', 'classification.md');
const sentences = join(import.meta.dirname, 'golden', 'judgements.txt');
const anew = process.env['MAILROOT_GOLDEN'] !== undefined;

/** One trouble of each kind. A new kind does not compile until it has one here. */
const examples: Readonly<Record<VerdictName, Trouble>> = {
  putOff: { stage: 'rcpt', reply: { code: 450, enhanced: '4.2.0', text: 'Greylisted' } },
  refused: { stage: 'rcpt', reply: { code: 550, enhanced: '5.1.1', text: 'User unknown' } },
  tlsPutOff: { stage: 'tls', reply: { code: 454, enhanced: '4.7.0', text: 'TLS not available' } },
  tlsRefused: { stage: 'tls', reply: { code: 502, enhanced: '5.5.1', text: 'Not implemented' } },
  loginRefused: { stage: 'auth', reply: { code: 535, enhanced: '5.7.8', text: 'Wrong password' } },
  nonsense: { stage: 'rcpt', reply: { code: 354, text: 'Go on' } },
  noReply: { stage: 'mail', errorCode: 'EPROTOCOL', errorText: 'lorem ipsum' },
  badGreeting: { stage: 'greeting', errorCode: 'EPROTOCOL', errorText: 'SSH-2.0-OpenSSH_9.2' },
  connectTimeout: { stage: 'connect', errorCode: 'ETIMEDOUT' },
  greetingTimeout: { stage: 'greeting', errorCode: 'ETIMEDOUT' },
  commandTimeout: { stage: 'rcpt', errorCode: 'ETIMEDOUT' },
  endTimeout: { stage: 'data', errorCode: 'ETIMEDOUT', contentSent: true },
  notConnected: { stage: 'connect', errorCode: 'ECONNREFUSED' },
  lost: { stage: 'rcpt', errorCode: 'ECONNRESET', errorText: 'read ECONNRESET' },
  lostInContent: { stage: 'data', errorCode: 'ECONNRESET', errorText: 'read ECONNRESET' },
  lostAtEnd: { stage: 'data', errorCode: 'ECONNECTION', errorText: 'Connection closed', contentSent: true },
  handshake: { stage: 'tls', errorCode: 'ETLS', errorText: 'wrong version number' },
  certificate: { stage: 'tls', errorCode: 'CERT_HAS_EXPIRED', errorText: 'certificate has expired' },
  requireTls: { stage: 'mail', errorCode: 'EREQUIRETLS' },
  unresolved: { stage: 'dns', errorCode: 'ENOTFOUND' },
  noNameServer: { stage: 'dns', errorCode: 'ESERVFAIL' },
  noSuchDomain: { stage: 'dns', errorCode: 'ENODOMAIN' },
  nullMx: { stage: 'dns', errorCode: 'ENULLMX' },
  mxLoop: { stage: 'dns', errorCode: 'EMXLOOP' },
  noLogin: { stage: 'auth', errorCode: 'EAUTH', errorText: 'Missing credentials' },
  unspeakable: { stage: 'ehlo', errorCode: 'EENVELOPE', errorText: 'Invalid recipient' },
};

/** What ends a recipient without a host having been asked. */
function ownVerdicts(): DeliveryStatus[] {
  const settings = {
    localDomains: [],
    remoteDomains: {},
    allowedDomains: [],
    smartHost: '',
    smartHostAfterDirect: false,
    directDelivery: false,
  };
  const refused = route('bob@there.test', settings, () => undefined);
  assert.ok(refused.kind === 'refused');
  const { category, status, text } = refused;
  const recipients: Recipient[] = [{ address: 'bob@there.test', state: { action: 'pending' } }];
  const hop = { name: 'there.test', host: 'there.test', port: 25, tls: 'off', mayLeave: false } as const;
  const policy = { intervalsMs: [1], delayNotificationMs: 1, expirationMs: 1, maxAttempts: 0 };
  const policies = { local: policy, remote: policy };
  const base = { version: 1, id: 'x', arrivedAt: 0, why: '', reversePath: '', attempts: 0 } as const;
  const expired = settle({ ...base, source: { kind: 'pickup', file: 'x' }, recipients }, new Map(), {
    policies,
    now: 9,
  });
  return [
    { action: 'failed', at: 0, stage: 'route', category, status, text },
    ...tooManyHops(recipients, { hops: 99, at: 0 }).values(),
    heldBack(hop, '192.0.2.1', 0),
    notSigned('x', 0),
    notAmong('there.test', { others: ['mx.there.test'], names: 'x', now: 0 }),
    ...internalError(recipients, { at: 0, why: 'x' }).values(),
    expired.envelope.recipients[0]?.state as DeliveryStatus,
  ];
}

const marker = (name: string): RegExp => new RegExp(`(<!-- ${name} -->\n\n)([^]*?)(\n\n<!-- end -->)`);

function table(heads: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...body.map(line)].join('\n');
}

const code = (text: string): string => `\`${text}\``;
const codes = (codesOf: Readonly<Record<string, string>>): string[][] =>
  categoryNames.flatMap((name) => {
    const found = Object.keys(codesOf).filter((each) => codesOf[each] === name);
    return found.length === 0 ? [] : [[code(name), found.map(code).join(' ')]];
  });

/** The tables as the code has them. */
const tables: Readonly<Record<string, string>> = {
  cases: table(
    ['case', 'becomes', 'status', 'category'],
    Object.values(verdicts).map(({ when, action, status, category }) => [
      when,
      action,
      status === 'reply' ? "the reply's" : code(status),
      category === 'reply' ? "the reply's" : code(category),
    ]),
  ),
  categories: table(
    ['category', 'title', 'whose side', 'what happened'],
    categoryNames.map((name) => [code(name), categories[name].title, categories[name].side, categories[name].meaning]),
  ),
  causes: table(
    ['category', 'likely causes', 'next step'],
    categoryNames.map((name) => [code(name), categories[name].causes.join(' '), categories[name].advice]),
  ),
  sides: table(['side', 'meaning'], Object.entries(sides)),
  exact: table(['category', 'enhanced codes'], codes(exactCodes)),
  usual: table(['category', 'enhanced codes'], codes(usualCodes)),
  bare: table(['category', 'reply codes'], codes(bareCodes)),
};

/** Cells, whatever their padding. */
function cells(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => !/^\|[\s|:-]+\|$/.test(line))
    .map((line) => line.split('|').slice(1, -1))
    .map((row) => row.map((cell) => cell.trim()));
}

for (const [name, wanted] of Object.entries(tables)) {
  void test(`the table "${name}" of docs/classification.md is what the code has`, () => {
    const text = readFileSync(document, 'utf8');
    assert.match(text, marker(name));
    if (anew)
      writeFileSync(
        document,
        text.replace(marker(name), (...[, from, , to]: string[]) => `${from}${wanted}${to}`),
      );
    assert.deepEqual(cells(marker(name).exec(readFileSync(document, 'utf8'))?.[2] ?? ''), cells(wanted));
  });
}

for (const [name, trouble] of Object.entries(examples) as [VerdictName, Trouble][]) {
  void test(`the case "${verdicts[name].when}" is recognised, and ends as the table says`, () => {
    assert.equal(verdictOf(trouble), name);
    const status = classify(trouble, 0);
    assert.ok(status.action === 'delayed' || status.action === 'failed');
    assert.equal(status.action, verdicts[name].action);
    if (verdicts[name].status !== 'reply') assert.equal(status.status, verdicts[name].status);
    if (verdicts[name].category !== 'reply') assert.equal(status.category, verdicts[name].category);
    assert.equal(status.status[0], status.action === 'failed' ? '5' : '4');
  });
}

void test('what is decided without a host stands in the document too', () => {
  const [, section = ''] = readFileSync(document, 'utf8').split('## Without a host');
  const told = new Map(
    cells(section.split('\n## ')[0] ?? '')
      .filter((row) => row.length === 4)
      .map(([, becomes, status, category]) => [category, [becomes, status]]),
  );
  for (const status of ownVerdicts()) {
    assert.ok(status.action === 'delayed' || status.action === 'failed');
    assert.deepEqual(told.get(code(status.category)), [status.action, code(status.status)], status.category);
  }
});

void test('the sentence of each case, word for word', () => {
  const text = Object.entries(examples)
    .map(([name, trouble]) => {
      const status = classify({ host: 'mx.there.test', ...trouble }, 0);
      assert.ok(status.action === 'delayed' || status.action === 'failed');
      const said = trouble.reply === undefined ? (trouble.errorCode ?? '') : replyLine(trouble.reply);
      return `${name} (${trouble.stage}: ${said})\n  ${status.action} ${status.status} ${status.category}: ${status.text}\n`;
    })
    .join('');
  if (anew) writeFileSync(sentences, text);
  assert.equal(readFileSync(sentences, 'utf8'), text);
});
