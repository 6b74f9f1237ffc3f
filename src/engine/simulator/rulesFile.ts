/**
 * `mailroot.sim.json`, beside the MailRoot: read when the engine starts and whenever it changes. A file that is not there means no rules;
 * one that is no JSON is a complaint, and the rules of before are gone, so that what is in force is what stands there.
 */
import { readFile, stat } from 'node:fs/promises';
import { errorCode, errorText, type Cancel, type Clock } from '../ports';
import { readRules, type ReadRules } from './rules';

export const rulesFileName = 'mailroot.sim.json';
const lookEveryMs = 1_000;
const none: ReadRules = { rules: [], complaints: [] };

export interface RulesFile {
  close(): void;
}

/** `take` is called once before this resolves, and again at each change. */
export async function watchRulesFile(
  path: string,
  clock: Clock,
  take: (read: ReadRules) => Promise<void>,
): Promise<RulesFile> {
  let cancel: Cancel | undefined;
  let closed = false;
  let seen: string | undefined;
  const look = async (): Promise<void> => {
    const state = await stateOf(path);
    if (state !== seen && !closed) {
      seen = state;
      await take(state === undefined ? none : await readRulesFile(path));
    }
  };
  const lookAgain = (): void => {
    if (!closed)
      cancel = clock.after(
        lookEveryMs,
        () =>
          void look()
            .catch(() => undefined)
            .finally(lookAgain),
      );
  };
  await take(none);
  await look();
  lookAgain();
  return {
    close: () => {
      closed = true;
      cancel?.();
    },
  };
}

/** Changes with the file; undefined when there is none. */
async function stateOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : `${found.ino} ${found.mtimeMs} ${found.size}`;
}

export async function readRulesFile(path: string): Promise<ReadRules> {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return none;
    return { rules: [], complaints: [`is not JSON (${errorText(error)}). None of its rules is in force.`] };
  }
  if (Array.isArray(raw)) return readRules(raw);
  const rules = typeof raw === 'object' && raw !== null && 'rules' in raw ? raw.rules : undefined;
  if (rules === undefined) return { rules: [], complaints: ['has no "rules". Write { "rules": [ ... ] }.'] };
  return readRules(rules);
}
