/** Puts a plain text beside HTML (multipart/alternative), made out of it. Pure. */
import type { Encode } from '../model/content';
import { decodedText } from '../model/content';
import { lineEndOf } from '../model/lineEndOf';
import type { Message, Part } from '../model/part';
import { ancestors } from '../model/place';
import type { Edit } from '../model/span';
import { htmlToText } from './htmlToText';
import { partText, wrapped, type NewPart } from './newParts';
import { quotedPrintable } from './transferEncoding';

/** The HTML that has no text beside it, the first of it. */
export function htmlWithoutText({ root, parts }: Message): Part | undefined {
  return parts.find((part) => isHtml(part) && !hasText(root, part) && !isSigned(root, part));
}

function isHtml({ kind, type, fields }: Part): boolean {
  const disposition = fields.find(({ key }) => key === 'content-disposition');
  return kind === 'leaf' && type.word === 'text/html' && disposition === undefined;
}

function hasText(root: Part, part: Part): boolean {
  return ancestors(root, part).some(
    (around) =>
      around.type.word === 'multipart/alternative' && around.children.some(({ type }) => type.word === 'text/plain'),
  );
}

/** A signature would no longer hold. */
function isSigned(root: Part, part: Part): boolean {
  return ancestors(root, part).some(({ type }) => type.word === 'multipart/signed');
}

export interface Alternative {
  readonly encode: Encode;
  readonly unique: string;
}

/** In front of it, where it is in a multipart/alternative already; else it is put into one. */
export function withText(message: Message, html: Part, { encode, unique }: Alternative): Edit[] {
  const eol = lineEndOf(message);
  const written = htmlToText(decodedText(message.text, html, encode) ?? '');
  const before = textPart(written, eol);
  const parent = ancestors(message.root, html)[0] ?? html;
  if (parent.kind === 'multipart' && parent.type.word === 'multipart/alternative') {
    const at = parent.boundary.delimiters[parent.children.indexOf(html)]?.start ?? html.start;
    return [{ start: at, end: at, text: `--${parent.boundary.value}${eol}${partText(before, eol)}${eol}` }];
  }
  return wrapped(message, html, { eol, unique, type: 'multipart/alternative', before });
}

function textPart(text: string, eol: string): NewPart {
  const lines = text.split('\n').join(eol);
  // eslint-disable-next-line no-control-regex -- ASCII is what it looks for
  const isPlain = /^[\u0000-\u007f]*$/.test(lines) && lines.split(eol).every((line) => line.length <= 998);
  const body = isPlain ? lines : quotedPrintable(text, eol, (line) => Buffer.from(line, 'utf8'));
  return {
    head: [
      'Content-Type: text/plain; charset=utf-8',
      `Content-Transfer-Encoding: ${isPlain ? '7bit' : 'quoted-printable'}`,
    ],
    body,
  };
}
