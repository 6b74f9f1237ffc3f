/** Messages that are larger than what is taken apart of them: read where they are, and no difference is lost. */
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { differences } from '../../src/compare/differences';
import { normalForm } from '../../src/compare/normalForm';
import { byMeaning } from './letters';
import { condenseLimits } from '../../src/preview/mail/condensed';
import { readMail } from '../../src/preview/mail/mail';
import { FileOctets } from '../../src/preview/mail/octets';
import { tempFolder } from '../support/tempFolder';

void test('one octet in the middle of a file of 100 MB is seen', (t) => {
  const path = join(tempFolder(t), 'large.eml');
  const file = openSync(path, 'w');
  t.after(() => closeSync(file));
  writeSync(file, 'Subject: large\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\n\r\n');
  ftruncateSync(file, 100_000_000);
  const form = (): ReturnType<typeof normalForm> => normalForm(readMail(new FileOctets(path)), byMeaning);
  const before = form();
  writeSync(file, 'x', 50_000_000);
  assert.deepEqual(differences(before, form()), [{ kind: 'changed', part: 'application/pdf' }]);
});

void test('what is behind the last octet that is looked at is compared as it stands, and a note says so', (t) => {
  const folder = tempFolder(t);
  const form = (end: string): ReturnType<typeof normalForm> => {
    const path = join(folder, `${end}.eml`);
    writeFileSync(path, `Subject: x\r\n\r\n${'a'.repeat(100)}${end}`);
    return normalForm(readMail(new FileOctets(path), { ...condenseLimits, scanned: 50 }), byMeaning);
  };
  assert.deepEqual(form('one').notes, ['Behind 50 octets, the message is compared as it stands.']);
  assert.deepEqual(differences(form('one'), form('two')), [{ kind: 'changed', part: 'Not read' }]);
});
