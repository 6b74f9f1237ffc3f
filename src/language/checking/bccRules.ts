/** Rules on hidden recipients: that they stay hidden, and where they would not. */
import { fieldsOf, lineContent, lineEnd, type Field } from '../model/fields';
import type { Part } from '../model/part';
import { edits, type Facts, type Finding, type Rule } from './rule';

export const bccRules: readonly Rule[] = [
  {
    code: 'bcc-stripped',
    severity: 'information',
    meaning: 'Bcc is taken off on the wire, so that nobody sees it; its recipients get the message. The file keeps it.',
    remedy: '',
    check: ({ message }) => bccFields(message.root).map((field) => ({ ...field.nameSpan, text: bccText(field) })),
  },
  {
    code: 'bcc-leaks',
    severity: 'warning',
    meaning:
      'A Bcc in an attached message, or below the line where the head ends, is sent as it stands: its recipients are told to everybody.',
    remedy: 'removes the line',
    check: leakingBcc,
  },
];

function bccFields(part: Part): Field[] {
  return fieldsOf(part.fields, 'bcc', 'resent-bcc');
}

function bccText(field: Field): string {
  return `${field.name} is taken off on the wire; its recipients get the message, and nobody sees them.`;
}

function leakingBcc({ message }: Facts): Finding[] {
  const { text, root, parts } = message;
  const inside = parts.slice(1).flatMap(bccFields);
  const below = root.headEnded === 'text' ? linesThatLookLikeBcc(text, root.body.start) : [];
  return [...inside, ...below].map(({ start, end }) => ({
    ...lineContent(text, start),
    text: 'This Bcc is no part of the head: it is sent as it stands, and everybody sees it.',
    fix: edits('Remove the Line', { start, end, text: '' }),
  }));
}

/** In the block of lines behind a head that ended too early. */
function linesThatLookLikeBcc(text: string, from: number): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let at = from;
  while (at < text.length && lineContent(text, at).end > at) {
    const end = lineEnd(text, at);
    if (/^(?:resent-)?bcc[ \t]*:/i.test(text.slice(at, at + 40))) lines.push({ start: at, end });
    at = end;
  }
  return lines;
}
