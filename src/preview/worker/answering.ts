/**
 * Reads messages and answers questions about them; keeps the last one read. Files are read in place and let go with each answer, since a
 * message moves on. What goes wrong is an answer.
 */
import { basename, dirname, extname } from 'node:path';
import { differences, summary } from '../../compare/differences';
import { formLines } from '../../compare/formText';
import { normalForm, type NormalForm } from '../../compare/normalForm';
import type { What } from '../../compare/wishes';
import type { Envelope } from '../../engine/mailroot/envelope';
import { folderNames, mailRootAt } from '../../engine/mailroot/layout';
import { readEnvelope } from '../../engine/mailroot/familyState';
import { errorText } from '../../engine/ports';
import { sizeText } from '../../language/model/content';
import type { Part } from '../../language/model/part';
import { octetsOf, savedName, sizeOf } from '../mail/content';
import { messageInside } from '../mail/inside';
import { partAt, readMail, type Mail } from '../mail/mail';
import { FileOctets, inMemory, type Octets } from '../mail/octets';
import { previewPage } from '../page/page';
import { savePart } from './saving';
import type { Answer, Question, Source } from './protocol';

/** Octets of a part that are handed to the editor, as many as VS Code itself shares of a file. */
export const longestOpened = 50_000_000;

export class Answering {
  #kept: { readonly stamp: string; readonly mail: Mail } | undefined;
  #file: FileOctets | undefined;
  /** Of the last two that were compared. */
  readonly #forms = new Map<string, NormalForm>();

  async answer(question: Question): Promise<Answer> {
    try {
      return await (isOfTwo(question) ? this.#compared(question) : this.#answer(question));
    } catch (error) {
      return trouble(errorText(error));
    } finally {
      this.#file?.letGo();
    }
  }

  async #answer(question: Exclude<Question, OfTwo>): Promise<Answer> {
    const { source } = question;
    const mail = this.#mailOf(source);
    if (question.kind === 'page') {
      const state = source.inside === undefined ? await stateBeside(source.path) : undefined;
      return {
        kind: 'page',
        page: previewPage({ mail, state, wishes: question.wishes, depth: source.inside?.length ?? 0 }),
      };
    }
    const part = partAt(mail, question.part);
    if (part === undefined) return trouble(`The message has no part ${question.part} any more.`);
    switch (question.kind) {
      case 'part':
        return opened(mail, part);
      case 'facts':
        return {
          kind: 'facts',
          facts: { name: savedName(mail, part), type: part.type.word, size: sizeOf(mail, part) },
        };
      case 'save':
        return { kind: 'save', size: savePart(mail, part, question.to) };
    }
  }

  /** One after the other: a form holds no file. */
  #compared(question: OfTwo): Answer {
    const { source, what } = question;
    const form = this.#formOf(source, what);
    if (question.kind === 'form') return { kind: 'form', text: formLines(form).join('\n') };
    return { kind: 'differences', summary: summary(differences(form, this.#formOf(question.other, what))) };
  }

  /** Both sides are asked for again by the editor that shows them. */
  #formOf(source: Source, what: What): NormalForm {
    const key = `${what} ${source.stamp}`;
    const form = this.#forms.get(key) ?? normalForm(this.#mailOf(source), { what });
    this.#file?.letGo();
    this.#forms.delete(key);
    this.#forms.set(key, form);
    for (const old of [...this.#forms.keys()].slice(0, -2)) this.#forms.delete(old);
    return form;
  }

  #mailOf(source: Source): Mail {
    if (this.#kept?.stamp === source.stamp) return this.#kept.mail;
    this.#file = undefined;
    this.#kept = undefined;
    const mail = (source.inside ?? []).reduce(inner, readMail(this.#octets(source)));
    this.#kept = { stamp: source.stamp, mail };
    return mail;
  }

  #octets({ path, octets }: Source): Octets {
    if (octets !== undefined) return inMemory(octets);
    return (this.#file = new FileOctets(path ?? ''));
  }
}

type OfTwo = Question & { readonly kind: 'form' | 'differences' };

function isOfTwo(question: Question): question is OfTwo {
  return question.kind === 'form' || question.kind === 'differences';
}

function inner(outer: Mail, path: string): Mail {
  const part = partAt(outer, path);
  const octets = part && messageInside(outer, part);
  if (octets === undefined) throw new Error(`The message has no message ${path} inside any more.`);
  return readMail(octets);
}

function opened(mail: Mail, part: Part): Answer {
  const octets = octetsOf(mail, part, longestOpened);
  if (octets.length <= longestOpened) return { kind: 'part', octets: new Uint8Array(octets) };
  return trouble(
    `${savedName(mail, part)} has ${sizeText(sizeOf(mail, part))}, and at most ${sizeText(longestOpened)} are opened in the editor. Save it instead.`,
  );
}

function trouble(text: string): Answer {
  return { kind: 'trouble', text };
}

/** Messages in a folder of a MailRoot have a state beside them once there is state to keep. */
async function stateBeside(path: string | undefined): Promise<Envelope | undefined> {
  if (path === undefined) return undefined;
  const folder = dirname(path);
  const own = folderNames.find((name) => name === basename(folder));
  if (own === undefined) return undefined;
  return readEnvelope(mailRootAt(dirname(folder)), own, basename(path, extname(path)));
}
