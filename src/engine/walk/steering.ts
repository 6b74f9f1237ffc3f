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
import { steer, type SteerAt } from '../queue/steer';
import { messageClock, retryPolicies, type Asked, type Walk, type WalkPorts } from './walked';

/** What follows: `attempt` (asked for), `settle` what was decided, `wait` as the schedule says, or it was `removed`. */
export interface Steering {
  readonly walked: Walk;
  readonly then: 'attempt' | 'settle' | 'wait' | 'removed';
}

export async function steerAll(walked: Walk): Promise<Steering> {
  const { commands } = walked.ask;
  let now: Steering = { walked, then: 'wait' };
  // What is asked behind a removal is left there, to be answered with the rest.
  for (let asked = commands[0]; asked !== undefined && now.then !== 'removed'; asked = commands[0]) {
    commands.shift();
    now = await carryOut(now, asked);
  }
  return now;
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
  const decided = steer(walked.envelope, command, steerAt(walked.ports, walked.clock.now()));
  if (decided.kind === 'refused') return decided;
  const edited = command.kind === 'requeue' && command.file !== undefined ? await take(walked, command.file) : walked;
  const after = await written(edited, decided.envelope, decided.said);
  const then = decided.then === 'wait' ? before.then : decided.then;
  return { kind: 'done', said: decided.said, steering: { walked: after, then } };
}

function steerAt({ config }: Pick<WalkPorts, 'config'>, now: number): SteerAt {
  return { policies: retryPolicies(config()), now, defaultDomain: config().defaultDomain };
}

/** Why a message with this envelope would refuse the command, if it would. */
export function refusalOf(
  envelope: Envelope,
  command: Command,
  ports: Pick<WalkPorts, 'config' | 'clock'>,
): string | undefined {
  if (command.kind === 'remove' || command.kind === 'edit') return undefined;
  const decided = steer(envelope, command, steerAt(ports, messageClock(ports.clock, envelope).now()));
  return decided.kind === 'refused' ? decided.why : undefined;
}

/** Due at once: after a crash before what follows, a message that was held is looked at, and not taken for held for ever. */
async function written(walked: Walk, envelope: Envelope, said: string): Promise<Walk> {
  await saveState(walked.ports.mailRoot, envelope, walked.startedAt);
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
