import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earliestEnd, hasHeader } from '../../../src/engine/adopt/piece';

const end = (text: string): string => text.slice(earliestEnd(Buffer.from(text, 'latin1'), 0));

void test('a plain message may end right behind its header', () => {
  assert.equal(end('From: a@x\nTo: b@x\n\nbody'), 'body');
  assert.equal(end('From: a@x'), '');
});

void test('a multipart does not end before its closing delimiter, whatever is inside', () => {
  const part = '--b1\nContent-Type: text/plain\n\nFrom: inner@x\n\n';
  for (const type of ['multipart/mixed; boundary=b1', 'Multipart/Mixed;\n boundary="b1"; charset=utf-8'])
    assert.equal(end(`Content-Type: ${type}\n\n${part}--b1--\nrest`), '\nrest', type);
});

void test('a multipart without its closing delimiter, or without a boundary, may end behind its header', () => {
  assert.equal(end('Content-Type: multipart/mixed; boundary=b1\n\n--b1\nx'), '--b1\nx');
  assert.equal(end('Content-Type: multipart/mixed\n\nx'), 'x');
  assert.equal(end('Content-Type: text/plain; boundary=b1\n\n--b1--\nx'), '--b1--\nx');
});

void test('a header is looked for at a place, and needs all that was asked for', () => {
  const text = Buffer.from('junk\nFrom: a@x\nSubject: hi\n\nTo: b@x\n');
  assert.equal(hasHeader(text, 5, ['from', 'SUBJECT']), true);
  assert.equal(hasHeader(text, 5, ['From', 'To']), false, 'To is in the body');
  assert.equal(hasHeader(text, 0, ['From']), false);
});
