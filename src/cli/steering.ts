/**
 * What the verbs that command messages share: which messages are meant (ids, a next hop, all), asking the engine, and telling what
 * became of each. Such a verb ends with 0 when every message carried it out, else with 66, saying why for each that did not.
 */
import type { Command } from '../engine/mailroot/command';
import type { MailRoot } from '../engine/mailroot/layout';
import { listFolder } from '../engine/mailroot/list';
import type { Selection, Steered } from '../engine/protocol';
import { needEngine } from './engine';
import { exit, type ExitCode } from './exit';
import { findMailRoot } from './findMailRoot';
import { findMessage } from './findMessage';
import { remark, say, sayJson } from './terminal';
import { jsonOption, rootOption, usage } from './verb';

export const selectOptions = {
  root: rootOption,
  'next-hop': { type: 'string', value: 'host', help: 'those that wait for this next hop' },
  all: { type: 'boolean', help: 'all that are queued' },
  json: jsonOption,
} as const;

export interface Meant {
  readonly values: {
    readonly root?: string;
    readonly 'next-hop'?: string;
    readonly all?: boolean;
    readonly json?: boolean;
  };
  readonly wanted: readonly string[];
}

/** Asks it of the messages meant, and tells what they answered. */
export async function steer(verb: string, { values, wanted }: Meant, command: Command): Promise<ExitCode> {
  if (wanted.length === 0 && values.all !== true && values['next-hop'] === undefined)
    throw usage(verb, 'Name a message by its id (the beginning is enough), or say --next-hop <host> or --all');
  const mailRoot = findMailRoot(values);
  const engine = await needEngine(mailRoot, 'nobody is there to do it');
  try {
    const select = await selection(mailRoot, { values, wanted });
    return tell(await engine.request('steer', { select, command }), values.json === true);
  } finally {
    engine.close();
  }
}

async function selection(mailRoot: MailRoot, { values, wanted }: Meant): Promise<Selection> {
  const ids = await Promise.all(wanted.map((each) => idOf(mailRoot, each)));
  const nextHop = values['next-hop'];
  return { ...(ids.length > 0 && { ids }), ...(nextHop !== undefined && { nextHop }) };
}

/** The queued message that is meant, else one elsewhere; what is nowhere is findMessage's to complain about. */
export async function idOf(mailRoot: MailRoot, wanted: string): Promise<string> {
  const queued = (await listFolder(mailRoot, 'Queue')).filter(
    ({ kind, id }) => kind === 'message' && id.startsWith(wanted),
  );
  const [only, another] = queued;
  if (only !== undefined && another === undefined) return only.id;
  return (await findMessage(mailRoot, wanted)).id;
}

function tell(answers: readonly Steered[], asJson: boolean): ExitCode {
  if (asJson) answers.forEach((answer) => sayJson(answer));
  for (const answer of asJson ? [] : answers) {
    if (answer.kind === 'done') say(`${answer.id}: ${answer.said}`);
    else remark(`${answer.id}: ${answer.why}`);
  }
  if (!asJson && answers.length === 0) say('No message is meant by that.');
  return answers.some(({ kind }) => kind === 'refused') ? exit.noInput : exit.ok;
}
