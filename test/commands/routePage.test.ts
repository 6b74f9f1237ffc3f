import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain, routePage } from '../../src/commands/routePage';
import type { RouteAnswer } from '../../src/engine/routeAnswer';

const limits = {
  recipientsPerTransaction: 100,
  connectionsPerHost: 10,
  messagesPerConnection: 20,
  deadlineMinutes: 60,
};

void test('the page says for each way where it goes, with its facts as a list', () => {
  const answer: RouteAnswer = {
    sender: 'me@x.test',
    envelope: 'sender from the From header',
    obstacles: [{ kind: 'held', text: 'mailroot.holdRules: subject x', setting: 'mailroot.holdRules' }],
    recipients: [{ address: 'ann', way: { kind: 'drop', why: 'local' } }],
    limits,
  };
  const page = routePage('order.eml', answer);
  assert.match(page, /^# Where would this go\?\n\n\*\*order\.eml\*\*\n\nFrom me&#64;x\.test/);
  assert.match(page, /> \*\*Would be held&#58; mailroot\.holdRules/);
  assert.match(page, /## ann\n\n\*\*Captured in Drop\*\*\n\n- Why: local/);
  assert.match(page, /Limits: 100 recipients in a transaction/);
  assert.match(page, /Nothing was sent\./);
});

void test('without an answer it says why there is none', () => {
  assert.match(routePage('a', { reason: 'No engine runs.' }), /No engine runs\./);
});

void test('nothing that a message or a setting says is Markdown or HTML on the page', () => {
  const nasty = '<script>x</script> [a](command:b) ![c](http://d.test) `e`\n# f | *g* \u202eh \u0007';
  const page = plain(nasty);
  assert.doesNotMatch(page, /[<>[\]()`*|\n:\p{Cc}\u202e]|#(?!\d+;)/u);
  assert.match(page, /\\?u202eh/);
});
