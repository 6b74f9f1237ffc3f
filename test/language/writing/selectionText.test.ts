import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodedSelection, encodedSelection } from '../../../src/language/writing/selectionText';

const plain = { encoding: '7bit', charset: 'us-ascii' };

void test('each encoding of a selection', () => {
  assert.equal(encodedSelection('Grüße = x', 'quoted-printable', '\r\n'), 'Gr=C3=BC=C3=9Fe =3D x');
  assert.equal(encodedSelection('Grüße', 'base64', '\r\n'), 'R3LDvMOfZQ==');
  assert.equal(encodedSelection('Grüße', 'encoded-word', '\r\n'), '=?utf-8?B?R3LDvMOfZQ==?=');
});

void test('a selection is decoded by what it looks like', () => {
  const text = (selection: string, part = plain): unknown => decodedSelection(selection, part);
  assert.deepEqual(text('=?utf-8?Q?B=C3=BCcher?='), { kind: 'decoded', text: 'Bücher', from: 'encoded-word' });
  assert.deepEqual(text('R3LDvMOf\r\nZQ=='), { kind: 'decoded', text: 'Grüße', from: 'base64' });
  assert.deepEqual(text('Gr=C3=BC=\r\n=C3=9Fe'), { kind: 'decoded', text: 'Grüße', from: 'quoted-printable' });
  assert.deepEqual(text('Gr=FC=DFe', { encoding: 'quoted-printable', charset: 'iso-8859-1' }), {
    kind: 'decoded',
    text: 'Grüße',
    from: 'quoted-printable',
  });
  assert.deepEqual(text('abcd', { encoding: 'quoted-printable', charset: 'utf-8' }), { kind: 'not-encoded' });
});

void test('what is not encoded, and what is no text, is said to be so', () => {
  assert.deepEqual(decodedSelection('Hello there.', plain), { kind: 'not-encoded' });
  assert.deepEqual(decodedSelection('iVBORw0KGgoAAAANSUhEUgAA', plain), { kind: 'not-text', from: 'base64' });
  assert.deepEqual(decodedSelection('=?klingon?Q?qapla?=', plain), { kind: 'not-text', from: 'encoded-word' });
});

void test('whatever text is encoded comes back', () => {
  const texts = fc.array(fc.constantFrom('a', 'ü', '=', ' ', '日本', '\n', 'word', '.'), {
    minLength: 2,
    maxLength: 60,
  });
  fc.assert(
    fc.property(texts, (pieces) => {
      const text = `${pieces.join('')}ß`;
      for (const [encoding, to] of [
        ['quoted-printable', 'quoted-printable'],
        ['base64', 'base64'],
      ] as const) {
        const back = decodedSelection(encodedSelection(text, to, '\r\n'), { encoding, charset: 'utf-8' });
        assert.equal(back.kind === 'decoded' ? back.text : back.kind, text, encoding);
      }
      const header = text.replace(/\n/g, '');
      const back = decodedSelection(encodedSelection(header, 'encoded-word', '\r\n'), plain);
      assert.equal(back.kind === 'decoded' ? back.text : back.kind, header);
    }),
  );
});
