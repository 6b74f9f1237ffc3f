/** `mailroot requeue`, `edit` and `priority`: a message goes on otherwise than it was. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { priorities } from '../engine/mailroot/envelope';
import { CliError, exit, type ExitCode } from './exit';
import { findMailRoot } from './findMailRoot';
import { findMessage } from './findMessage';
import { selectOptions, steer, type Meant } from './steering';
import { say } from './terminal';
import { defineVerb, usage } from './verb';

export const requeue = defineVerb({
  name: 'requeue',
  takes: '[id]...',
  summary: 'Send messages once more, to other recipients or by another next hop',
  details: [
    'Works on messages in the Queue, in BadMail and in Sent. Their history is kept; their time begins anew.',
    'Who has it already does not get it again, unless named by --to.',
  ],
  options: {
    ...selectOptions,
    to: { type: 'string', value: 'addresses', help: 'in place of the recipients not delivered yet, with commas' },
    via: { type: 'string', value: 'host:port', help: 'the next hop to hand it to, or Drop' },
    file: { type: 'string', value: 'path', help: 'with the content of this file' },
  },
  run: ({ values, positionals }) => {
    const recipients = values.to?.split(',').map((address) => address.trim());
    const { via, file } = values;
    return steer(
      'requeue',
      { values, wanted: positionals },
      {
        kind: 'requeue',
        ...(recipients && { recipients }),
        ...(via !== undefined && { via }),
        ...(file !== undefined && { file: resolve(file) }),
      },
    );
  },
});

export const edit = defineVerb({
  name: 'edit',
  takes: '<id> [file]',
  summary: 'Replace the content of a queued message; its history is kept',
  details: ['Without a file, opens it in $VISUAL or $EDITOR. Hold the message first if it must not go meanwhile.'],
  options: { root: selectOptions.root, json: selectOptions.json },
  async run({ values, positionals: [wanted, file] }) {
    if (wanted === undefined) throw usage('edit', 'Name a message by its id');
    const meant = { values, wanted: [wanted] };
    if (file !== undefined) return steer('edit', meant, { kind: 'edit', file: resolve(file) });
    return editByHand(wanted, meant);
  },
});

async function editByHand(wanted: string, meant: Meant): Promise<ExitCode> {
  const { files } = await findMessage(findMailRoot(meant.values), wanted);
  const message = files.find(({ folder, part }) => folder === 'Queue' && part === '.eml');
  if (message === undefined) throw new CliError(exit.noInput, `${wanted} is not in the Queue.`);
  const folder = await mkdtemp(join(tmpdir(), 'mailroot-edit-'));
  try {
    const draft = join(folder, 'message.eml');
    const before = await readFile(message.path);
    await writeFile(draft, before);
    await editorEnds(draft);
    if (before.equals(await readFile(draft))) {
      say('Nothing was changed.');
      return exit.ok;
    }
    return await steer('edit', meant, { kind: 'edit', file: draft });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function editorEnds(path: string): Promise<void> {
  const [command = 'vi', ...words] = (process.env['VISUAL'] ?? process.env['EDITOR'] ?? 'vi').split(' ');
  return new Promise((done, reject) => {
    const child = spawn(command, [...words, path], { stdio: 'inherit' });
    child.once('error', () => reject(new CliError(exit.noInput, `The editor "${command}" can't be run. Set $EDITOR.`)));
    child.once('close', (code) => {
      if (code === 0) done();
      else reject(new CliError(exit.noInput, `The editor ended with ${code ?? 'a signal'}; nothing was changed.`));
    });
  });
}

export const priority = defineVerb({
  name: 'priority',
  takes: `${priorities.join('|')} [id]...`,
  summary: 'Which of several due messages goes first',
  details: [],
  options: selectOptions,
  run: ({ values, positionals: [wanted, ...ids] }) => {
    const found = priorities.find((name) => name === wanted);
    if (found === undefined) throw usage('priority', `Say which: ${priorities.join(', ')}`);
    return steer('priority', { values, wanted: ids }, { kind: 'priority', priority: found });
  },
});
