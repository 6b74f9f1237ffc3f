/** `mailroot status`: whether an engine runs here, where it listens, what waits, and what is wrong. Counts without one, from disk. */
import { folderNames, type MailRoot } from '../engine/mailroot/layout';
import { listFolder } from '../engine/mailroot/list';
import type { EngineStatus } from '../engine/protocol';
import { findEngine } from './engine';
import { exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { columns, relative, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption } from './verb';

export const status = defineVerb({
  name: 'status',
  takes: '',
  summary: 'Whether an engine runs here, where it listens, what waits',
  details: [`Exit code: ${exit.ok} an engine runs, ${exit.unavailable} none does.`],
  options: { root: rootOption, json: jsonOption },
  async run({ values }) {
    const mailRoot = findMailRoot(values);
    const counts = await countAll(mailRoot);
    const engine = await findEngine(mailRoot);
    const state = await engine?.request('status', null);
    engine?.close();
    if (values.json === true) sayJson({ mailRoot: mailRoot.root, folders: counts, engine: state ?? null });
    else print(mailRoot, counts, state);
    return state === undefined ? exit.unavailable : exit.ok;
  },
});

type Counts = Readonly<Record<string, number>>;

async function countAll(mailRoot: MailRoot): Promise<Counts> {
  const pairs = folderNames.map(async (name) => {
    const entries = await listFolder(mailRoot, name);
    return [name, entries.filter(({ kind }) => kind === 'message').length] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

function print(mailRoot: MailRoot, counts: Counts, state: EngineStatus | undefined): void {
  if (state === undefined)
    say(`No engine runs on ${mailRoot.root}. Start one with "mailroot serve", or open the folder in VS Code.`);
  else statusLines(state, Date.now()).forEach((line) => say(line));
  say('');
  columns(Object.entries(counts).map(([name, count]) => [`  ${name}`, String(count)])).forEach((line) => say(line));
}

export function statusLines(state: EngineStatus, now: number): string[] {
  const { smtp, nextAttemptAt } = state;
  const ends = state.lifetime === 'serve' ? 'until it is stopped' : 'as long as a VS Code window uses it';
  const next = nextAttemptAt === undefined ? '' : `, next attempt ${relative(nextAttemptAt, now)}`;
  return [
    `The engine ${state.version} runs on ${state.mailRoot} (process ${state.pid}, started ${relative(state.startedAt, now)}, ${ends}).`,
    smtp === undefined ? 'SMTP: not listening' : `SMTP: ${smtp.host}:${smtp.port}${instead(smtp)}`,
    ...(smtp?.tlsPort === undefined ? [] : [`SMTP with TLS from the start: ${smtp.host}:${smtp.tlsPort}`]),
    ...(smtp?.certificate === undefined ? [] : [`Certificate to trust: ${smtp.certificate}`]),
    `Queued: ${state.queued}, of these waiting for a later attempt: ${state.deferred}${next}`,
    ...letOut(state),
    ...state.troubles.map((trouble) => `Trouble: ${trouble}`),
    ...state.complaints.map(({ setting, text }) => `Setting: ${setting} ${text}`),
  ];
}

/** Messages that a person let leave this machine though the settings don't allow their domains. */
function letOut({ letOut: { count, first } = { count: 0, first: [] } }: EngineStatus): string[] {
  if (count === 0) return [];
  const named = first.map(({ id, domains }) => `${id} for ${domains.join(', ')}`);
  const more = count > first.length ? ` and ${count - first.length} more` : '';
  return [`Let out by a person: ${named.join('; ')}${more}`];
}

/** Told where a port was wanted and another had to be taken; 0 wants any. */
function instead({ port, wantedPort }: NonNullable<EngineStatus['smtp']>): string {
  return wantedPort !== 0 && port !== wantedPort ? ` (${wantedPort} was taken)` : '';
}
