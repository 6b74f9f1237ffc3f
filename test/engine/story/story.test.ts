import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEnvelope } from '../../../src/engine/mailroot/envelope';
import type { Step } from '../../../src/engine/story/step';
import { tellStory, type Story } from '../../../src/engine/story/story';
import { id, ltr } from './samples';
import { at, context, failed, itr, sources, state } from './situation';

const lineOf = (part: string): number => ltr.split('\r\n').findIndex((line) => line.includes(part));
const titles = (steps: readonly Step[] = []): string[] => steps.map(({ title }) => title);

function recipient(story: Story, address: string): readonly Step[] {
  return story.recipients.find((each) => each.address === address)?.steps ?? [];
}

void test('the story begins with the file and the envelope, each with the line that says so', () => {
  const { beginning, summary } = tellStory(sources(), context);
  const [written, envelope] = beginning;
  assert.equal(summary, '2 recipients: 1 failed, 1 handed on.');
  assert.equal(written?.text, 'from Pickup/a.eml, 124 octets');
  assert.deepEqual(written.place, { file: 'ltr', line: lineOf('arrival:') });
  assert.match(envelope?.text ?? '', /from <you@example\.com> to 2 recipients\nsender from the From header/);
  assert.deepEqual(envelope?.place, { file: 'message', line: 0 });
});

void test('a failed recipient: why it is one, its route, the attempt, the notification, the end', () => {
  const steps = recipient(tellStory(sources(), context), '550@sim.test');
  assert.deepEqual(titles(steps), ['Recipient', 'Route', 'Attempt 1: failed', 'Notification', 'Given up: in Sent']);
  assert.deepEqual(steps[0]?.place, { file: 'message', line: 1 });
  assert.deepEqual(steps[2]?.place, { file: 'ltr', line: lineOf('failed: <550@sim.test>') });
  assert.equal(steps[2].attempt, 1);
  assert.equal(steps[2].tone, 'bad');
});

void test('one who got it at the second attempt is told of both, and of no failure notification', () => {
  const steps = recipient(tellStory(sources(), context), '451x2@sim.test');
  assert.deepEqual(titles(steps), ['Recipient', 'Route', 'Attempt 1: delayed', 'Attempt 2: relayed', 'Handed on']);
  assert.deepEqual(steps[0]?.place, { file: 'message', line: 3 });
});

void test('a route is told again only where it has changed; another port of the same host is no change', () => {
  const later = (text: string): string => `2026-11-23T11:54:59.000Z route: <451x2@sim.test> ${text}\r\n`;
  const same = ltr.replace(
    '2026-11-23T11:55:00.030Z',
    `${later('sim.test port 9: by mailroot.remoteDomains "sim.test"')}$&`,
  );
  const other = ltr.replace('2026-11-23T11:55:00.030Z', `${later('mx.test port 25: mailroot.smartHost')}$&`);
  const routes = (text: string): number =>
    titles(recipient(tellStory(sources({ ltr: text }), context), '451x2@sim.test')).filter((t) => t === 'Route').length;
  assert.equal(routes(same), 1);
  assert.equal(routes(other), 2);
});

void test('what came over SMTP leads to its session: who connected, MAIL and RCPT', () => {
  const told = sources({
    itr,
    itrPath: '/m/x.itr',
    envelope: state({ source: { kind: 'smtp', client: '127.0.0.1' } }),
  });
  const story = tellStory(told, context);
  assert.equal(story.beginning[0]?.title, 'Handed in over SMTP');
  assert.match(story.beginning[0].text, /127\.0\.0\.1 port 40312, which calls itself shop\.test, to our port 2525/);
  assert.deepEqual(story.beginning[1]?.place, { file: 'itr', line: 5 });
  assert.deepEqual(recipient(story, '550@sim.test')[0]?.place, { file: 'itr', line: 6 });
});

void test('when the transcript is gone, the history in the state tells of the attempts', () => {
  const history = [
    { attempt: 1, at, durationMs: 3, action: 'delayed', reply: { code: 451, text: 'later' } },
    { attempt: 2, at: at + 1, durationMs: 3, action: 'failed', text: 'no such host' },
  ] as const;
  const envelope = state({ recipients: [{ address: '550@sim.test', state: failed, history: [...history] }] });
  const steps = recipient(tellStory(sources({ ltr: '', rtr: '', envelope }), context), '550@sim.test');
  assert.deepEqual(
    steps.filter(({ attempt }) => attempt !== undefined).map(({ title, text }) => [title, text]),
    [
      ['Attempt 1: delayed', '451 later'],
      ['Attempt 2: failed', 'no such host'],
    ],
  );
});

void test('each recipient comes with its explanation, and cures that know the header it stands in', () => {
  const story = tellStory(sources(), context);
  const [first] = story.recipients;
  assert.equal(first?.explained.title, 'Unknown user');
  assert.ok(first.explained.cures.some((cure) => cure.kind === 'open-header' && cure.header === 'To'));
});

void test('attempts know where they stand in both transcripts', () => {
  const [second, first] = tellStory(sources(), context).attempts;
  assert.equal(first?.ltrLine, lineOf('attempt: number 1'));
  assert.deepEqual(first.rtrLines, [2]);
  assert.equal(second?.ltrLine, lineOf('attempt: number 2'));
});

void test('what was done by hand, what it waits for and why it is bad stand at the end', () => {
  const byHand = `${ltr}2026-11-23T11:56:00.000Z command: held by a person\r\n`;
  const files = { ...sources().files, message: { folder: 'BadMail', kind: 'message', id, path: '/m/x.bad' } } as const;
  const reason =
    'Unable to deliver this message because the following error was encountered: "nobody to tell"\r\nReason: x';
  const held = state({ held: { at, why: 'by a rule' } });
  const { ending } = tellStory(sources({ ltr: byHand, files, reason, envelope: held }), context);
  assert.deepEqual(titles(ending), ['The end', 'By hand', 'Held', 'In BadMail']);
  assert.equal(ending.at(-1)?.text, 'nobody to tell');
  assert.deepEqual(ending.at(-1)?.place, { file: 'bdr', line: 0 });
});

void test('what a host further on reported is told, what we wrote ourselves only once', () => {
  const report = (file: string): NonNullable<ReturnType<typeof state>['reports']>[number] => ({
    file,
    at,
    by: 'dns; mx.far.test',
    recipients: [{ address: '451X2@sim.test', action: 'failed', status: '5.2.2' }],
  });
  const envelope = state({ reports: [report(`${id}-f1.eml`), report('20261124T000000Z-0000001.eml')] });
  const steps = recipient(tellStory(sources({ envelope }), context), '451x2@sim.test');
  const told = steps.filter(({ title }) => title.startsWith('Reported'));
  assert.equal(told.length, 1);
  assert.match(told[0]?.text ?? '', /mx\.far\.test says 5\.2\.2/);
});

void test('a message that waits in Pickup has a story already', () => {
  const message = { folder: 'Pickup', kind: 'message', id: 'order.txt', path: '/m/Pickup/order.txt' } as const;
  const envelope = state({ recipients: [{ address: '550@sim.test', state: { action: 'pending' } }], attempts: 0 });
  const story = tellStory(
    sources({ files: { id: 'order.txt', ltr: '', rtr: '', message }, ltr: '', rtr: '', envelope }),
    context,
  );
  assert.equal(story.beginning[0]?.title, 'Waits in Pickup');
  assert.deepEqual(titles(recipient(story, '550@sim.test')), ['Recipient']);
});

void test('every step opens a file at a line, whatever is left of the message', () => {
  const history = [{ attempt: 1, at, durationMs: 5, action: 'failed' as const, text: 'no' }];
  const recipients = [
    { address: '550@sim.test', state: failed, history },
    { address: 'given@later.test', state: { action: 'delivered' as const, at, file: 'd.eml' } },
  ];
  const envelope = state({ recipients, requeuedAt: at, held: { at, why: 'asked for' } });
  const untold = { ltr: '', rtr: '', fields: [], envelope };
  for (const more of [{}, untold, { ...untold, state: encodeEnvelope(envelope) }]) {
    const { beginning, recipients: told, ending } = tellStory(sources(more), context);
    for (const step of [...beginning, ...told.flatMap(({ steps }) => steps), ...ending])
      assert.ok(step.place, JSON.stringify(step));
  }
  const { recipients: stated } = tellStory(sources({ ...untold, state: encodeEnvelope(envelope) }), context);
  assert.deepEqual(
    stated[0]?.steps.map(({ place }) => place?.file),
    ['state', 'state', 'state'],
  );
});
