/** A case bundle, saved and read by the command line as a process of its own. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { filesOf, id, persons } from '../engine/caseBundle/letters';
import { tempFolder, tempMailRoot } from '../support/tempFolder';
import { mailroot, type Ran } from './runCli';

function stand(t: TestContext): { cwd: string; elsewhere: string } {
  const mailRoot = tempMailRoot(t);
  mkdirSync(mailRoot.Sessions, { recursive: true });
  for (const [name, bytes] of filesOf(persons)) writeFileSync(join(mailRoot.root, name), bytes);
  return { cwd: dirname(mailRoot.root), elsewhere: tempFolder(t) };
}

function fine(ran: Ran): string {
  assert.equal(ran.code, 0, ran.err);
  return ran.out;
}

void test('a message is saved as a bundle, and read on a machine without a MailRoot', async (t) => {
  const { cwd, elsewhere } = stand(t);
  const file = join(elsewhere, 'case.mailroot.zip');
  const said = JSON.parse(fine(await mailroot(['bundle', id, '--out', file, '--json'], { cwd }))) as Record<
    string,
    unknown
  >;
  assert.deepEqual(said, { id, file, octets: readFileSync(file).length, redacted: false });
  const shown = await mailroot(['show', file], { cwd: elsewhere });
  assert.match(
    fine(shown),
    /Subject: Quarterly numbers for Project Zebra[^]*to <bob\.jones@customer\.co\.uk>[^]*Remote transcript/,
  );
  assert.match(shown.err, /^Case from MailRoot \d+\.\d+\.\d+, Node [\d.]+, .*, \d{4}-.*Z, not redacted$/m);
  const explained = fine(await mailroot(['explain', file], { cwd: elsewhere }));
  assert.match(explained, /bob\.jones@customer\.co\.uk\n {2}Unknown user/);
});

void test('a redacted bundle tells the same without telling of whom', async (t) => {
  const { cwd, elsewhere } = stand(t);
  const out = fine(await mailroot(['bundle', id, '--redact'], { cwd }));
  assert.match(out, new RegExp(`${id}-redacted\\.mailroot\\.zip \\(\\d.*, redacted\\)`));
  const file = join(cwd, `${id}-redacted.mailroot.zip`);
  const shown = await mailroot(['show', file], { cwd: elsewhere });
  assert.match(shown.err, /, redacted$/m);
  for (const text of [fine(shown), fine(await mailroot(['explain', file, '--json'], { cwd: elsewhere }))]) {
    assert.doesNotMatch(text, /bob\.jones|acme|customer\.co|zebra|smith/i);
    assert.match(text, /address-2@domain-2\.example/);
  }
});

void test('a file that is there is not replaced, unless that is wanted', async (t) => {
  const { cwd } = stand(t);
  writeFileSync(join(cwd, 'mine.zip'), 'mine');
  const refused = await mailroot(['bundle', id, '-o', 'mine.zip'], { cwd });
  assert.equal(refused.code, 73);
  assert.match(refused.err, /mine\.zip is there already/);
  assert.equal(readFileSync(join(cwd, 'mine.zip'), 'utf8'), 'mine');
  fine(await mailroot(['bundle', id, '-o', 'mine.zip', '--force'], { cwd }));
  assert.equal((await mailroot(['bundle', id, '-o', join('no', 'such', 'folder.zip')], { cwd })).code, 73);
});

void test('what is no case bundle is refused with a reason, and nothing is written', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'photos.zip'), 'PK but no zip');
  const ran = await mailroot(['show', 'photos.zip'], { cwd });
  assert.equal(ran.code, 65);
  assert.match(ran.err, /photos\.zip: This can't be opened as a case bundle: it is no whole zip/);
  assert.equal((await mailroot(['explain', 'gone.zip'], { cwd })).code, 66);
  assert.ok(!existsSync(join(cwd, 'case')));
});
