/** Rules on who sends and who receives: what the engine needs to know, and what must not get out. */
import { parsePathLine } from '../../engine/message/pathLine';
import { decideDots } from '../../engine/message/dotStuffing';
import { fieldsOf, lineContent, unfolded, type Field } from '../model/fields';
import type { Message } from '../model/part';
import { lineEndOf } from '../model/lineEndOf';
import { edits, type Facts, type Finding, type Rule } from './rule';

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
    code: 'bad-envelope-parameter',
    severity: 'warning',
    meaning:
      'A parameter behind the address that MailRoot does not take (RFC 3461: RET and ENVID for the sender, NOTIFY and ORCPT for a recipient; BODY, SMTPUTF8, REQUIRETLS), or a value it has not.',
    remedy: '',
    check: badParameters,
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
    code: 'dot-stuffed',
    severity: 'warning',
    meaning:
      'The file is taken for dot-stuffed, as .NET Framework writes it: an X-Sender line on top, and two dots wherever a line begins with one. One of them is taken off.',
    remedy: '',
    check: dotStuffed,
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

/** Without the lines that Exchange puts between. */
function envelopeLines({ envelope }: Message): Field[] {
  return fieldsOf(envelope, 'x-sender', 'x-receiver');
}

function badEnvelopeLines({ message }: Facts): Finding[] {
  let senders = 0;
  return envelopeLines(message).flatMap((field) => {
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

/** What each line may have behind its address, and in which shape. */
const parameterShapes: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'x-sender': {
    RET: /^(?:FULL|HDRS)$/i,
    ENVID: /^.{1,100}$/,
    BODY: /^(?:7BIT|8BITMIME|BINARYMIME)$/i,
    SMTPUTF8: /^$/,
    REQUIRETLS: /^$/,
    AUTH: /^.+$/,
    SIZE: /^\d+$/,
  },
  'x-receiver': { NOTIFY: /^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*)$/i, ORCPT: /^.+$/ },
};

function badParameters({ message: { text, envelope } }: Facts): Finding[] {
  return envelope.flatMap((field) => {
    const shapes = parameterShapes[field.key];
    const path = parsePathLine(unfolded(text, field.value));
    if (shapes === undefined || path === undefined) return [];
    const wrong = Object.entries(path.parameters).filter(([name, value]) => shapes[name]?.test(value) !== true);
    return wrong.map(([name, value]) => {
      const index = text.slice(field.value.start, field.value.end).toUpperCase().indexOf(name);
      const start = field.value.start + Math.max(0, index);
      const what =
        name in shapes
          ? `${value === '' ? 'nothing' : value} is no value of ${name}`
          : `${name} is no parameter of ${field.name}`;
      return { start, end: start + name.length, text: `${what}: MailRoot leaves it out.` };
    });
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

function dotStuffed({ message, encode, dotStuffed: setting, headOnly }: Facts): Finding[] {
  const { text, root } = message;
  const first = /^\.\./m.exec(text.slice(root.body.start));
  if (headOnly || first === null || decideDots(encode(text.slice(root.start)), setting)?.stuffed !== true) return [];
  const start = root.body.start + first.index;
  const said =
    'The file is taken for dot-stuffed: one dot is taken off each line that begins with two (mailroot.pickup.dotStuffed).';
  return [{ start, end: start + 2, text: said }];
}
