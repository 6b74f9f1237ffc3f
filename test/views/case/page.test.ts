import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellStory } from '../../../src/engine/story/story';
import { textOf } from '../../../src/views/story/copying';
import { storyPage } from '../../../src/views/story/page';
import { context, sources } from '../../engine/story/situation';

const story = tellStory(sources(), context);
const from = {
  line: 'Case from MailRoot 0.1.0, 23 Nov 2026, redacted',
  files: ['README.txt', 'MailRoot/Sent/<b>.eml'],
  leftOut: ['x.rtr'],
};
const page = storyPage({ story, now: context.now, from });

void test('the page of a case says whose it is, and that it can only be read', () => {
  assert.match(page, /role="note"><strong>Case from MailRoot 0\.1\.0, 23 Nov 2026, redacted<\/strong>/);
  assert.match(page, /can only be read/);
});

void test('nothing on it steers a message or cures anything; what the cures were is told', () => {
  assert.doesNotMatch(page, /data-run=|data-cure=|data-copy="link"/);
  assert.match(page, /What you can do/);
  const here = storyPage({ story, now: context.now });
  assert.match(here, /data-run="saveCaseBundle"/);
  assert.match(here, /data-cure="0:0"/);
});

void test('all that is in it can be opened, and what is not is named', () => {
  assert.match(page, /data-packed="README\.txt"/);
  assert.ok(page.includes('data-packed="MailRoot/Sent/&#60;b') && !page.includes('<b>'));
  assert.match(page, /Left out: x\.rtr/);
  assert.match(page, /data-open="ltr:\d+"/);
});

void test('an attempt is copied as text or as a command, and the story as its link', () => {
  const copyable = { story, sources: sources(), link: 'vscode://x' };
  assert.equal(textOf({ what: 'link' }, copyable), 'vscode://x');
  assert.match(textOf({ what: 'text', attempt: 1 }, copyable) ?? '', /^Attempt 1 of /);
  assert.match(textOf({ what: 'swaks', attempt: 1, session: 1 }, copyable) ?? '', /^swaks --server/);
  assert.match(textOf({ what: 'curl', attempt: 1, session: 1 }, copyable) ?? '', /^curl smtp:/);
  assert.equal(textOf({ what: 'text', attempt: 9 }, copyable), undefined);
  assert.equal(textOf({ what: 'curl', attempt: 1, session: 9 }, copyable), undefined);
});
