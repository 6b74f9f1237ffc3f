/** What strace wrote about an engine: which replies had their fsyncs behind them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../bench/strace';

const draft = '/m/Drop/A1.eml.0.tmp';
const file = `11 fsync(21<${draft}>) = 0`;
const rename = `12 rename("${draft}", "/m/Drop/A1.eml") = 0`;
const folder = '11 fsync(22</m/Drop>) = 0';
const reply = '10 write(30<socket:[77]>, "250 2.0.0 A1 accepted\\r\\n", 23) = 23';

void test('file, rename, folder, reply: that is durable', () => {
  assert.deepEqual(judge([file, rename, folder, reply]), { accepted: 1, early: [] });
});

void test('a reply before the fsync of the file, the rename or the fsync of the folder is found', () => {
  assert.match(judge([rename, folder, reply]).early[0] ?? '', /A1 was accepted before an fsync of its file was over/);
  assert.match(judge([file, folder, reply]).early[0] ?? '', /before its rename/);
  assert.match(judge([file, rename, reply, folder]).early[0] ?? '', /before an fsync of its folder/);
  assert.match(judge([reply]).early[0] ?? '', /A1/);
});

void test('an fsync of the folder that began before the rename does not cover it', () => {
  const begun = '13 fsync(22</m/Drop> <unfinished ...>';
  const over = '13 <... fsync resumed>) = 0';
  assert.equal(judge([file, begun, rename, over, reply]).early.length, 1);
  assert.deepEqual(judge([file, rename, begun, over, reply]).early, []);
});

void test('a call counts when it is over, not when it began', () => {
  const begun = `11 fsync(21<${draft}> <unfinished ...>`;
  const over = '11 <... fsync resumed>) = 0';
  assert.equal(judge([file, rename, '13 fsync(22</m/Drop> <unfinished ...>', reply]).early.length, 1);
  assert.deepEqual(judge([begun, '12 fsync(9</m/other>) = 0', over, rename, folder, reply]).early, []);
});

void test('an fsync that failed made nothing durable', () => {
  const failed = '11 fsync(22</m/Drop>) = -1 EIO (Input/output error)';
  assert.equal(judge([file, rename, failed, reply]).early.length, 1);
});

void test('one fsync of the folder covers all messages that were renamed before it', () => {
  const other = [file, rename, reply].map((line) => line.replaceAll('A1', 'B2'));
  const [file2 = '', rename2 = '', reply2 = ''] = other;
  assert.deepEqual(judge([file, file2, rename, rename2, folder, reply, reply2]), { accepted: 2, early: [] });
});

void test('the fsync of another folder covers nothing, and other replies are not counted', () => {
  const elsewhere = '11 fsync(22</m/Queue>) = 0';
  assert.equal(judge([file, rename, elsewhere, reply]).early.length, 1);
  assert.equal(judge(['10 write(30<socket:[77]>, "250 2.1.0 Accepted\\r\\n", 20) = 20']).accepted, 0);
});
