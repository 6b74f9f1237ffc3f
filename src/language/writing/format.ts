/**
 * Formats a message without changing what it says: long header fields are folded at their blanks, base64 is put into lines of 76. What is
 * signed is left as it stands: a signature holds for octets. Pure.
 */
import { lineContent, type Field } from '../model/fields';
import { lineEndOf } from '../model/lineEndOf';
import type { Message, Part } from '../model/part';
import { ancestors } from '../model/place';
import { cut, type Edit, type Span } from '../model/span';
import { foldAt, foldedField, isFoldable, isFolded, unfoldedField } from './folding';

const longestLine = 76;

/** Within a stretch, or in all of it. */
export function formatted(message: Message, within?: Span): Edit[] {
  const range = within ?? { start: 0, end: message.text.length };
  if (message.root.fields.some(({ key }) => key === 'dkim-signature' || key.startsWith('arc-'))) return [];
  return message.parts
    .filter((part) => !isSigned(message, part))
    .flatMap((part) => [
      ...part.fields
        .filter((field) => meets(field, range) && isLong(message, field))
        .map((field) => folded(message, field)),
      ...(meets(part.body, range) ? wrappedBase64(message, part) : []),
    ])
    .filter((edit) => cut(message.text, edit) !== edit.text);
}

function isSigned({ root }: Message, part: Part): boolean {
  return ancestors(root, part).some(({ type }) => /^multipart\/(?:signed|encrypted)$/.test(type.word));
}

function meets(span: Span, range: Span): boolean {
  return span.start <= range.end && range.start <= span.end;
}

function isLong({ text, envelope }: Message, field: Field): boolean {
  if (envelope.includes(field) || !isFoldable(text, field)) return false;
  let at = field.start;
  while (at < field.end) {
    const line = lineContent(text, at);
    if (line.end - line.start > foldAt) return true;
    const next = text.indexOf('\n', at);
    at = next < 0 ? field.end : next + 1;
  }
  return false;
}

/** Fields of the envelope are read by line, and have no folds. */
export function folded(message: Message, field: Field): Edit {
  return { start: field.start, end: field.end, text: foldedField(message, field) };
}

/** The fields that a stretch touches, folded where they are long, or on one line each. */
export function refolded(message: Message, within: Span, to: 'folded' | 'unfolded'): Edit[] {
  const fields = message.parts.flatMap((part) => part.fields).filter((field) => meets(field, within));
  const edits =
    to === 'folded'
      ? fields.filter((field) => isLong(message, field)).map((field) => folded(message, field))
      : fields
          .filter((field) => isFolded(message.text, field))
          .map((field) => ({ start: field.start, end: field.end, text: unfoldedField(message, field) }));
  return edits.filter((edit) => cut(message.text, edit) !== edit.text);
}

/** Only what is base64 and nothing else: broken base64 is a rule's. */
function wrappedBase64(message: Message, part: Part): Edit[] {
  if (part.encoding !== 'base64' || part.kind !== 'leaf') return [];
  const body = cut(message.text, part.body);
  if (!/^[A-Za-z0-9+/=\s]*$/.test(body)) return [];
  const lines = body.replace(/\s+/g, '').match(/.{1,76}/g) ?? [];
  const isFine = body.split(/\r?\n/).every((line) => line.length <= longestLine);
  if (isFine || lines.length === 0) return [];
  const eol = lineEndOf(message);
  return [{ ...part.body, text: lines.join(eol) + (body.endsWith('\n') ? eol : '') }];
}
