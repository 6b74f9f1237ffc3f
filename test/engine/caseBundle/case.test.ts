import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultConfig } from '../../../src/engine/config';
import { encodeEnvelope } from '../../../src/engine/mailroot/envelope';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { nameInZip, onShelfAt, openCase } from '../../../src/engine/caseBundle/open';
import { caseFileName, makeCase } from '../../../src/engine/caseBundle/save';
import { readSources } from '../../../src/engine/story/sources';
import { tellStory } from '../../../src/engine/story/story';
import { tempMailRoot } from '../../support/tempFolder';
import { at, filesOf, id, persons, settingsOf, stateOf } from './letters';

function stand(mailRoot: MailRoot): void {
  mkdirSync(mailRoot.Sessions, { recursive: true });
  for (const [name, bytes] of filesOf(persons)) writeFileSync(join(mailRoot.root, name), bytes);
}

const now = at + 3_600_000;
const asItIs = { settings: settingsOf(persons), redacted: false, now, vscode: '1.100.3' };

void test('the story read from a case bundle is the story read from its MailRoot', async (t) => {
  const mailRoot = tempMailRoot(t);
  stand(mailRoot);
  const path = join(mailRoot.Queue, `${id}.eml`);
  const opened = await openCase(await makeCase({ mailRoot, path, ...asItIs }));
  const there = await readSources(path, now);
  const here = await readSources(opened.path, now, opened.shelf);
  assert.ok(there !== undefined && here !== undefined);
  const context = { settings: opened.settings, now };
  assert.deepEqual(tellStory(here, context), tellStory(there, context));
  assert.equal(here.files.message?.path, onShelfAt(`MailRoot/Sent/${id}.eml`));
  assert.equal(nameInZip(here.files.message.path), `MailRoot/Sent/${id}.eml`);
});

void test('a case tells who made it, when, and whether it is redacted; every file in it is listed', async (t) => {
  const mailRoot = tempMailRoot(t);
  stand(mailRoot);
  const { manifest, files } = await openCase(
    await makeCase({ mailRoot, path: join(mailRoot.Sent, `${id}.rtr`), ...asItIs }),
  );
  assert.equal(manifest.madeAt, new Date(now).toISOString());
  assert.deepEqual([manifest.message, manifest.redacted, manifest.versions.vscode], [id, false, '1.100.3']);
  assert.equal(manifest.versions.node, process.versions.node);
  assert.deepEqual([...files.keys()].sort(), ['manifest.json', ...manifest.files.map(({ name }) => name)].sort());
  assert.match(files.get('README.txt')?.toString() ?? '', /Nothing is redacted/);
});

void test('the same message at the same moment gives the same zip', async (t) => {
  const mailRoot = tempMailRoot(t);
  stand(mailRoot);
  const wanted = { mailRoot, path: join(mailRoot.Sent, `${id}.eml`), ...asItIs, redacted: true };
  assert.ok((await makeCase(wanted)).equals(await makeCase(wanted)));
});

void test('a redacted case is a story as well, with nobody in it', async (t) => {
  const mailRoot = tempMailRoot(t);
  stand(mailRoot);
  const zip = await makeCase({ mailRoot, path: join(mailRoot.Sent, `${id}.eml`), ...asItIs, redacted: true });
  const opened = await openCase(zip);
  const sources = await readSources(opened.path, now, opened.shelf);
  assert.ok(sources !== undefined);
  const story = tellStory(sources, { settings: opened.settings, now });
  assert.deepEqual(
    story.recipients.map(({ state }) => state.action),
    ['failed', 'relayed'],
  );
  assert.equal(story.attempts[0]?.sessions.length, 1);
  assert.ok(story.beginning.length > 0 && story.recipients[0]?.explained.title === 'Unknown user');
  for (const [name, bytes] of opened.files) assert.doesNotMatch(bytes.toString(), /smith|bob\.jones|zebra/i, name);
  assert.match(opened.files.get('README.txt')?.toString() ?? '', /other names here/);
});

void test('a notification is a case with the message it is about, and what came back into Drop', async (t) => {
  const mailRoot = tempMailRoot(t);
  stand(mailRoot);
  const report = '20261123T120000Z-07b3b00.eml';
  const reports = [{ file: report, at, recipients: [] }];
  writeFileSync(join(mailRoot.Sent, `${id}.envelope.json`), encodeEnvelope({ ...stateOf(persons), reports }));
  writeFileSync(join(mailRoot.Drop, report), 'From: <>\r\n\r\n');
  writeFileSync(join(mailRoot.Drop, '20261123T115001Z-07b3a9d.eml'), 'From: somebody.else@x.test\r\n\r\n');
  writeFileSync(join(mailRoot.Sessions, `${id}.itr`), 'MailRoot inbound transcript\r\n');
  const { manifest } = await openCase(
    await makeCase({ mailRoot, path: join(mailRoot.Drop, `${id}-f1.eml`), ...asItIs }),
  );
  assert.equal(manifest.story, `MailRoot/Drop/${id}-f1.eml`);
  const names = manifest.files.map(({ name }) => name);
  for (const name of [`Sent/${id}.eml`, `Sent/${id}.ltr`, `Sessions/${id}.itr`, `Drop/${report}`])
    assert.ok(names.includes(`MailRoot/${name}`), name);
  assert.ok(!names.some((name) => name.includes('07b3a9d')), 'a message of somebody else is none of it');
});

void test('a message in Pickup, one in BadMail, and one of which only transcripts are left', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Pickup, 'hello.eml'), 'From: a@b.test\r\n\r\n');
  writeFileSync(join(mailRoot.BadMail, `${id}.bad`), 'Subject: x\r\n\r\n');
  writeFileSync(
    join(mailRoot.BadMail, `${id}.bdr`),
    'Unable to deliver this message because the following error was encountered: "No recipients"\r\n',
  );
  const other = '20261123T115002Z-07b3a9e';
  writeFileSync(join(mailRoot.Sent, `${other}.ltr`), filesOf(persons).get(`Sent/${id}.ltr`) ?? '');
  for (const [path, story] of [
    ['Pickup/hello.eml', 'Pickup/hello.eml'],
    [`Queue/${id}.eml`, `BadMail/${id}.bad`],
    [`Sent/${other}.eml`, `Sent/${other}.ltr`],
  ] as const) {
    const opened = await openCase(await makeCase({ mailRoot, path: join(mailRoot.root, path), ...asItIs }));
    assert.equal(opened.manifest.story, `MailRoot/${story}`);
    assert.ok((await readSources(opened.path, now, opened.shelf)) !== undefined, path);
  }
});

void test('of a message that is gone there is nothing to save, and that is said', async (t) => {
  const mailRoot = tempMailRoot(t);
  rmSync(mailRoot.Drop, { recursive: true });
  await assert.rejects(
    makeCase({ mailRoot, path: join(mailRoot.Queue, `${id}.eml`), ...asItIs }),
    /no longer in .*nothing to save/,
  );
});

void test('no secret is in the settings of a case, redacted or not: references stay, what may be a password is masked', async (t) => {
  const mailRoot = tempMailRoot(t);
  stand(mailRoot);
  const settings = {
    ...defaultConfig,
    remoteDomains: {
      'a.test': { host: 'a.test', user: 'u', password: '${env:RELAY}' },
      'b.test': { host: 'b.test', user: 'u', tokenCommand: ['vault', 'get', 'hunter2'] },
      'c.test': 'smtp://u:hunter2@c.test:25',
    },
    'smtp.users': { ann: 'hunter2' },
    'simulator.rules': [{ password: 'hunter2' }],
  };
  for (const redacted of [false, true]) {
    const { files } = await openCase(
      await makeCase({ mailRoot, path: join(mailRoot.Sent, `${id}.eml`), ...asItIs, settings, redacted }),
    );
    const text = files.get('settings.json')?.toString() ?? '';
    assert.doesNotMatch(text, /hunter2/);
    assert.match(text, redacted ? /"\$\{env:word-\d+\}"/ : /"\$\{env:RELAY\}"/);
  }
});

void test('a case is called after its message', () => {
  assert.equal(caseFileName(id, 'as it is'), `${id}.mailroot.zip`);
  assert.equal(caseFileName('Offer for/Ann.eml', 'redacted'), 'Offer-for-Ann-redacted.mailroot.zip');
});
