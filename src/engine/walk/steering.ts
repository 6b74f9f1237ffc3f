/**
 * Carries out the commands to one message at the beginning of its walk, when no attempt of it runs: each is decided by queue/steer,
 * made durable, noted in the LTR and answered, one after the other. A command that is refused, or that the disk refuses, has
 * changed nothing.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from '../mailroot/command';
import { without, type Envelope } from '../mailroot/envelope';
import { replaceQueued, saveState } from '../mailroot/store';
import { withoutByteOrderMark } from '../origin';
import { errorText } from '../ports';
import { steer } from '../queue/steer';
import { retryPolicies, type Asked, type Walk } from './walked';

/** What follows: `attempt` (asked for), `settle` what was decided, `wait` as the schedule says, or it was `removed`. */
export interface Steering {
  readonly walked: Walk;
  readonly then: 'attempt' | 'settle' | 'wait' | 'removed';
}

export async function steerAll(walked: Walk): Promise<Steering> {
  let now: Steering = { walked, then: 'wait' };
  for (let asked = next(walked); asked !== undefined && now.then !== 'removed'; asked = next(walked))
    now = await carryOut(now, asked);
  return now;
}

function next({ ask }: Walk): Asked | undefined {
  return ask.commands.shift();
}

async function carryOut(before: Steering, { command, answer }: Asked): Promise<Steering> {
  try {
    const after = await steered(before, command);
    if (after.kind === 'refused') {
      answer(after);
      return before;
    }
    await before.walked.story.flush();
    answer({ kind: 'done', said: after.said });
    return after.steering;
  } catch (error) {
    answer({ kind: 'refused', why: `${errorText(error)}. Nothing was changed.` });
    return before;
  }
}

type Done =
  | { readonly kind: 'done'; readonly said: string; readonly steering: Steering }
  | { readonly kind: 'refused'; readonly why: string };

async function steered(before: Steering, command: Command): Promise<Done> {
  const { walked } = before;
  if (command.kind === 'remove') return remove(walked);
  if (command.kind === 'edit') return edit(before, command.file);
  const at = {
    policies: retryPolicies(walked.ports.config()),
    now: walked.clock.now(),
    defaultDomain: walked.ports.config().defaultDomain,
  };
  const decided = steer(walked.envelope, command, at);
  if (decided.kind === 'refused') return decided;
  const edited = command.kind === 'requeue' && command.file !== undefined ? await take(walked, command.file) : walked;
  const after = await written(edited, decided.envelope, decided.said);
  const then = decided.then === 'wait' ? before.then : decided.then;
  return { kind: 'done', said: decided.said, steering: { walked: after, then } };
}

async function written(walked: Walk, envelope: Envelope, said: string): Promise<Walk> {
  await saveState(walked.ports.mailRoot, envelope);
  walked.story.note('command', said);
  return { ...walked, envelope, hasState: true };
}

async function remove(walked: Walk): Promise<Done> {
  const said = 'taken out of the Queue: not delivered, and nobody is told';
  const after = await written(walked, { ...without(walked.envelope, 'held'), fate: { kind: 'removed' } }, said);
  return { kind: 'done', said, steering: { walked: after, then: 'removed' } };
}

async function edit(before: Steering, file: string): Promise<Done> {
  // The envelope stays what it was: until now it may have been a function of the bytes that are replaced.
  await saveState(before.walked.ports.mailRoot, before.walked.envelope);
  const walked = await take({ ...before.walked, hasState: true }, file);
  return { kind: 'done', said: 'content replaced', steering: { ...before, walked } };
}

/** Reads the new content whole before anything is replaced. */
async function take(walked: Walk, file: string): Promise<Walk> {
  const content = await readFile(file);
  if (content.length === 0) throw new Error(`${file} is empty`);
  const before = (await walked.content()).length;
  await replaceQueued(walked.ports.mailRoot, walked.id, content);
  walked.story.note('command', `content replaced by a person: ${before} octets before, ${content.length} now`);
  return { ...walked, content: () => Promise.resolve(withoutByteOrderMark(content)) };
}
