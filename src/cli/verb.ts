/**
 * What a verb of the command line is: its options as data (so that parsing, `help` and the documentation cannot disagree) and what
 * it does. A wrong command line is an error that names the verb's help; exit codes are the verb's own.
 */
import { parseArgs } from 'node:util';
import { errorText } from '../engine/ports';
import { CliError, exit, type ExitCode } from './exit';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** Name of the value in help, for a string. */
  readonly value?: string;
  /** One phrase for help. */
  readonly help: string;
}
type Options = Readonly<Record<string, Option>>;
type Values<O extends Options> = { readonly [K in keyof O]?: O[K]['type'] extends 'boolean' ? boolean : string };

export interface Given<O extends Options> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
}

interface Spec<O extends Options> {
  readonly name: string;
  /** What stands behind the name, as help shows it: `<id>`. */
  readonly takes: string;
  readonly summary: string;
  /** Further lines of help. */
  readonly details: readonly string[];
  readonly options: O;
  readonly run: (given: Given<O>) => Promise<ExitCode>;
}

export interface Verb {
  readonly name: string;
  readonly takes: string;
  readonly summary: string;
  readonly details: readonly string[];
  readonly options: Options;
  /** Resolves to the exit code. */
  run(words: readonly string[]): Promise<ExitCode>;
}

/** Options that several verbs take. */
export const rootOption = {
  type: 'string',
  value: 'folder',
  help: 'the MailRoot (else $MAILROOT, else searched for)',
} as const;
export const jsonOption = { type: 'boolean', help: 'one JSON value a line' } as const;

export function defineVerb<const O extends Options>(spec: Spec<O>): Verb {
  return { ...spec, run: (words) => spec.run(read(spec, words)) };
}

function read<O extends Options>(spec: Spec<O>, words: readonly string[]): Given<O> {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: spec.options, allowPositionals: true });
    return { values: values, positionals };
  } catch (error) {
    throw usage(spec.name, errorText(error).split('. ')[0] ?? '');
  }
}

/** A wrong command line, said with the way to the right one. */
export function usage(verb: string, what: string): CliError {
  return new CliError(
    exit.usage,
    `mailroot ${verb}: ${what.replace(/\.$/, '')}. "mailroot help ${verb}" shows how it is used.`,
  );
}
