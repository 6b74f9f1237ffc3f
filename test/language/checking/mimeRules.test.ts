import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesOf, letter, said, saidOnce, silent } from '../facts';

const typed = (type: string, ...body: readonly string[]): string =>
  letter(['MIME-Version: 1.0', `Content-Type: ${type}`], body);
const part = ['Content-Type: text/plain; charset=utf-8', '', 'text'];

void test('no-mime-version: Content- fields alone', () => {
  const { at, mended } = saidOnce('no-mime-version', letter(['Content-Type: text/plain']));
  assert.deepEqual([at, mended], ['Content-Type', letter(['MIME-Version: 1.0', 'Content-Type: text/plain'])]);
  silent('no-mime-version', letter(), typed('text/plain', 'x'), letter(['Content-Language: en']));
});

void test('bad-content-type: not type/subtype', () => {
  assert.equal(saidOnce('bad-content-type', typed('html', 'x')).at, 'html');
  assert.equal(saidOnce('bad-content-type', typed('', 'x')).at, 'Content-Type');
  silent('bad-content-type', typed('text/html', 'x'), typed('${type}', 'x'), letter());
});

void test('boundary-missing: the one in use is named', () => {
  const { at, mended } = saidOnce('boundary-missing', typed('multipart/mixed', '--used', ...part, '--used--'));
  assert.equal(at, 'multipart/mixed');
  assert.equal(mended, typed('multipart/mixed; boundary="used"', '--used', ...part, '--used--'));
  assert.equal(saidOnce('boundary-missing', typed('multipart/mixed', 'no line to be seen')).fix, undefined);
  silent('boundary-missing', typed('multipart/mixed; boundary=b', '--b', ...part, '--b--'), letter());
});

void test('boundary-never-opened: the one in use is named instead', () => {
  const { at, mended } = saidOnce(
    'boundary-never-opened',
    typed('multipart/mixed; boundary="said"', '--used', ...part, '--used--'),
  );
  assert.equal(at, 'said');
  assert.equal(mended, typed('multipart/mixed; boundary="used"', '--used', ...part, '--used--'));
  assert.match(
    saidOnce('boundary-never-opened', typed('multipart/mixed; boundary=said', '--u sed', '', '--u sed--')).mended ?? '',
    /boundary="u sed"/,
  );
  silent('boundary-never-opened', typed('multipart/mixed; boundary=b', '--b', ...part, '--b--'));
});

void test('boundary-not-closed: in the message, and in a part', () => {
  const open = typed('multipart/mixed; boundary=b', '--b', ...part);
  assert.equal(
    saidOnce('boundary-not-closed', open).mended,
    typed('multipart/mixed; boundary=b', '--b', ...part, '--b--'),
  );
  const inner = ['--out', 'Content-Type: multipart/alternative; boundary=in', '', '--in', ...part];
  const { mended = '' } = saidOnce('boundary-not-closed', typed('multipart/mixed; boundary=out', ...inner, '--out--'));
  assert.match(mended, /text\r\n--in--\r\n--out--\r\n$/);
  assert.deepEqual(codesOf(mended), []);
  silent('boundary-not-closed', typed('multipart/mixed; boundary=b', '--b', ...part, '--b--', 'epilogue'));
});

void test('boundary-mistyped: letters and digits are right, the rest is not', () => {
  const mixed = (line: string): string =>
    typed('multipart/mixed; boundary="=_Part_1"', '--=_Part_1', ...part, line, ...part, '--=_Part_1--');
  for (const line of ['--=_part_1', '--_Part_1', '--Part1', '---=_Part_1']) {
    const { at, mended } = saidOnce('boundary-mistyped', mixed(line));
    assert.deepEqual([at, mended], [line, mixed('--=_Part_1')]);
  }
  assert.match(saidOnce('boundary-mistyped', mixed('--PART_1--')).mended ?? '', /\r\n--=_Part_1--\r\nContent/);
  silent('boundary-mistyped', mixed('--=_Part_1'), mixed('-- '), mixed('--=_Part_2'), letter([], ['--Part1']));
});

void test('boundary-reused: by a multipart inside', () => {
  const inner = ['--b', 'Content-Type: multipart/alternative; boundary=b', '', '--b', ...part, '--b--'];
  assert.equal(saidOnce('boundary-reused', typed('multipart/mixed; boundary=b', ...inner)).at, 'b');
  silent('boundary-reused', typed('multipart/mixed; boundary=b', '--b', ...part, '--b--'));
});

void test('bad-boundary: too long, or with signs it may not have', () => {
  const bounded = (value: string): string =>
    typed(`multipart/mixed; boundary="${value}"`, `--${value}`, ...part, `--${value}--`);
  for (const value of ['b'.repeat(71), 'a&b', 'ä', 'a;b'])
    assert.ok(codesOf(bounded(value)).includes('bad-boundary'), value);
  silent('bad-boundary', bounded('b'.repeat(70)), bounded("a'()+_,-./:=? b"));
});

void test('encoded-multipart: its parts are encoded, not itself', () => {
  const encoded = (encoding: string): string =>
    letter(
      ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', `Content-Transfer-Encoding: ${encoding}`],
      ['--b', ...part, '--b--'],
    );
  assert.equal(saidOnce('encoded-multipart', encoded('base64')).mended, encoded('8bit'));
  silent('encoded-multipart', encoded('7bit'), encoded('binary'));
});

void test('unknown-encoding: a charset in its place is mended', () => {
  const encoded = (encoding: string): string =>
    letter(['MIME-Version: 1.0', 'Content-Type: text/plain', `Content-Transfer-Encoding: ${encoding}`]);
  assert.equal(saidOnce('unknown-encoding', encoded('utf-8')).mended, encoded('8bit'));
  assert.equal(saidOnce('unknown-encoding', encoded('uuencode')).fix, undefined);
  silent(
    'unknown-encoding',
    ...['7bit', '8BIT', 'binary', 'Quoted-Printable', 'base64 (yes)', '${encoding}'].map(encoded),
  );
});

void test('several faults are told, each where it is', () => {
  const found = said(
    'unknown-encoding',
    letter(
      ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
      ['--b', 'Content-Transfer-Encoding: a', '', '--b', 'Content-Transfer-Encoding: b', '', '--b--'],
    ),
  );
  assert.deepEqual(
    found.map(({ at }) => at),
    ['a', 'b'],
  );
});
