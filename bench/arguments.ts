/** What a run is asked for on its command line. Pure; what makes no sense is refused with what would. */
import { parseArgs } from 'node:util';
import { UserError } from '../src/engine/ports';

export interface Asked {
  readonly quick: boolean;
  readonly rounds: number;
  /** A RESULTS.json to be held against. */
  readonly against: string | undefined;
  /** Writes the results into bench/, for a commit. */
  readonly record: boolean;
  /** A folder for the file that is mounted as the disk of the run. */
  readonly disk: string | undefined;
  /** Only the kinds of work named. */
  readonly only: readonly Kind[];
}

export const kinds = ['accept', 'pickup', 'drain', 'start', 'editor', 'durability', 'size'] as const;
export type Kind = (typeof kinds)[number];

const usage = `It goes: npm run bench -- [--quick] [--rounds N] [--against bench/RESULTS.json] [--record] [--disk FOLDER] [${kinds.join(' ')}]`;

export function asked(args: readonly string[]): Asked {
  const { values, positionals } = parsed(args);
  const quick = values.quick === true;
  const rounds = Number(values.rounds ?? (quick ? 3 : 5));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new UserError(`--rounds ${values.rounds ?? ''} is no number of rounds. ${usage}`);
  const unknown = positionals.find((name) => !isKind(name));
  if (unknown !== undefined) throw new UserError(`"${unknown}" is no kind of work. ${usage}`);
  const only = positionals.length === 0 ? kinds : positionals.filter(isKind);
  return { quick, rounds, against: values.against, disk: values.disk, record: values.record === true, only };
}

function isKind(name: string): name is Kind {
  return (kinds as readonly string[]).includes(name);
}

function parsed(args: readonly string[]): {
  values: { quick?: boolean; rounds?: string; against?: string; disk?: string; record?: boolean };
  positionals: string[];
} {
  const options = {
    quick: { type: 'boolean' },
    rounds: { type: 'string' },
    against: { type: 'string' },
    disk: { type: 'string' },
    record: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : String(error)}. ${usage}`);
  }
}
