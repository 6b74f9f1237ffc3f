/**
 * `mailroot sessions [id]`: the last SMTP sessions in which a message was handed in or refused, or one of them whole. Answers "my program says
 * it sent it". Read from disk alone, so it works without an engine.
 */
import { readFile } from 'node:fs/promises';
import { decidingReply, type ReadInboundSession } from '../engine/mailroot/inbound';
import { listSessions, readSession, type SessionFile } from '../engine/mailroot/sessionList';
import { CliError, exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { columns, relative, remark, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const sessions = defineVerb({
  name: 'sessions',
  takes: '[id]',
  summary: 'The last SMTP sessions, accepted and refused, or one of them',
  details: [
    'The id may be the beginning of one. Sessions of messages that went straight to Drop are kept for a while, and so are refused ones',
    '(mailroot.sessions.keep); others stay with their message. They are written a moment after they ended.',
  ],
  options: {
    root: rootOption,
    limit: { type: 'string', short: 'n', value: 'count', help: 'at most that many (default 20)' },
    refused: { type: 'boolean', help: 'only those that were refused' },
    json: jsonOption,
  },
  async run({ values, positionals: [wanted, more] }) {
    if (more !== undefined) throw usage('sessions', 'takes one id');
    const all = await listSessions(findMailRoot(values));
    if (wanted !== undefined) return show(all, wanted, values.json === true);
    const found = await read(all, { limit: limitOf(values.limit), refused: values.refused === true });
    if (values.json === true) for (const session of found) sayJson(session);
    else tell(found);
    return exit.ok;
  },
});

function limitOf(text = '20'): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw usage('sessions', `--limit takes a number, not "${text}"`);
}

async function read(
  all: readonly SessionFile[],
  { limit, refused }: { limit: number; refused: boolean },
): Promise<ReadInboundSession[]> {
  const found: ReadInboundSession[] = [];
  for (const file of all) {
    if (found.length >= limit) break;
    const session = await readSession(file);
    if (session !== undefined && (!refused || session.verdict === 'refused')) found.push(session);
  }
  return found;
}

function tell(found: readonly ReadInboundSession[]): void {
  if (found.length === 0) remark('No SMTP session is kept here yet.');
  columns(found.map(row)).forEach((line) => say(line));
}

function row(session: ReadInboundSession): string[] {
  const { id, at, verdict, client } = session;
  return [id, relative(at, Date.now()), verdict, client.address, decidingReply(session)];
}

async function show(all: readonly SessionFile[], wanted: string, json: boolean): Promise<typeof exit.ok> {
  const fitting = all.filter(({ id }) => id.startsWith(wanted));
  const [first, another] = fitting;
  if (first === undefined)
    throw new CliError(exit.noInput, `No SMTP session ${wanted} is kept. "mailroot sessions" shows which are.`);
  if (another !== undefined && first.id !== wanted)
    throw new CliError(exit.usage, `${wanted} fits ${fitting.length} sessions. Give more of the id.`);
  if (json) sayJson(await readSession(first));
  else say((await readFile(first.path, 'utf8')).trimEnd());
  return exit.ok;
}
