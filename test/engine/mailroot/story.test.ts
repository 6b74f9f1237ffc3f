import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { familyPath, type MailRoot } from '../../../src/engine/mailroot/layout';
import { openStory, type Story } from '../../../src/engine/mailroot/story';
import { decodeLtr, decodeRtr, type RtrSession } from '../../../src/engine/mailroot/transcript';
import { silentLog } from '../../../src/engine/ports';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';

interface Desk {
  readonly mailRoot: MailRoot;
  readonly clock: ManualClock;
  readonly story: Story;
  readonly warnings: string[];
  readonly ltr: () => string;
  readonly sessions: () => RtrSession[];
}

function desk(t: TestContext, attempt = 1): Desk {
  const mailRoot = tempMailRoot(t);
  const clock = manualClock();
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (text: string) => warnings.push(text) };
  const read = (part: '.ltr' | '.rtr'): string => {
    const path = familyPath(mailRoot, 'Queue', { id, part });
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const story = openStory({ mailRoot, clock, log }, id, attempt);
  return { mailRoot, clock, story, warnings, ltr: () => read('.ltr'), sessions: () => decodeRtr(read('.rtr')) };
}

void test('notes are held until somebody wants them kept', async (t) => {
  const { story, ltr } = desk(t);
  story.note('arrival', 'picked up');
  story.note('failed', '5.1.1 no', 'bob@x.test');
  assert.equal(ltr(), '');
  await story.flush();
  assert.deepEqual(
    decodeLtr(ltr()).map(({ kind }) => kind),
    ['text', 'arrival', 'failed'],
  );
});

void test('flushed twice is written once', async (t) => {
  const { story, ltr } = desk(t);
  story.note('attempt', 'number 1');
  await story.flush();
  await story.flush();
  assert.equal(ltr().match(/number 1/g)?.length, 1);
});

void test('a note tells the time at which it was made, not at which it was written', async (t) => {
  const { story, clock, ltr } = desk(t);
  const at = clock.now();
  story.note('attempt', 'number 1');
  clock.advance(5_000);
  await story.flush();
  const [, note] = decodeLtr(ltr());
  assert.ok(note !== undefined && 'at' in note);
  assert.equal(note.at, at);
});

void test('a connection opens the story: what was noted is written', async (t) => {
  const { story, ltr } = desk(t);
  story.note('attempt', 'number 1');
  story.session({ name: 'mx.test', port: 25 });
  await story.flush();
  assert.match(ltr(), /attempt: number 1/);
});

void test('a session is written while it grows, in milliseconds since it began', async (t) => {
  const { story, clock, sessions } = desk(t, 3);
  const session = story.session({ name: 'mx.test', port: 25 });
  clock.advance(7);
  session.record('*', 'connect: 192.0.2.1');
  clock.advance(250);
  await story.flush();
  assert.deepEqual(sessions()[0]?.lines, [{ ms: 7, mark: '*', text: 'connect: 192.0.2.1' }]);
  session.record('<', '220 hello');
  session.end();
  await story.flush();
  const [whole] = sessions();
  assert.deepEqual([whole?.attempt, whole?.session, whole?.name, whole?.port], [3, 1, 'mx.test', 25]);
  assert.deepEqual(whole?.lines.at(-1), { ms: 257, mark: '<', text: '220 hello' });
});

void test('a second session at the same time does not get between the lines of the first', async (t) => {
  const { story, clock, sessions } = desk(t);
  const first = story.session({ name: 'one.test', port: 25 });
  const second = story.session({ name: 'two.test', port: 25 });
  for (let i = 0; i < 3; i++) {
    first.record('<', `one ${i}`);
    second.record('<', `two ${i}`);
    clock.advance(300);
    await story.flush();
  }
  second.end();
  first.record('<', 'one at last');
  first.end();
  await story.flush();
  const texts = sessions().map(({ name, lines }) => [name, lines.map(({ text }) => text)]);
  assert.deepEqual(Object.fromEntries(texts), {
    'one.test': ['one 0', 'one 1', 'one 2', 'one at last'],
    'two.test': ['two 0', 'two 1', 'two 2'],
  });
});

void test('nothing waits on the clock when all sessions are over', (t) => {
  const { story, clock } = desk(t);
  const session = story.session({ name: 'one.test', port: 25 });
  session.record('<', '220');
  assert.equal(clock.pending(), 1);
  session.end();
  assert.equal(clock.pending(), 0);
});

void test('a transcript that can not be written is told once and stops nothing', async (t) => {
  const { story, mailRoot, warnings } = desk(t);
  mkdirSync(familyPath(mailRoot, 'Queue', { id, part: '.ltr' }));
  for (let i = 0; i < 3; i++) {
    story.note('attempt', `number ${i}`);
    await story.flush();
  }
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', new RegExp(`^${id}\\.ltr can't be written: `));
});
