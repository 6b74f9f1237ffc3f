/**
 * Reads messages and answers questions about them; keeps the last one read. A file is read up to a limit, and the page says so. What goes
 * wrong is an answer.
 */
import { open } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import type { Envelope } from '../../engine/mailroot/envelope';
import { folderNames, mailRootAt } from '../../engine/mailroot/layout';
import { readEnvelope } from '../../engine/mailroot/familyState';
import { octetsOf, savedName } from '../mail/content';
import { partAt, readMail, type Mail } from '../mail/mail';
import { previewPage } from '../page/page';
import type { Answer, Question, Source } from './protocol';

/** Octets of a file that are read. */
export const longestRead = 64_000_000;

export class Answering {
  readonly #limit: number;
  #kept: { readonly stamp: string; readonly mail: Mail } | undefined;

  constructor(limit = longestRead) {
    this.#limit = limit;
  }

  async answer(question: Question): Promise<Answer> {
    try {
      const mail = await this.#mailOf(question.source);
      if (question.kind === 'part') return partAnswer(mail, question.part);
      const state = await stateBeside(question.source.path);
      return { kind: 'page', page: previewPage({ mail, state, wishes: question.wishes }) };
    } catch (error) {
      return { kind: 'trouble', text: error instanceof Error ? error.message : String(error) };
    }
  }

  async #mailOf(source: Source): Promise<Mail> {
    if (this.#kept?.stamp === source.stamp) return this.#kept.mail;
    const { octets, size } = await this.#read(source);
    const mail = readMail(octets, size);
    this.#kept = { stamp: source.stamp, mail };
    return mail;
  }

  async #read({ path, octets }: Source): Promise<{ octets: Buffer; size: number }> {
    if (octets !== undefined) return { octets: Buffer.from(octets.subarray(0, this.#limit)), size: octets.length };
    const file = await open(path ?? '', 'r');
    try {
      const { size } = await file.stat();
      const room = Buffer.alloc(Math.min(size, this.#limit));
      const { bytesRead } = await file.read(room, 0, room.length, 0);
      return { octets: room.subarray(0, bytesRead), size };
    } finally {
      await file.close();
    }
  }
}

function partAnswer(mail: Mail, path: string): Answer {
  const part = partAt(mail, path);
  if (part === undefined) return { kind: 'trouble', text: `The message has no part ${path} any more.` };
  return { kind: 'part', part: { name: savedName(mail, part), octets: new Uint8Array(octetsOf(mail, part)) } };
}

/** Messages in a folder of a MailRoot have a state beside them once there is state to keep. */
async function stateBeside(path: string | undefined): Promise<Envelope | undefined> {
  if (path === undefined) return undefined;
  const folder = dirname(path);
  const own = folderNames.find((name) => name === basename(folder));
  if (own === undefined) return undefined;
  return readEnvelope(mailRootAt(dirname(folder)), own, basename(path, extname(path)));
}
