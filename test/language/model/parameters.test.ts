import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parameterText, readStructured } from '../../../src/language/model/parameters';
import { cut } from '../../../src/language/model/span';

const read = (value: string): ReturnType<typeof readStructured> =>
  readStructured(value, { start: 0, end: value.length });

void test('a media type and its parameters are read, quoted or not', () => {
  const { word, parameters } = read('Multipart/Mixed; boundary="a;b \\"c\\""; charset = utf-8 ; x');
  assert.equal(word, 'multipart/mixed');
  assert.deepEqual(
    parameters.map(({ name, value }) => [name, value]),
    [
      ['boundary', 'a;b "c"'],
      ['charset', 'utf-8'],
    ],
  );
});

void test('a parameter tells where its name and value stand', () => {
  const value = 'text/plain;\r\n\tcharset="utf-8"';
  const [charset] = read(value).parameters;
  assert.ok(charset);
  assert.deepEqual(
    [cut(value, charset.nameSpan), cut(value, charset.valueSpan), charset.quoted],
    ['charset', 'utf-8', true],
  );
});

void test('comments are no part of anything', () => {
  const { word, parameters } = read('(what) text/plain (a; b=c) ; charset=us-ascii (plain; old)');
  assert.equal(word, 'text/plain');
  assert.deepEqual(
    parameters.map(({ name, value }) => [name, value]),
    [['charset', 'us-ascii']],
  );
});

void test('the pieces of a long parameter are joined in their order and decoded', () => {
  const value = "attachment; filename*1*=%C3%BCber; filename*0*=utf-8'de'%C3%9C%20; filename*2=.txt";
  assert.equal(parameterText(read(value), 'filename'), 'Ü über.txt');
  assert.equal(parameterText(read("a; filename*=iso-8859-1''Gr%FC%DFe"), 'filename'), 'Grüße');
  assert.equal(parameterText(read('a; filename=plain'), 'filename'), 'plain');
  assert.equal(parameterText(read('a'), 'filename'), undefined);
  assert.equal(parameterText(read("a; filename*=nonsense''x%41"), 'filename'), 'xA');
});

void test('what is not closed ends where the value ends', () => {
  assert.equal(read('multipart/mixed; boundary="abc').parameters[0]?.value, 'abc');
  assert.equal(read('text/plain (never closed; charset=utf-8').word, 'text/plain');
  assert.equal(read('').word, '');
});
