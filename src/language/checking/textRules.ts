/** Rules on lines and characters, whatever they are part of: length, line ends, dots, control characters. */
import { lineContent, lineEnd, type Field } from '../model/fields';
import type { Message } from '../model/part';
import { placeAt } from '../model/place';
import type { Edit, Span } from '../model/span';
import { foldedField, isFoldable } from '../writing/folding';
import { reencoded } from '../writing/reencode';
import { firstLine } from './envelopeRules';
import { lineEndOf } from '../model/lineEndOf';
import { atMost, edits, type Facts, type Finding, type Rule } from './rule';

/** RFC 5322 §2.1.1, without the line end. */
const longestLine = 998;
const mostFindings = 50;

export const textRules: readonly Rule[] = [
  {
    code: 'line-too-long',
    severity: 'error',
    meaning:
      'A line has at most 998 octets (RFC 5322 §2.1.1). Exim refuses the message, Postfix breaks the line and with it DKIM signatures.',
    remedy: 'folds the field, or encodes the part as quoted-printable',
    check: longLines,
  },
  {
    code: 'mixed-line-ends',
    severity: 'error',
    meaning:
      'Some lines of the file end otherwise than most. On the wire every line ends with CRLF; MailRoot changes the others, and hosts that distrust bare line ends refuse them.',
    remedy: 'writes the file with CRLF throughout',
    check: mixedLineEnds,
  },
  {
    code: 'lf-line-ends',
    severity: 'hint',
    meaning:
      'The lines end with LF alone. On the wire they become CRLF: harmless, but not byte for byte what the file has.',
    remedy: 'makes them CRLF',
    check: lfLineEnds,
  },
  {
    code: 'no-final-line-end',
    severity: 'hint',
    meaning: 'The last line does not end. A line end is added on the wire.',
    remedy: 'adds it',
    check: noFinalLineEnd,
  },
  {
    code: 'lone-dot',
    severity: 'information',
    meaning:
      'A line with a single dot ends a message in SMTP. MailRoot doubles it on the wire, so that it arrives; a Pickup folder of IIS loses all that follows.',
    remedy: '',
    check: loneDots,
  },
  {
    code: 'control-character',
    severity: 'warning',
    meaning: 'A NUL or another control character: no text may have it (RFC 5322 §3.5), and some hosts refuse it.',
    remedy: 'removes it',
    check: controlCharacters,
  },
  {
    code: 'byte-order-mark',
    severity: 'hint',
    meaning: 'The file begins with a byte order mark. It is no part of the message, and left out.',
    remedy: '',
    check: byteOrderMark,
  },
];

function longLines(facts: Facts): Finding[] {
  const { message, encode } = facts;
  const found: Finding[] = [];
  for (const line of lines(message.text)) {
    if (!isLong(message.text, line, encode)) continue;
    const octets = encode(message.text.slice(line.start, line.end)).length;
    const text = `This line has ${octets} octets; at most ${longestLine} are allowed (RFC 5322 §2.1.1).`;
    found.push({ start: line.start, end: line.end, text, ...shorter(facts, line) });
    if (found.length >= mostFindings) break;
  }
  return found;
}

function* lines(text: string): Generator<Span> {
  for (let at = 0; at < text.length; at = lineEnd(text, at)) yield lineContent(text, at);
}

/** No character has more than four octets, so most lines need not be encoded to be sure. */
function isLong(text: string, { start, end }: Span, encode: Facts['encode']): boolean {
  if (end - start > longestLine) return true;
  return (end - start) * 4 > longestLine && encode(text.slice(start, end)).length > longestLine;
}

function shorter({ message, encode }: Facts, line: Span): Pick<Finding, 'fix'> {
  const place = placeAt(message, line.start);
  if (place.kind === 'name' || place.kind === 'value') {
    const { field } = place;
    return isFoldable(message.text, field)
      ? { fix: () => ({ kind: 'edits', title: 'Fold the Field', edits: [foldEdit(message, field)] }) }
      : {};
  }
  const { part } = place;
  if (place.kind !== 'body' || part.type.word.startsWith('multipart/') || part.encoding === 'base64') return {};
  return {
    fix: () => ({
      kind: 'edits',
      title: 'Encode as Quoted-Printable',
      edits: reencoded(message, part, { to: 'quoted-printable', encode }),
    }),
  };
}

function foldEdit(message: Message, field: Field): Edit {
  return { start: field.start, end: field.end, text: foldedField(message, field) };
}

function mixedLineEnds({ message, lineEnds }: Facts): Finding[] {
  if (lineEnds?.firstOdd === undefined) return [];
  const { crlf, lf, cr } = lineEnds;
  const counted = [`${crlf} with CRLF`, `${lf} with LF`, `${cr} with CR`].filter((words) => !words.startsWith('0'));
  const text = `The lines of the file end in different ways: ${counted.join(', ')}. On the wire all become CRLF.`;
  const span = lineContent(message.text, lineAt(message.text, lineEnds.firstOdd));
  return [
    {
      ...span,
      text,
      fix: () => ({ kind: 'command', title: 'Write the File with CRLF', command: '_mailroot.normalizeLineEnds' }),
    },
  ];
}

/** Where the line of that number (from 0) begins. An editor shows a bare CR as a line end; a plain text does not. */
function lineAt(text: string, line: number): number {
  let at = 0;
  for (let i = 0; i < line; i++) {
    const next = lineEnd(text, at);
    if (next >= text.length) return at;
    at = next;
  }
  return at;
}

function lfLineEnds({ message }: Facts): Finding[] {
  if (!message.text.includes('\n') || lineEndOf(message) === '\r\n') return [];
  const text = 'The lines end with LF: on the wire they end with CRLF.';
  return [
    {
      ...firstLine(message),
      text,
      fix: () => ({ kind: 'command', title: 'Change to CRLF', command: '_mailroot.normalizeLineEnds' }),
    },
  ];
}

function noFinalLineEnd({ message, headOnly }: Facts): Finding[] {
  const { text, root } = message;
  if (headOnly || text === '' || text.endsWith('\n') || root.headEnded === 'end') return [];
  const end = text.length;
  const start = text.lastIndexOf('\n') + 1;
  const fix = edits('Add the Line End', { start: end, end, text: lineEndOf(message) });
  return [{ start, end, text: 'The last line does not end: a line end is added on the wire.', fix }];
}

function loneDots({ message: { text, root } }: Facts): Finding[] {
  const found: Finding[] = [];
  for (let at = text.indexOf('\n.', root.body.start - 1); at >= 0; at = text.indexOf('\n.', at + 1)) {
    const line = lineContent(text, at + 1);
    if (line.end - line.start !== 1) continue;
    found.push({
      ...line,
      text: 'A dot alone on its line: MailRoot sends it on, but a Pickup folder of IIS would end the message here.',
    });
    if (found.length >= mostFindings) break;
  }
  return found;
}

/** Tab, line ends and the escape of ISO-2022 charsets are in use. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]+/g;

function controlCharacters({ message: { text } }: Facts): Finding[] {
  return atMost(mostFindings, text.matchAll(controls)).map(({ 0: signs, index }) => {
    const span = { start: index, end: index + signs.length };
    const code = (signs.codePointAt(0) ?? 0).toString(16).padStart(4, '0').toUpperCase();
    return {
      ...span,
      text: `A control character (U+${code}) in a message.`,
      fix: edits('Remove It', { ...span, text: '' }),
    };
  });
}

function byteOrderMark({ message, encoding }: Facts): Finding[] {
  if (message.text.charCodeAt(0) !== 0xfeff && encoding !== 'utf8bom') return [];
  return [{ ...firstLine(message), text: 'The file begins with a byte order mark: it is left out on the wire.' }];
}
