/** Rules on the head of a message and of its parts: where it ends, fields that stand twice, fields that are missing, ids. */
import { rfc5322Date } from '../../engine/message/outgoing';
import { headerField } from '../knowledge/headerFields';
import { fieldsOf, lineContent, lineEnd, unfolded, type Field } from '../model/fields';
import type { Message, Part } from '../model/part';
import { cut } from '../model/span';
import { firstLine } from './envelopeRules';
import { lineEndOf } from '../model/lineEndOf';
import { edits, type Facts, type Finding, type Rule } from './rule';

export const headRules: readonly Rule[] = [
  {
    code: 'no-header',
    severity: 'error',
    meaning:
      'The text does not begin with a header line such as `From: you@example.com`: it is no message, and goes to BadMail.',
    remedy: 'removes the line, when it is the separator of an mbox file',
    check: noHeader,
  },
  {
    code: 'missing-blank-line',
    severity: 'error',
    meaning:
      'A line that is no header field ends the head: MailRoot puts a blank line in front of it, and fields below it are text. Other systems cut elsewhere.',
    remedy: 'puts a blank line in front',
    check: missingBlankLine,
  },
  {
    code: 'part-without-blank-line',
    severity: 'warning',
    meaning:
      'The head of a part ends at a blank line too, even when there are no fields in it. Without one readers differ on where it ends.',
    remedy: 'puts a blank line in front',
    check: partsWithoutBlankLine,
  },
  {
    code: 'blank-line-with-blanks',
    severity: 'warning',
    meaning:
      'A line of blanks in the head belongs to the field above (RFC 5322 §2.2.3); some systems take it for the end of the head.',
    remedy: 'takes the blanks off',
    check: linesOfBlanks,
  },
  {
    code: 'no-body',
    severity: 'hint',
    meaning: 'There is no blank line behind the head, and so no body. One is added on the wire.',
    remedy: 'adds the blank line',
    check: noBody,
  },
  {
    code: 'duplicate-header',
    severity: 'error',
    meaning:
      'A field that may stand once (RFC 5322 §3.6, RFC 2045) stands twice: readers show one of them, and some hosts refuse the message.',
    remedy: 'joins lines of addresses; removes a line that says the same again',
    check: duplicates,
  },
  {
    code: 'space-before-colon',
    severity: 'warning',
    meaning:
      'A blank between the name of a field and its colon is obsolete (RFC 5322 §4.5), and some systems take the line for text.',
    remedy: 'takes the blank away',
    check: blanksBeforeColons,
  },
  {
    code: 'missing-date',
    severity: 'hint',
    meaning: 'Every message has a Date (RFC 5322 §3.6). It is added on the wire.',
    remedy: 'adds the Date of now',
    check: (facts) => missing(facts, 'Date', rfc5322Date(facts.now)),
  },
  {
    code: 'missing-message-id',
    severity: 'hint',
    meaning: 'Every message should have a Message-ID (RFC 5322 §3.6.4). It is added on the wire.',
    remedy: 'adds one',
    check: (facts) => missing(facts, 'Message-ID', `<${facts.unique}@${domainOfSender(facts)}>`),
  },
  {
    code: 'bad-message-id',
    severity: 'warning',
    meaning:
      'A Message-ID is `<left@right>`, without blanks (RFC 5322 §3.6.4); a Content-ID likewise. Threads and images are found by it.',
    remedy: 'puts it into angle brackets',
    check: badIds,
  },
  {
    code: 'return-path',
    severity: 'information',
    meaning:
      'Return-Path is written by the host that delivers a message (RFC 5321 §4.4). MailRoot takes it off a message that sets out from here.',
    remedy: 'removes the line',
    check: returnPath,
  },
  {
    code: 'too-many-hops',
    severity: 'error',
    meaning:
      'There are more Received fields than mailroot.maxHopCount: the message is taken for one that goes round in a loop, and fails with 5.4.6.',
    remedy: '',
    check: tooManyHops,
  },
];

function noHeader({ message, headOnly }: Facts): Finding[] {
  const { text, root } = message;
  if (root.fields.length > 0 || (headOnly && text === '')) return [];
  const line = firstLine(message);
  const mbox = /^From \S+/.test(cut(text, line));
  const what = mbox
    ? 'This line separates messages in an mbox file; it is no part of the message.'
    : 'A message begins with a header line such as "From: you@example.com".';
  const remove = { start: line.start, end: lineEnd(text, line.start), text: '' };
  return [
    {
      ...line,
      text: `${what} MailRoot puts such a file into BadMail.`,
      ...(mbox && { fix: edits('Remove the Line', remove) }),
    },
  ];
}

function missingBlankLine({ message }: Facts): Finding[] {
  const { root } = message;
  return root.headEnded === 'text' && root.fields.length > 0 ? [noBlankLine(message, root)] : [];
}

function partsWithoutBlankLine({ message }: Facts): Finding[] {
  const [, ...inside] = message.parts;
  return inside.filter(({ headEnded }) => headEnded === 'text').map((part) => noBlankLine(message, part));
}

function noBlankLine(message: Message, { body }: Part): Finding {
  return {
    ...lineContent(message.text, body.start),
    text: 'This is no header field, so the head ends here. A blank line must stand in front of the body.',
    fix: edits('Insert a Blank Line', { start: body.start, end: body.start, text: lineEndOf(message) }),
  };
}

function linesOfBlanks({ message }: Facts): Finding[] {
  const { text, parts } = message;
  return parts
    .flatMap(({ fields }) => fields)
    .flatMap((field) => {
      const lines = [...cut(text, field).matchAll(/^[ \t]+(?=\r?$)/gm)];
      return lines.map(({ 0: blanks, index }) => {
        const span = { start: field.start + index, end: field.start + index + blanks.length };
        const said = 'This line of blanks belongs to the field above; some systems take it for the end of the head.';
        return { ...span, text: said, fix: edits('Make the Line Blank', { ...span, text: '' }) };
      });
    });
}

function noBody({ message, headOnly }: Facts): Finding[] {
  const { text, root } = message;
  if (root.headEnded !== 'end' || root.fields.length === 0 || headOnly) return [];
  const last = root.fields.at(-1);
  const end = text.length;
  const eol = lineEndOf(message);
  const added = text.endsWith('\n') ? eol : eol + eol;
  const fix = edits('Add the Blank Line', { start: end, end, text: added });
  return [
    {
      ...(last?.nameSpan ?? firstLine(message)),
      text: 'No blank line behind the head: one is added on the wire.',
      fix,
    },
  ];
}

function duplicates({ message }: Facts): Finding[] {
  return message.parts.flatMap((part) => {
    const first = new Map<string, Field>();
    return part.fields.flatMap((field) => {
      const known = first.get(field.key);
      if (known === undefined) first.set(field.key, field);
      const single = headerField(field.key)?.once === true && !message.envelope.includes(field);
      return known === undefined || !single ? [] : [duplicate(message, known, field)];
    });
  });
}

function duplicate(message: Message, first: Field, second: Field): Finding {
  const { text } = message;
  const [one, other] = [unfolded(text, first.value), unfolded(text, second.value)];
  const remove = { start: second.start, end: second.end, text: '' };
  const joins = /^(?:to|cc|bcc|reply-to)$/.test(second.key) && one !== '' && other !== '';
  const join = {
    start: first.value.end,
    end: first.value.end,
    text: `,${lineEndOf(message)} ${cut(text, second.value)}`,
  };
  const fix =
    one === other
      ? edits('Remove the Line', remove)
      : joins
        ? edits(`Join with the First ${first.name}`, join, remove)
        : undefined;
  return {
    ...second.nameSpan,
    text: `${second.name} stands here for the second time; it may stand once.`,
    related: { ...first.nameSpan, text: `The first ${first.name}` },
    ...(fix !== undefined && { fix }),
  };
}

function blanksBeforeColons({ message }: Facts): Finding[] {
  const fields = message.parts.flatMap((part) => part.fields).filter(({ nameSpan, colon }) => nameSpan.end < colon);
  return fields.map(({ name, nameSpan, colon }) => {
    const span = { start: nameSpan.end, end: colon };
    return {
      ...span,
      text: `A blank between ${name} and its colon.`,
      fix: edits('Remove the Blank', { ...span, text: '' }),
    };
  });
}

function missing({ message }: Facts, name: string, value: string): Finding[] {
  const { root } = message;
  const { fields } = root;
  if (fields.length === 0 || fieldsOf(fields, name.toLowerCase()).length > 0) return [];
  const at = root.head.end;
  const fix = edits(`Add ${name}`, { start: at, end: at, text: `${name}: ${value}${lineEndOf(message)}` });
  const unended = message.text.length === at && !message.text.endsWith('\n');
  return [{ ...firstLine(message), text: `No ${name}: it is added on the wire.`, ...(!unended && { fix }) }];
}

function domainOfSender({ head }: Facts): string {
  return /@([^\s@[\]]+)$/.exec(head.sender ?? '')?.[1] ?? 'localhost';
}

const single = new Set(['message-id', 'content-id', 'resent-message-id']);

function badIds({ message }: Facts): Finding[] {
  const { text, parts } = message;
  return parts.flatMap((part) =>
    part.fields
      .filter(({ key }) => single.has(key))
      .flatMap((field) => {
        const value = unfolded(text, field.value);
        const shape = field.key === 'content-id' ? /^<[^<>\s]+>$/ : /^<[^<>\s]+@[^<>\s]+>$/;
        if (shape.test(value)) return [];
        const bare = /^[^<>\s]+@[^<>\s]+$/.test(value)
          ? { fix: edits('Put into Brackets', { ...field.value, text: `<${value}>` }) }
          : {};
        const span = field.value.end > field.value.start ? field.value : field.nameSpan;
        return [
          {
            start: span.start,
            end: span.end,
            text: `A ${field.name} is written as <left@right>, without blanks.`,
            ...bare,
          },
        ];
      }),
  );
}

function returnPath({ message }: Facts): Finding[] {
  return fieldsOf(message.root.fields, 'return-path').map(({ nameSpan, start, end }) => ({
    ...nameSpan,
    text: 'Return-Path is for the host that delivers the message: MailRoot takes it off.',
    fix: edits('Remove the Line', { start, end, text: '' }),
  }));
}

function tooManyHops({ message, maxHopCount }: Facts): Finding[] {
  const received = fieldsOf(message.root.fields, 'received');
  const over = received[maxHopCount];
  if (over === undefined) return [];
  const text = `${received.length} Received fields: more than ${maxHopCount} (mailroot.maxHopCount) is taken for a loop, and fails.`;
  return [{ ...over.nameSpan, text }];
}

/** For rules of other files: the fields of all parts. */
export function allFields({ parts }: Message): { readonly field: Field; readonly part: Part }[] {
  return parts.flatMap((part) => part.fields.map((field) => ({ field, part })));
}
