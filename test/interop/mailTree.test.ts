/** The corpus as Python's mail parser reads it: the same trees, the same addresses, the same text. What differs is named, with the reason. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodedText } from '../../src/language/model/content';
import { readAddresses } from '../../src/language/model/addresses';
import { fieldsOf } from '../../src/language/model/fields';
import { corpusMessage, corpusNames, treeOf } from '../language/messages';
import { missing, runProgram } from './program';

const script = `
import email, email.policy, email.utils, json, sys, pathlib
def tree(part):
    inside = part.get_payload() if part.is_multipart() else []
    names = ', '.join(tree(each) for each in inside)
    return part.get_content_type() + (f'({names})' if names else '')
def text(part):
    try: return part.get_content() if part.get_content_maintype() == 'text' else None
    except Exception: return None
out = {}
for path in pathlib.Path(sys.argv[1]).glob('*.eml'):
    read = path.read_bytes()
    old = email.message_from_bytes(read)
    new = email.message_from_bytes(read, policy=email.policy.SMTP)
    to = [address for name, address in email.utils.getaddresses(old.get_all('To', []) + old.get_all('Cc', [])) if address]
    out[path.stem] = { 'tree': tree(old), 'to': to, 'texts': [text(part) for part in new.walk() if not part.is_multipart()] }
print(json.dumps(out))
`;

interface Read {
  readonly tree: string;
  readonly to: readonly string[];
  readonly texts: readonly (string | null)[];
}

/** Where Python reads another tree, and why ours is right, or as good. */
const otherTrees: Readonly<Record<string, string>> = {
  'delivery-status-report': 'Python makes a part of each block of a delivery status',
  'external-body': 'Python reads what stands for the body as a message',
  'fault-boundary-used-twice': 'Python takes the delimiter for that of the outer multipart',
};

/** Where Python finds other addresses: what is wrong is what the rules are for, and raw UTF-8 is nothing to this parser. */
const wrong = /^fault-(address|bad-address|variable|mbox-line|8bit|byte-order-mark)|^idn|^utf8-headers/;

const python = missing('python3');
const reading = async (): Promise<Readonly<Record<string, Read>>> =>
  JSON.parse(await runProgram('python3', ['-c', script, join(__dirname, '..', 'corpus')])) as Record<string, Read>;

void test('Python reads the same tree out of every message of the corpus', { skip: python }, async () => {
  const read = await reading();
  const differ = corpusNames.filter((name) => read[name]?.tree !== treeOf(corpusMessage(name).root));
  assert.deepEqual(differ.sort(), Object.keys(otherTrees).sort());
});

void test('Python finds the same recipients in To and Cc', { skip: python }, async () => {
  const read = await reading();
  for (const name of corpusNames.filter((each) => !wrong.test(each))) {
    const { text, root } = corpusMessage(name);
    const found = fieldsOf(root.fields, 'to', 'cc').flatMap((field) => readAddresses(text, field.value));
    assert.deepEqual(
      found.map((each) => each.text),
      read[name]?.to,
      name,
    );
  }
});

void test('Python decodes the same text out of every part of text', { skip: python }, async () => {
  const read = await reading();
  const lines = (text: string | null | undefined): string => (text ?? '').replace(/\r\n?/g, '\n').trimEnd();
  for (const name of corpusNames.filter((each) => !each.startsWith('fault') && !(each in otherTrees))) {
    const { text, parts } = corpusMessage(name);
    const leaves = parts.filter(({ kind }) => kind === 'leaf');
    leaves.forEach((part, i) => {
      const theirs = read[name]?.texts[i];
      // Raw Latin-1 is not what an editor hands us as text.
      if (typeof theirs !== 'string' || name === 'latin1-body') return;
      const ours = decodedText(text, part);
      if (part.encoding === '7bit' || part.encoding === '8bit') return;
      assert.equal(lines(ours), lines(theirs), `${name} ${part.path}`);
    });
  }
});
