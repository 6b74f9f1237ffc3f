/** Messages out of files that are larger than what is read of them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { differences } from '../../src/compare/differences';
import { givenFile, givenOctets } from '../../src/compare/file';
import { normalForm } from '../../src/compare/normalForm';
import { byMeaning } from '../../src/compare/wishes';
import { tempFolder } from '../support/tempFolder';

void test('what is behind the limit is compared by its digest, out of a file and out of an editor alike', async (t) => {
  const folder = tempFolder(t);
  const made = async (end: string): Promise<Awaited<ReturnType<typeof givenFile>>> => {
    const path = join(folder, `${end}.eml`);
    writeFileSync(path, `Subject: x\r\n\r\n${'a'.repeat(100)}${end}`);
    const given = await givenFile(path, 50);
    assert.deepEqual(givenOctets(Buffer.from(`Subject: x\r\n\r\n${'a'.repeat(100)}${end}`), 50), given);
    return given;
  };
  const [one, other] = [await made('one'), await made('two')];
  assert.equal(one.bytes.length, 50);
  const form = normalForm(one, byMeaning);
  assert.deepEqual(form.notes, ['The file goes on for 67 octets more: they are compared as they stand.']);
  assert.deepEqual(differences(form, normalForm(other, byMeaning)), [{ kind: 'changed', part: 'Not read' }]);
});

void test('a small file is read whole', async (t) => {
  const path = join(tempFolder(t), 'a.eml');
  writeFileSync(path, 'Subject: x\r\n\r\nHello');
  assert.deepEqual(await givenFile(path), { bytes: Buffer.from('Subject: x\r\n\r\nHello') });
});

void test('a file that is not there is the error of who asked', async (t) => {
  await assert.rejects(givenFile(join(tempFolder(t), 'none.eml')), { code: 'ENOENT' });
});
