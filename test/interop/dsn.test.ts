/** Our DSNs of each kind, read by programs that are not ours: Python's email package and mailparser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { report } from '../../src/engine/bounce/report';
import { readEnvelopeBlock } from '../../src/engine/message/envelopeBlock';
import { samples } from '../engine/bounce/samples';
import { missing, runProgram } from './program';

/** Says as JSON what Python makes of a message: types of its parts, the fields of the report, and the header that came back. */
const reader = `
import email, email.policy, json, sys
def parse(octets): return email.message_from_bytes(octets, policy=email.policy.SMTPUTF8)
def inner(part): return part.get_payload()[0] if part.is_multipart() else parse(part.get_payload(decode=True))
message = parse(sys.stdin.buffer.read())
human, status, original = message.get_payload()
if status.get_content_type() == 'message/delivery-status':
    blocks = [dict(block.items()) for block in status.get_payload()]
else:
    # Python takes it for a message: the fields of the recipients are its body.
    blocks = [dict(parse(block).items()) for block in inner(status).as_bytes().split(b'\\r\\n\\r\\n')]
print(json.dumps({
    'type': message.get_content_type(), 'report': message.get_param('report-type'),
    'parts': [part.get_content_type() for part in (human, status, original)],
    'blocks': blocks, 'subject': inner(original)['subject'], 'text': human.get_content(),
    'defects': [repr(d) for part in message.walk() for d in part.defects],
}))
`;

interface Read {
  readonly type: string;
  readonly report: string;
  readonly parts: readonly string[];
  readonly blocks: readonly Readonly<Record<string, string>>[];
  readonly subject: string;
  readonly text: string;
  readonly defects: readonly string[];
}

async function message(name: string): Promise<Buffer> {
  const about = samples[name];
  assert.ok(about);
  const bytes = await report(about);
  return bytes.subarray(readEnvelopeBlock(bytes).end);
}

const actions: Readonly<Record<string, readonly string[]>> = {
  failure: ['failed', 'failed'],
  'failure-header-only': ['failed'],
  delay: ['delayed'],
  success: ['delivered', 'relayed'],
  relayed: ['relayed'],
  'failure-global': ['failed'],
  'failure-global-headers': ['failed'],
};

const skip = missing('python3');
for (const name of Object.keys(samples)) {
  void test(`Python reads a DSN of ours: ${name}`, { skip }, async () => {
    const read = JSON.parse(await runProgram('python3', ['-c', reader], await message(name))) as Read;
    assert.deepEqual([read.type, read.report, read.defects], ['multipart/report', 'delivery-status', []]);
    const [perMessage, ...recipients] = read.blocks;
    assert.equal(perMessage?.['Reporting-MTA'], 'dns; host.test');
    assert.deepEqual(
      recipients.map((block) => block['Action']),
      actions[name],
    );
    for (const block of recipients) assert.match(block['Status'] ?? '', /^[245]\.\d+\.\d+$/);
    assert.equal(read.subject, name.includes('global') ? 'Bücher' : 'Order 42');
    assert.match(read.text, /automatically generated Delivery Status Notification/);
  });

  void test(`mailparser reads a DSN of ours: ${name}`, async () => {
    const parsed = await simpleParser(await message(name));
    assert.match(parsed.subject ?? '', /^Delivery Status Notification \((Failure|Delay|Success|Relay)\)$/);
    assert.equal(parsed.inReplyTo, '<42@here.test>');
    assert.match(parsed.text ?? '', /automatically generated Delivery Status Notification/);
    assert.match(parsed.text ?? '', name.includes('global') ? /jörg@bücher\.test/ : /@(there|here|old)\.test/);
  });
}

void test('Python reads the addresses of a DSN as they were given', { skip }, async () => {
  for (const name of ['failure-global', 'failure-global-headers']) {
    const { blocks } = JSON.parse(await runProgram('python3', ['-c', reader], await message(name))) as Read;
    assert.equal(blocks[1]?.['Original-Recipient'], 'utf-8; jörg@bücher.test');
    assert.equal(blocks[1]['Final-Recipient'], 'utf-8; jörg@bücher.test');
  }
});
