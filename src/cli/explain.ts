/**
 * `mailroot explain <id>`: what became of a message, for each recipient in plain words, with the likely causes and the cures. Read from
 * disk; only the settings are asked of a running engine, since the causes depend on them. The words are engine/explain's.
 */
import { readFile } from 'node:fs/promises';
import { explain as explainMessage } from '../engine/explain/explain';
import type { Explanation } from '../engine/explain/explanation';
import { plainText } from '../engine/explain/text';
import type { Envelope } from '../engine/mailroot/envelope';
import type { MailRoot } from '../engine/mailroot/layout';
import { readEnvelope } from '../engine/mailroot/familyState';
import { readEnvelopeBlock } from '../engine/message/envelopeBlock';
import { readHeaders, type HeaderField } from '../engine/message/headers';
import { derivedEnvelope } from '../engine/story/derived';
import { exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { findMessage, type FoundMessage } from './findMessage';
import { caseLine, caseNamed } from './openedCase';
import { settingsInForce } from './settingsInForce';
import { remark, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const explain = defineVerb({
  name: 'explain',
  takes: '<id> | <file.zip>',
  summary: 'What became of a message, why, and what to do about it',
  details: [
    'The id may be the beginning of one, or the path of any file of the message. Works without an engine.',
    'A case bundle is explained as of the moment at which it was saved, with the settings in it.',
    'Causes depend on the settings: those of the running engine, else of --config, else the defaults.',
  ],
  options: {
    root: rootOption,
    config: { type: 'string', value: 'file', help: 'settings as JSON, where no engine runs' },
    json: jsonOption,
  },
  async run({ values, positionals: [wanted, more] }) {
    if (wanted === undefined || more !== undefined) throw usage('explain', 'takes one message id');
    const explanation = (await ofCase(wanted)) ?? (await ofMessage(wanted, values));
    if (values.json === true) sayJson(explanation);
    else print(explanation);
    return exit.ok;
  },
});

async function ofMessage(wanted: string, asked: { root?: string; config?: string }): Promise<Explanation> {
  const mailRoot = findMailRoot(asked);
  const found = await findMessage(mailRoot, wanted);
  const settings = await settingsInForce(mailRoot, asked.config);
  const { envelope, fields } = await read(mailRoot, found);
  return explainMessage(envelope, { settings, now: Date.now(), fields });
}

async function ofCase(wanted: string): Promise<Explanation | undefined> {
  const named = await caseNamed(wanted);
  if (named === undefined) return undefined;
  remark(caseLine(named));
  const { opened, sources, at } = named;
  return explainMessage(sources.envelope, { settings: opened.settings, now: at, fields: sources.fields });
}

interface Read {
  readonly envelope: Envelope;
  readonly fields: readonly HeaderField[];
}

async function read(mailRoot: MailRoot, found: FoundMessage): Promise<Read> {
  const message = found.files.find(({ part }) => part === '.eml' || part === '.bad' || part === '');
  const bytes = message === undefined ? Buffer.alloc(0) : await readFile(message.path).catch(() => Buffer.alloc(0));
  const { end } = readEnvelopeBlock(bytes);
  const { fields } = readHeaders(bytes, end);
  for (const folder of new Set(found.files.map((file) => file.folder))) {
    const envelope = await readEnvelope(mailRoot, folder, found.id);
    if (envelope !== undefined) return { envelope, fields };
  }
  const { id } = found;
  return { envelope: derivedEnvelope({ id, folder: message?.folder, bytes, now: Date.now() }), fields };
}

function print({ id, summary, recipients }: Explanation): void {
  say(`${id}: ${summary}`);
  for (const recipient of recipients) {
    say(`\n${recipient.address}`);
    say(plainText(recipient).replace(/^/gm, '  '));
  }
}
