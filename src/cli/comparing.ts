/**
 * What `diff` and `snapshot` have in common: what is left out, how a difference is told, and exit codes as `diff` has them: 0 the same, 1
 * different, 2 trouble, so that a script never takes a missing file for a difference.
 */
import { differences, summary } from '../compare/differences';
import { normalForm } from '../compare/normalForm';
import { unified } from '../compare/unified';
import type { Wishes } from '../compare/wishes';
import { UserError } from '../engine/ports';
import { readMail } from '../preview/mail/mail';
import type { Octets } from '../preview/mail/octets';
import { CliError, exit, type ExitCode } from './exit';
import { remark, say, sayJson } from './terminal';
import { usage, type Verb } from './verb';

export const compareOptions = {
  all: { type: 'boolean', help: 'compare Date, Message-ID, boundaries, encodings and traces too' },
  ignore: { type: 'string', value: 'fields', help: 'leave these header fields out too, separated by commas' },
  mask: { type: 'string', value: 'regexp', help: 'what it matches is the same, such as a token in a link' },
} as const;

interface Values {
  readonly all?: boolean;
  readonly ignore?: string;
  readonly mask?: string;
}

export function wishesOf(verb: string, { all, ignore = '', mask }: Values): Wishes {
  const ignored = ignore.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  return {
    what: all === true ? 'everything' : 'meaning',
    ignored,
    ...(mask !== undefined && { mask: regexp(verb, mask) }),
  };
}

function regexp(verb: string, source: string): RegExp {
  try {
    return new RegExp(source, 'gu');
  } catch {
    throw usage(verb, `--mask takes a regular expression, not "${source}"`);
  }
}

export interface Side {
  readonly name: string;
  readonly octets: Octets;
}

/** Tells in what they differ: line by line on stdout, and in short on stderr; or as JSON. */
export function tellDifference(
  left: Side,
  right: Side,
  { wishes, json }: { wishes: Wishes; json: boolean },
): 'same' | 'different' {
  const [a, b] = [normalForm(readMail(left.octets), wishes), normalForm(readMail(right.octets), wishes)];
  const found = differences(a, b);
  if (json) sayJson({ same: found.length === 0, summary: summary(found), differences: found });
  if (found.length === 0) return 'same';
  if (json) return 'different';
  for (const line of unified({ name: left.name, form: a }, { name: right.name, form: b })) say(line);
  remark(`Different: ${summary(found)}.`);
  return 'different';
}

/** Every expected failure of the verb ends with 2. */
export function withDiffCodes(verb: Verb): Verb {
  const run = async (words: readonly string[]): Promise<ExitCode> => {
    try {
      // A wrong command line throws at once.
      return await verb.run(words);
    } catch (error) {
      if (error instanceof UserError) throw new CliError(exit.trouble, error.message);
      throw error;
    }
  };
  return { ...verb, run };
}
