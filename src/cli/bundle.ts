/**
 * `mailroot bundle <id>`: one .zip with everything that tells what happened to a message, to be handed to somebody else; on request without
 * addresses and bodies. Read from disk; only the settings are asked of a running engine. An existing file is replaced only by --force.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { caseFileName, makeCase } from '../engine/caseBundle/save';
import { errorCode, errorText } from '../engine/ports';
import { CliError, exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { findMessage, type FoundMessage } from './findMessage';
import { settingsInForce } from './settingsInForce';
import { say, sayJson, size } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const bundle = defineVerb({
  name: 'bundle',
  takes: '<id>',
  summary: 'Save all that tells what happened to a message as one .zip',
  details: [
    'The id may be the beginning of one, or the path of any file of the message. Works without an engine.',
    'Open it on any machine: in VS Code, or with "mailroot show <file.zip>" and "mailroot explain <file.zip>".',
  ],
  options: {
    root: rootOption,
    redact: { type: 'boolean', help: 'without addresses, names, hosts, subjects and bodies' },
    out: { type: 'string', short: 'o', value: 'file.zip', help: 'where to (default <id>.mailroot.zip in this folder)' },
    force: { type: 'boolean', help: 'replace a file that is there' },
    config: { type: 'string', value: 'file', help: 'settings as JSON, where no engine runs' },
    json: jsonOption,
  },
  async run({ values, positionals: [wanted, more] }) {
    if (wanted === undefined || more !== undefined) throw usage('bundle', 'takes one message id');
    const mailRoot = findMailRoot(values);
    const found = await findMessage(mailRoot, wanted);
    const redacted = values.redact === true;
    const settings = await settingsInForce(mailRoot, values.config);
    const zip = await makeCase({ mailRoot, path: pathOf(found), settings, redacted, now: Date.now() });
    const file = resolve(values.out ?? caseFileName(found.id, redacted ? 'redacted' : 'as it is'));
    await write(file, zip, values.force === true ? 'w' : 'wx');
    if (values.json === true) sayJson({ id: found.id, file, octets: zip.length, redacted });
    else say(`${file} (${size(zip.length)}, ${redacted ? 'redacted' : 'not redacted'})`);
    return exit.ok;
  },
});

/** The message itself, where it is; what is left of one otherwise. */
function pathOf({ files }: FoundMessage): string {
  const message = files.findLast(({ part, folder }) => folder !== 'Drop' && /^\.(?:eml|bad)$|^$/.test(part));
  const path = (message ?? files[0])?.path;
  if (path === undefined) throw new Error('a message that was found has a file');
  return path;
}

async function write(file: string, zip: Buffer, flag: 'w' | 'wx'): Promise<void> {
  try {
    await writeFile(file, zip, { flag });
  } catch (error) {
    if (errorCode(error) === 'EEXIST')
      throw new CliError(
        exit.cantCreate,
        `${file} is there already. Name another with --out, or replace it with --force.`,
      );
    throw new CliError(exit.cantCreate, `${file} can't be written: ${errorText(error)}.`);
  }
}
