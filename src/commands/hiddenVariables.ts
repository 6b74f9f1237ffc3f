/**
 * Where variables of a message stand behind an encoding: bodies in base64 or quoted-printable, and encoded words of a header. Each is given as
 * the octets behind it, and can be written again; what has no variable is not in the list and stays as it stands. Pure.
 */
import { decodeWords } from '../engine/message/encodedWord';
import { charsetOf, decodedBody } from '../language/model/content';
import { unfolded } from '../language/model/fields';
import { isEncoded, type Message, type Part } from '../language/model/part';
import { cut, type Span } from '../language/model/span';
import { encodedWords } from '../language/writing/encodeWords';
import { base64Lines, quotedPrintable } from '../language/writing/transferEncoding';

export interface Hidden extends Span {
  /** Behind the encoding, a character for each octet. */
  readonly octets: string;
  /** The octets of a value that is put in there; undefined when its charset does not have it. */
  readonly valueOf: (value: string) => string | undefined;
  readonly write: (octets: string) => string;
  readonly isHead: boolean;
}

const asLatin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
export const latin1Of = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const hasVariable = (text: string): boolean => text.includes('${');

/** In the order of the text, and apart from one another. */
export function hiddenIn(message: Message): Hidden[] {
  const eol = message.text.includes('\r\n') ? '\r\n' : '\n';
  const found = message.parts.flatMap((part) => [...wordsIn(message, part, eol), ...bodyIn(message, part, eol)]);
  return found.filter(({ octets }) => hasVariable(octets)).sort((a, b) => a.start - b.start);
}

/** What is no text is not looked into: a picture may have `${` in it by chance. */
const isText = /^(?:text\/|application\/(?:.*\+)?(?:json|xml)$)/;

function bodyIn({ text }: Message, part: Part, eol: string): Hidden[] {
  const { encoding, body } = part;
  if (part.kind !== 'leaf' || !isText.test(part.type.word)) return [];
  if (!isEncoded(encoding)) return [];
  const end = encoding === 'base64' && cut(text, body).endsWith('\n') ? eol : '';
  return [
    {
      ...body,
      octets: decodedBody(text, part, asLatin1).toString('latin1'),
      valueOf: (value) => inCharset(value, charsetOf(part)),
      write: (octets) =>
        encoding === 'base64' ? base64Lines(asLatin1(octets), eol) + end : quotedPrintable(octets, eol, asLatin1),
      isHead: false,
    },
  ];
}

/** ASCII is the same in every charset that mail is written in by hand. */
function inCharset(value: string, charset: string): string | undefined {
  if (/^[\t\n\r -~]*$/.test(value)) return value;
  if (/^utf-?8$/.test(charset)) return latin1Of(value);
  const isLatin1 = /^(?:iso-8859-1|latin1|windows-1252)$/.test(charset) && /^[\t\n\r -~\u00a0-\u00ff]*$/.test(value);
  return isLatin1 ? value : undefined;
}

/** Neighbours belong together (RFC 2047 §6.2). */
const words = /=\?[^?\s]{1,80}\?[bq]\?[^?\s]*\?=(?:\s+=\?[^?\s]{1,80}\?[bq]\?[^?\s]*\?=)*/gi;

function wordsIn({ text }: Message, part: Part, eol: string): Hidden[] {
  return part.fields.flatMap(({ value }) =>
    [...cut(text, value).matchAll(words)].map(({ 0: run, index }) => {
      const start = value.start + index;
      const span = { start, end: start + run.length };
      return {
        ...span,
        octets: latin1Of(decodeWords(unfolded(text, span))),
        valueOf: latin1Of,
        write: (octets: string) => encodedWords(asLatin1(octets).toString('utf8')).join(`${eol} `),
        isHead: true,
      };
    }),
  );
}
