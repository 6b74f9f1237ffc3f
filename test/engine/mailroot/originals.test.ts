import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeEnvelope, encodeEnvelope, type Envelope, type TiedReport } from '../../../src/engine/mailroot/envelope';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { addReport, findOriginal, namedIds, reportLines, withReport } from '../../../src/engine/mailroot/originals';
import type { DeliveryReport } from '../../../src/engine/message/readReport';
import { tempMailRoot } from '../../support/tempFolder';
import { envelope, id, problem } from '../../views/envelopes';

const other = '20261124T115001Z-0c88002';
const report = (more: Partial<DeliveryReport>): DeliveryReport => ({ recipients: [], received: [], ...more });
const tied: TiedReport = {
  file: `${other}.eml`,
  at: Date.UTC(2026, 10, 25),
  by: 'mx.test',
  recipients: [{ address: 'R0@Example.org', action: 'failed', status: '5.1.1' }],
};

function put(mailRoot: MailRoot, folder: 'Sent' | 'BadMail', of: Envelope): void {
  const [part, state] = folder === 'Sent' ? ['.eml', '.envelope.json'] : ['.bad', '.bdp'];
  writeFileSync(join(mailRoot[folder], of.id + part), 'X-Sender: <a@b>\r\nMessage-Id: <42@shop.test>\r\n\r\n');
  writeFileSync(join(mailRoot[folder], of.id + state), encodeEnvelope(of));
}

function state(mailRoot: MailRoot, file: string): Envelope {
  const decoded = decodeEnvelope(readFileSync(join(mailRoot.root, file), 'utf8'));
  assert.equal(decoded.kind, 'envelope');
  return decoded.envelope;
}

void test('a report names the message by our ENVID, our Received line, the Message-ID we gave, or our own header, in that order', () => {
  const ids = ['01', '02', '03', '04'].map((end) => `20261124T115001Z-0c880${end}`);
  const [a, b, c, d] = ids;
  const received = ['by mx.test id ABC; now', `from x by host.test with ESMTP id ${b ?? ''}; now`];
  assert.deepEqual(
    namedIds(report({ envelopeId: a ?? '', received, messageId: `<${c ?? ''}@host.test>`, originalId: d ?? '' })),
    ids,
  );
  assert.deepEqual(namedIds(report({ envelopeId: 'order-42', messageId: '<x@y>', received: ['by mx id 7'] })), []);
});

void test('a message is found where it is: in Sent, in the Queue, in BadMail', async (t) => {
  const mailRoot = tempMailRoot(t);
  const find = (): ReturnType<typeof findOriginal> => findOriginal(mailRoot, report({ envelopeId: id }));
  assert.equal(await find(), undefined);
  put(mailRoot, 'BadMail', envelope([]));
  assert.deepEqual(await find(), { id, folder: 'BadMail' });
  put(mailRoot, 'Sent', envelope([]));
  assert.deepEqual(await find(), { id, folder: 'Sent' });
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), '');
  assert.deepEqual(await find(), { id, folder: 'Queue' }, 'on its way out, its state last');
  rmSync(join(mailRoot.Queue, `${id}.envelope.json`));
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), '');
  assert.deepEqual(await find(), { id, folder: 'Queue' });
});

void test('a name that leads nowhere does not hide the next one', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, 'Sent', envelope([]));
  const found = await findOriginal(mailRoot, report({ envelopeId: other, originalId: id }));
  assert.deepEqual(found, { id, folder: 'Sent' });
});

void test('a message that names itself by nothing of ours is looked for in Sent, by its Message-ID or the ENVID of its sender', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, 'Sent', envelope([], { envid: 'order-42' }));
  writeFileSync(join(mailRoot.Sent, `${other}.eml`), 'Subject: another\r\n\r\n');
  for (const names of [{ messageId: '<42@shop.test>' }, { envelopeId: 'order-42' }])
    assert.deepEqual(await findOriginal(mailRoot, report(names)), { id, folder: 'Sent' });
  assert.equal(await findOriginal(mailRoot, report({ messageId: '<43@shop.test>' })), undefined);
  assert.equal(await findOriginal(mailRoot, report({})), undefined);
});

for (const [folder, file] of [
  ['Sent', `Sent/${id}.envelope.json`],
  ['BadMail', `BadMail/${id}.bdp`],
] as const) {
  void test(`what a DSN says is written into state and LTR of a message in ${folder}`, async (t) => {
    const mailRoot = tempMailRoot(t);
    put(mailRoot, folder, envelope([problem('failed')]));
    assert.equal(await addReport(mailRoot, { id, folder }, tied), true);
    const [told] = state(mailRoot, file).reports ?? [];
    assert.deepEqual(told?.recipients, [{ address: 'r0@example.org', action: 'failed', status: '5.1.1' }]);
    const ltr = readFileSync(join(mailRoot[folder], `${id}.ltr`), 'utf8');
    assert.match(
      ltr,
      /2026-11-25T00:00:00\.000Z dsn: <R0@Example\.org> failed 5\.1\.1, says a notification of mx\.test, in Drop as/,
    );
  });
}

void test('the same DSN once more, as after a crash, changes nothing', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, 'Sent', envelope([problem('failed')]));
  await addReport(mailRoot, { id, folder: 'Sent' }, tied);
  const before = readFileSync(join(mailRoot.Sent, `${id}.ltr`), 'utf8');
  assert.equal(await addReport(mailRoot, { id, folder: 'Sent' }, tied), true);
  assert.equal(readFileSync(join(mailRoot.Sent, `${id}.ltr`), 'utf8'), before);
  assert.equal(state(mailRoot, `Sent/${id}.envelope.json`).reports?.length, 1);
});

void test('a message that is gone, or whose state is damaged, is left as it is', async (t) => {
  const mailRoot = tempMailRoot(t);
  assert.equal(await addReport(mailRoot, { id, folder: 'Sent' }, tied), false);
  put(mailRoot, 'Sent', envelope([]));
  writeFileSync(join(mailRoot.Sent, `${id}.envelope.json`), '{');
  assert.equal(await addReport(mailRoot, { id, folder: 'Sent' }, tied), false);
  assert.equal(existsSync(join(mailRoot.Sent, `${id}.ltr`)), false);
  rmSync(join(mailRoot.Sent, `${id}.eml`));
});

void test('an address the sender had given is told as the envelope has it', () => {
  const renamed = envelope([problem('failed')]);
  const [recipient] = renamed.recipients;
  assert.ok(recipient);
  const told = withReport(
    { ...renamed, recipients: [{ ...recipient, orcpt: 'rfc822;robert@shop.test' }] },
    { ...tied, recipients: [{ address: 'Robert@shop.test', action: 'delivered', status: '2.0.0' }] },
  );
  assert.equal(told.reports?.[0]?.recipients[0]?.address, 'r0@example.org');
});

void test('the newest fifty are kept', () => {
  let told = envelope([]);
  for (let i = 0; i < 60; i++) told = withReport(told, { ...tied, file: `${i}.eml` });
  assert.equal(told.reports?.length, 50);
  assert.equal(told.reports[49]?.file, '59.eml');
});

void test('a report without recipients is still told', () => {
  assert.deepEqual(reportLines(id, { file: 'x.eml', at: 1, recipients: [] }), [
    { text: 'a notification, in Drop as x.eml' },
  ]);
});

void test('our own DSN was told when it was queued: no line more', () => {
  assert.deepEqual(reportLines(id, { ...tied, file: `${id}-f1.eml` }), []);
  assert.equal(reportLines(id, { ...tied, file: `${other}-f1.eml` }).length, 1);
});
