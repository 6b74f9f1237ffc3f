/** What is shown of a message is worked out in a moment, and stays within bounds, whatever the message is like. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessage } from '../../../src/language/model/message';
import { limits, type Message } from '../../../src/language/model/part';
import { innermost, placeAt } from '../../../src/language/model/place';
import { foldsOf } from '../../../src/language/reading/foldingModel';
import { linksOf } from '../../../src/language/reading/linksModel';
import { outlineOf } from '../../../src/language/reading/outlineModel';
import { selectionsAt } from '../../../src/language/reading/selectionModel';
import { corpusMessage, corpusNames } from '../messages';
import { letter } from '../facts';

const parts = Array<string>(limits.parts + 1_000).fill('--b\r\nContent-Type: text/plain\r\n\r\nx');
const levels = Array.from({ length: 200 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`);

const large: Readonly<Record<string, string>> = {
  'ten thousand parts': letter(['Content-Type: multipart/mixed; boundary=b'], [...parts, '--b--']),
  'two hundred levels': `${levels.join('\r\n')}\r\n\r\ndeep\r\n`,
  'base64 of five megabytes': letter(['Content-Transfer-Encoding: base64'], Array<string>(65_000).fill('A'.repeat(76))),
  'a text without line ends': letter([], ['word '.repeat(500_000)]),
  'a million addresses': letter([`Cc: ${'a@b.example, '.repeat(80_000)}`]),
  'twenty thousand fields': letter(Array.from({ length: 20_000 }, (_, i) => `X-Field-${i}: ${i}`)),
  'nothing but blank lines': letter([], Array<string>(200_000).fill('')),
};

function inAMoment(what: string, work: () => unknown): void {
  const before = process.cpuUsage();
  work();
  const { user } = process.cpuUsage(before);
  assert.ok(user < 2_000_000, `${what} took ${user / 1_000} ms`);
}

for (const [name, source] of Object.entries(large)) {
  void test(`${name}: outline, folds, links and selections`, () => {
    let read: Message | undefined;
    inAMoment('reading', () => (read = readMessage(source)));
    assert.ok(read);
    const message = read;
    inAMoment('the outline', () => outlineOf(message));
    inAMoment('folding', () => foldsOf(message));
    inAMoment('links', () => linksOf(message));
    inAMoment('a selection', () => selectionsAt(message, source.length >> 1));
  });
}

void test('every offset of every message has its place: in the part that it is in, in the field that it is in', () => {
  for (const name of corpusNames) {
    const message = corpusMessage(name);
    for (let offset = 0; offset <= message.text.length; offset++) {
      const place = placeAt(message, offset);
      assert.equal(place.part, innermost(message.root, offset), `${name} ${offset}`);
      if (place.kind === 'name')
        assert.ok(place.field.start <= offset && offset <= place.field.colon, `${name} ${offset}`);
      if (place.kind === 'value')
        assert.ok(place.field.colon < offset && offset <= place.field.end, `${name} ${offset}`);
      if (place.kind === 'body') assert.ok(offset >= place.part.body.start, `${name} ${offset}`);
    }
  }
});
