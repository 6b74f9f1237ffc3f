import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultConfig, logFields } from '../../../src/engine/config';
import { logFileName, logHeader, logLine, type LogEntry } from '../../../src/engine/protocolLog/fields';

const at = Date.UTC(2026, 10, 23, 11, 50, 1, 234);
const entry: LogEntry = {
  at,
  clientIp: '192.0.2.7',
  userName: 'app.example',
  computerName: 'HOST',
  serverIp: '127.0.0.1',
  serverPort: 2525,
  method: 'MAIL',
  query: 'FROM:<ann@example.test> SIZE=100',
  status: 250,
  sentOctets: 14,
  receivedOctets: 38,
  durationMs: 3.4,
};

void test('a file is named by its day in UTC, as IIS named it', () => {
  assert.equal(logFileName(at), 'ex261123.log');
  assert.equal(logFileName(Date.UTC(2027, 0, 1)), 'ex270101.log');
});

void test('a header tells version, date and fields', () => {
  assert.equal(
    logHeader(['date', 'time', 'sc-status'], at),
    '#Software: MailRoot\r\n#Version: 1.0\r\n#Date: 2026-11-23 11:50:01\r\n#Fields: date time sc-status\r\n',
  );
});

void test('a line has the fields that were asked for, in their order', () => {
  assert.equal(
    logLine(entry, defaultConfig['log.fields']),
    '2026-11-23 11:50:01 192.0.2.7 app.example MAIL FROM:<ann@example.test>+SIZE%3D100 250 3\r\n'.replace('%3D', '='),
  );
  assert.equal(logLine(entry, ['sc-status', 'c-ip']), '250 192.0.2.7\r\n');
});

void test('every field of IIS has its value, and an empty one is a dash', () => {
  const cells = logLine(entry, logFields).trimEnd().split(' ');
  assert.equal(cells.length, logFields.length);
  const by = Object.fromEntries(logFields.map((field, i) => [field, cells[i]]));
  assert.deepEqual(
    [
      's-sitename',
      's-computername',
      's-ip',
      's-port',
      'sc-bytes',
      'cs-bytes',
      'cs-version',
      'cs-uri-stem',
      'cs(Cookie)',
    ].map((name) => by[name]),
    ['SMTPSVC1', 'HOST', '127.0.0.1', '2525', '14', '38', 'SMTP', '-', '-'],
  );
});

void test('whatever a client says, it is one cell of one line, and can be read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (query) => {
      const line = logLine({ ...entry, query }, ['cs-method', 'cs-uri-query', 'sc-status']);
      assert.doesNotMatch(line.slice(0, -2), /[\r\n\u2028\u2029]/);
      const cells = line.trimEnd().split(' ');
      assert.equal(cells.length, 3);
      const cell = cells[1] ?? '';
      if (query !== '' && query !== '-') assert.equal(decodeURIComponent(cell.replace(/\+/g, '%20')), query);
    }),
  );
});
