/** What stories about commands to messages share: asking on a spool whose clock stands still, and reading the LTR. */
import assert from 'node:assert/strict';
import type { Command } from '../../src/engine/mailroot/command';
import type { Outcome, Steered } from '../../src/engine/protocol';
import type { Sandbox } from './sandbox';

export const letter = (...to: string[]): string[] => [
  'From: app@example.com',
  `To: ${to.join(', ')}`,
  'Subject: hi',
  '',
  'Hello',
  '',
];
export const about =
  (id: string) =>
  (outcome: Outcome): boolean =>
    outcome.id === id;

/** Asks when nothing is in hand; the clock stands still but for what is due at once. */
export async function ask(box: Sandbox, id: string, command: Command): Promise<Steered> {
  await box.idle();
  const answers = box.spool.steer({ ids: [id] }, command);
  box.clock.advance(0);
  const [answer] = await answers;
  assert.ok(answer);
  return answer;
}

export async function done(box: Sandbox, id: string, command: Command): Promise<string> {
  const answer = await ask(box, id, command);
  assert.equal(answer.kind, 'done', answer.kind === 'refused' ? answer.why : '');
  return answer.said;
}

export const ltr = (box: Sandbox, id: string, folder: 'Queue' | 'Sent' | 'BadMail' = 'Queue'): string =>
  box.text(folder, `${id}.ltr`);

/** Lets pass what is due at once, until that outcome is there. */
export async function untilSettled(box: Sandbox, outcome: Promise<Outcome>): Promise<Outcome> {
  const seen: Outcome[] = [];
  void outcome.then((each) => seen.push(each));
  while (seen.length === 0) {
    box.clock.advance(0);
    await new Promise(setImmediate);
  }
  return outcome;
}
