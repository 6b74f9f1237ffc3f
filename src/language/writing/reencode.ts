/** Rewrites the body of a part in another transfer encoding, and the field that says so. The octets behind the encoding
 * stay the same. Pure. */
import { decodedBody, type Encode } from '../model/content';
import { fieldOf } from '../model/fields';
import { isEncoded, type Message, type Part } from '../model/part';
import { cut, type Edit } from '../model/span';
import { base64Lines, quotedPrintable } from './transferEncoding';

export interface Reencoding {
  readonly to: 'quoted-printable' | 'base64' | '8bit';
  readonly encode: Encode;
}

export function reencoded(message: Message, part: Part, { to, encode }: Reencoding): Edit[] {
  const eol = message.text.includes('\r\n') || !message.text.includes('\n') ? '\r\n' : '\n';
  const body = bodyAs({ message, part, eol }, { to, encode });
  const edit = { start: part.body.start, end: part.body.end, text: body };
  return [encodingEdit(message, part, { value: to, eol }), edit].sort((a, b) => a.start - b.start);
}

interface Place {
  readonly message: Message;
  readonly part: Part;
  readonly eol: string;
}

function bodyAs({ message: { text }, part, eol }: Place, { to, encode }: Reencoding): string {
  const body = cut(text, part.body);
  const bytes = isEncoded(part.encoding) ? decodedBody(text, part, encode) : encode(body.replace(/\r?\n/g, '\r\n'));
  switch (to) {
    case 'base64':
      return base64Lines(bytes, eol) + (body.endsWith('\n') ? eol : '');
    case 'quoted-printable':
      return quotedPrintable(bytes.toString('latin1'), eol, (line) => Buffer.from(line, 'latin1'));
    case '8bit':
      return bytes.toString('utf8').replace(/\r?\n/g, eol);
  }
}

/** Sets Content-Transfer-Encoding; at the end of the head when there was none, with MIME-Version, which it counts for nothing without. */
export function encodingEdit({ text }: Message, part: Part, { value, eol }: { value: string; eol: string }): Edit {
  const field = fieldOf(part.fields, 'content-transfer-encoding');
  if (field !== undefined && field.value.end > field.value.start)
    return { start: field.value.start, end: field.value.end, text: value };
  const at = part.head.end;
  const before = at > 0 && text[at - 1] !== '\n' && part.fields.length > 0 ? eol : '';
  const version =
    part.path === '' && fieldOf(part.fields, 'mime-version') === undefined ? `MIME-Version: 1.0${eol}` : '';
  return { start: at, end: at, text: `${before}${version}Content-Transfer-Encoding: ${value}${eol}` };
}
