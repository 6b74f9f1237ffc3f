/** Rules on who sends and who receives: what the engine needs to know, and what must not get out. */
import { parsePathLine } from '../../engine/message/address';
import { fieldsOf, lineContent, lineEnd, unfolded, type Field } from '../model/fields';
import type { Message, Part } from '../model/part';
import { edits, lineEndOf, type Facts, type Finding, type Rule } from './rule';

export const envelopeRules: readonly Rule[] = [
  {
    code: 'no-sender',
    severity: 'error',
    meaning:
      'Neither X-Sender on top nor Sender nor From has an address: nobody could be told of a failure, and the message goes to BadMail.',
    remedy: 'adds a From',
    check: noSender,
  },
  {
    code: 'no-from',
    severity: 'warning',
    meaning:
      'Every message has a From (RFC 5322 §3.6). The envelope knows the sender, but many hosts refuse a message without one.',
    remedy: 'adds a From',
    check: noFrom,
  },
  {
    code: 'no-recipients',
    severity: 'error',
    meaning: 'Neither X-Receiver on top nor To, Cc or Bcc has an address: the message goes to BadMail.',
    remedy: 'adds a To',
    check: noRecipients,
  },
  {
    code: 'bad-envelope-line',
    severity: 'error',
    meaning:
      'An X-Sender or X-Receiver line on top without a usable address is left out, and that recipient gets nothing.',
    remedy: '',
    check: badEnvelopeLines,
  },
  {
    code: 'late-envelope-line',
    severity: 'warning',
    meaning:
      'X-Sender and X-Receiver count only in the unbroken block at the very top. Here they are header fields like any other: they decide nothing, and everybody gets to see them.',
    remedy: 'moves the line to the top',
    check: lateEnvelopeLines,
  },
  {
    code: 'bcc-stripped',
    severity: 'information',
    meaning: 'Bcc is taken off on the wire, so that nobody sees it; its recipients get the message. The file keeps it.',
    remedy: '',
    check: ({ message }) => bccFields(message.root).map((field) => found(field, bccText(field))),
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

function found(field: Field, text: string): Finding {
  return { ...field.nameSpan, text };
}

/** Where a finding about the head as a whole is shown: its first line. */
export function firstLine({ text, root }: Message): { start: number; end: number } {
  return lineContent(text, root.start);
}

/** Behind the envelope lines. */
function topOfFields({ envelope, root }: Message): number {
  return envelope.at(-1)?.end ?? root.start;
}

function noSender({ message, head }: Facts): Finding[] {
  if (head.sender !== undefined || message.root.fields.length === 0) return [];
  const text = 'No sender: there is no address in From, Sender or X-Sender. MailRoot puts such a message into BadMail.';
  return [{ ...firstLine(message), text, ...addFrom(message) }];
}

function addFrom(message: Message): Pick<Finding, 'fix'> {
  if (fieldsOf(message.root.fields, 'from').length > 0) return {};
  const at = topOfFields(message);
  return { fix: edits('Add From', { start: at, end: at, text: `From: you@example.com${lineEndOf(message)}` }) };
}

function noFrom({ message, head }: Facts): Finding[] {
  const hasFrom = fieldsOf(message.root.fields, 'from').length > 0;
  if (hasFrom || head.sender === undefined || message.root.fields.length === 0) return [];
  const text = 'No From: every message has one (RFC 5322 §3.6), and many hosts refuse one that has not.';
  return [{ ...firstLine(message), text, ...addFrom(message) }];
}

function noRecipients({ message, head }: Facts): Finding[] {
  const { root } = message;
  if (head.recipients.length > 0 || root.fields.length === 0) return [];
  const text =
    'No recipient: there is no address in X-Receiver, To, Cc or Bcc. MailRoot puts such a message into BadMail.';
  const from = fieldsOf(root.fields, 'from')[0];
  const at = from?.end ?? topOfFields(message);
  const missing = fieldsOf(root.fields, 'to').length === 0 && !head.byEnvelopeLines;
  const add = { start: at, end: at, text: `To: someone@example.com${lineEndOf(message)}` };
  return [{ ...firstLine(message), text, ...(missing && { fix: edits('Add To', add) }) }];
}

function badEnvelopeLines({ message }: Facts): Finding[] {
  let senders = 0;
  return message.envelope.flatMap((field) => {
    const path = parsePathLine(unfolded(message.text, field.value));
    const isSender = field.key === 'x-sender';
    if (isSender && path !== undefined) senders++;
    if (isSender && senders > 1) return [found(field, 'A second X-Sender: only the first counts.')];
    if (path !== undefined && (isSender || path.address !== '')) return [];
    return [
      found(
        field,
        `There is no address in this line: MailRoot leaves it out. Write it as ${field.name}: <ann@example.com>.`,
      ),
    ];
  });
}

function lateEnvelopeLines({ message }: Facts): Finding[] {
  const { text, root, envelope } = message;
  const late = fieldsOf(root.fields, 'x-sender', 'x-receiver').filter((field) => !envelope.includes(field));
  return late.map((field) => ({
    ...field.nameSpan,
    text: `${field.name} counts only at the very top. Here it decides nothing, and everybody sees it.`,
    fix: edits(
      'Move to the Top',
      { start: root.start, end: root.start, text: text.slice(field.start, field.end) },
      { start: field.start, end: field.end, text: '' },
    ),
  }));
}

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
