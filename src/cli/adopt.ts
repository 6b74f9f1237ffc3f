/**
 * `mailroot adopt <path>...`: the messages of foreign spools become Pickup files, one each. Says each as it is done, and what was passed
 * over. Needs no engine: they wait in Pickup until one runs. Recognising and splitting are engine/adopt's.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { adopt as adoptAll, type Adopted } from '../engine/adopt/adopt';
import { formats, type Format } from '../engine/adopt/formats';
import { errorText, UserError } from '../engine/ports';
import { CliError, exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { remark, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const adopt = defineVerb({
  name: 'adopt',
  takes: '<path>...',
  summary: 'Put the messages of other spools into Pickup, one file each',
  details: [
    'A path is a file or a folder: of Django, Rails, mbox, Maildir, BadMail, or messages. The source is left alone.',
    'What is in Pickup is sent as soon as an engine runs: look first, with --dry-run.',
    `Exit code: ${exit.ok} adopted, ${exit.data} no message was found, ${exit.noInput} no such path.`,
  ],
  options: {
    root: rootOption,
    format: { type: 'string', value: 'name', help: `what the files are: ${formats.join(', ')}` },
    'dry-run': { type: 'boolean', help: 'say what would be adopted, write nothing' },
    json: jsonOption,
  },
  async run({ values, positionals }) {
    if (positionals.length === 0) throw usage('adopt', 'name the files or folders to adopt');
    const format = formatOf(values.format);
    const paths = positionals.map((path) => resolve(path));
    for (const path of paths) await assertThere(path);
    const mailRoot = findMailRoot(values);
    const mode = values['dry-run'] === true ? 'dry-run' : 'adopt';
    let count = 0;
    for await (const one of withCode(adoptAll(paths, { mailRoot, format, mode }))) {
      if (values.json === true) sayJson(one);
      else if (one.kind === 'adopted') tell(one);
      else remark(`${one.source}: passed over: ${one.why}`);
      if (one.kind === 'adopted') count += 1;
    }
    if (values.json !== true) say(summary(count, mode));
    return count > 0 ? exit.ok : exit.data;
  },
});

async function assertThere(path: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw new CliError(exit.noInput, `${path} can't be read: ${errorText(error)}. Nothing was adopted.`);
  });
}

/** What stops an adoption that has begun is a Pickup that can't be written, or a path that asks for the impossible. */
async function* withCode<T>(adopted: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* adopted;
  } catch (error) {
    if (error instanceof UserError) throw new CliError(exit.cantCreate, error.message);
    throw error;
  }
}

function formatOf(name: string | undefined): Format | undefined {
  const format = formats.find((each) => each === name);
  if (name !== undefined && format === undefined)
    throw usage('adopt', `--format is one of ${formats.join(', ')}, not "${name}"`);
  return format;
}

function tell({ source, number, format, file, subject, from, to, notes }: Adopted): void {
  say(`Pickup/${file}  ${from} -> ${to}  ${subject}`);
  say(`  ${format}, message ${number} of ${source}`);
  for (const note of notes) say(`  ${note}`);
}

function summary(count: number, mode: 'adopt' | 'dry-run'): string {
  const messages = count === 1 ? '1 message' : `${count} messages`;
  return mode === 'dry-run' ? `${messages} would be adopted; nothing was written.` : `${messages} adopted.`;
}
