/**
 * `mailroot snapshot <committed.eml>`: the newest message in Drop (to whom, about what) compared with a file that is committed beside the
 * tests. A file that is not there yet is written, but not in CI, where nobody would see that it was; `--update` renews it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asSent } from '../compare/snapshot';
import type { MailRoot } from '../engine/mailroot/layout';
import { errorCode, errorText } from '../engine/ports';
import { FileOctets } from '../preview/mail/octets';
import { compareOptions, tellDifference, wishesOf, withDiffCodes, type Side } from './comparing';
import { awaited, filterOf, type Dropped } from './dropped';
import { CliError, exit, type ExitCode } from './exit';
import { findMailRoot } from './findMailRoot';
import { findMessage } from './findMessage';
import { remark, say } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const snapshot = withDiffCodes(
  defineVerb({
    name: 'snapshot',
    takes: '<committed.eml>',
    summary: 'Compare the newest message in Drop with a committed file',
    details: [
      'Without options, the newest message. A file that is not there is written, unless --ci (or $CI) is set.',
      'Exit code: 0 the same or written, 1 different, 2 trouble: no such message, or a file that can not be read.',
    ],
    options: {
      root: rootOption,
      to: { type: 'string', value: 'text', help: 'the newest with this in a recipient' },
      subject: { type: 'string', value: 'text', help: 'the newest with this in its subject' },
      since: { type: 'string', value: 'time', help: 'not older than this: 30s, 5m, or a date and time' },
      id: { type: 'string', value: 'id', help: 'this message, in whichever folder it is' },
      wait: { type: 'string', value: 'seconds', help: 'wait that long for it to arrive (default 0)' },
      update: { type: 'boolean', short: 'u', help: 'write the file anew where it differs' },
      ci: { type: 'boolean', help: 'never write a file that is not there (as if $CI were set)' },
      ...compareOptions,
      json: { ...jsonOption, help: 'the differences as one object' },
    },
    async run({ values, positionals: [file, more] }) {
      if (file === undefined || more !== undefined) throw usage('snapshot', 'takes one file');
      const wishes = wishesOf('snapshot', values);
      const mailRoot = findMailRoot(values);
      const message =
        values.id === undefined
          ? await awaited(mailRoot, filterOf(values, Date.now()))
          : await named(mailRoot, values.id);
      const committed = committedAt(file);
      if (committed === undefined) return first(file, message, values.ci === true || isCi() ? 'CI' : 'a desk');
      const sides = [committed, { name: message.name, octets: new FileOctets(message.path) }] as const;
      if (values.update === true) return renew(file, message, () => tellDifference(...sides, { wishes, json: false }));
      const told = tellDifference(...sides, { wishes, json: values.json === true });
      if (told === 'same') return exit.ok;
      remark(`If that is meant: the same command with --update renews ${file}.`);
      return exit.different;
    },
  }),
);

async function named(mailRoot: MailRoot, id: string): Promise<Dropped> {
  const { files } = await findMessage(mailRoot, id);
  const found = files.find(({ part }) => part === '.eml' || part === '.bad');
  if (found === undefined) throw new CliError(exit.trouble, `${id} has no message file any more.`);
  return { path: found.path, name: `${found.folder}/${found.id}${found.part}` };
}

/** Undefined when there is none yet. */
function committedAt(file: string): Side | undefined {
  try {
    return { name: file, octets: new FileOctets(file) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new CliError(exit.trouble, `${file} can't be read: ${errorText(error)}.`);
  }
}

async function first(file: string, message: Dropped, where: 'CI' | 'a desk'): Promise<ExitCode> {
  if (where === 'CI') {
    remark(
      `${file} is not there, and in CI it is not written. Run the same command on your machine, and commit the file.`,
    );
    return exit.different;
  }
  await write(file, message);
  say(`${file} written from ${message.name}`);
  return exit.ok;
}

/** What says the same stays as it is: no commit with another Date alone. */
async function renew(file: string, message: Dropped, compare: () => 'same' | 'different'): Promise<ExitCode> {
  if (compare() === 'different') {
    await write(file, message);
    remark(`${file} renewed from ${message.name}`);
  }
  return exit.ok;
}

async function write(file: string, { path }: Dropped): Promise<void> {
  try {
    const bytes = await readFile(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, asSent(bytes));
  } catch (error) {
    throw new CliError(exit.trouble, `${file} can't be written: ${errorText(error)}.`);
  }
}

/** As CI services set it. */
function isCi(): boolean {
  return !['', '0', 'false'].includes((process.env['CI'] ?? '').toLowerCase());
}
