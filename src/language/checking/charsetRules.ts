/** Rules on characters that are not ASCII: raw in the head, raw in a body that does not say so, in charsets that don't fit. */
import { domainToASCII } from 'node:url';
import { fieldKind } from '../knowledge/headerFields';
import { readAddresses } from '../model/addresses';
import { charsetOf, decodedBody } from '../model/content';
import { fieldOf, type Field } from '../model/fields';
import type { Message, Part } from '../model/part';
import { cut, type Edit, type Span } from '../model/span';
import { isCharset } from '../model/words';
import { encodeHeaderText } from '../writing/encodeWords';
import { encodingEdit } from '../writing/reencode';
import { allFields } from './headRules';
import { lineEndOf } from '../model/lineEndOf';
import { edits, type Facts, type Finding, type Fix, type Rule } from './rule';

export const charsetRules: readonly Rule[] = [
  {
    code: 'raw-8bit-header',
    severity: 'warning',
    meaning:
      'Characters that are not ASCII stand raw in the head. That needs SMTPUTF8 (RFC 6531) all the way; a host without it refuses the message, or shows rubbish.',
    remedy: 'writes them as encoded words (RFC 2047), and domains as their ASCII form',
    check: rawHeaders,
  },
  {
    code: 'raw-8bit-body',
    severity: 'warning',
    meaning:
      'Characters that are not ASCII in a text that names no charset, or whose transfer encoding is 7bit: readers guess, and guess wrong.',
    remedy: 'adds charset and Content-Transfer-Encoding: 8bit',
    check: rawBodies,
  },
  {
    code: 'charset-does-not-decode',
    severity: 'error',
    meaning:
      'The octets behind the transfer encoding are none of the charset that the part names: readers show replacement characters.',
    remedy: '',
    check: undecodable,
  },
  {
    code: 'unknown-charset',
    severity: 'warning',
    meaning: 'A charset that is not registered: readers guess, or show nothing.',
    remedy: '',
    check: unknownCharsets,
  },
  {
    code: 'editor-encoding',
    severity: 'information',
    meaning:
      'The part names another charset than the one the editor has the file open in: what is typed here would be sent in the wrong one.',
    remedy: 'asks for the encoding to reopen the file with',
    check: otherEncoding,
  },
];

// eslint-disable-next-line no-control-regex -- ASCII is what it looks for
const nonAscii = /[^\u0000-\u007f]+/;

function firstNonAscii(text: string, { start, end }: Span): Span | undefined {
  const found = nonAscii.exec(text.slice(start, end));
  return found === null ? undefined : { start: start + found.index, end: start + found.index + found[0].length };
}

function rawHeaders({ message }: Facts): Finding[] {
  return allFields(message).flatMap(({ field }) => {
    const place = firstNonAscii(message.text, field.value);
    if (place === undefined) return [];
    const made = asciiEdits(message, field);
    const text = `${field.name} has characters that are not ASCII: the message needs SMTPUTF8 on its whole way (RFC 6531).`;
    return [{ ...place, text, ...(made.length > 0 && { fix: edits('Write in ASCII', ...made) }) }];
  });
}

/** What of a field can be written in ASCII: text and names as encoded words, domains by IDNA. A local part can't. */
function asciiEdits({ text }: Message, field: Field): Edit[] {
  const kind = fieldKind(field.key);
  if (kind === 'text')
    return [{ start: field.value.start, end: field.value.end, text: encodeHeaderText(cut(text, field.value)) }];
  if (kind !== 'addresses') return [];
  return readAddresses(text, field.value).flatMap(({ name, domain }) => [
    ...(name !== undefined && firstNonAscii(text, name)
      ? [{ ...name, text: encodeHeaderText(withoutQuotes(cut(text, name))) }]
      : []),
    ...(domain !== undefined && firstNonAscii(text, domain) ? asciiDomain(text, domain) : []),
  ]);
}

function asciiDomain(text: string, domain: Span): Edit[] {
  const ascii = domainToASCII(cut(text, domain));
  return ascii === '' ? [] : [{ start: domain.start, end: domain.end, text: ascii }];
}

function withoutQuotes(name: string): string {
  return /^".*"$/s.test(name) ? name.slice(1, -1).replace(/\\(.)/g, '$1') : name;
}

/** Leaves of text, with the facts that the rules below ask for. */
function texts({ parts }: Message): Part[] {
  return parts.filter(({ kind, type }) => kind === 'leaf' && type.word.startsWith('text/'));
}

function isIdentity({ encoding }: Part): boolean {
  return encoding !== 'base64' && encoding !== 'quoted-printable';
}

function rawBodies({ message }: Facts): Finding[] {
  const { text } = message;
  return texts(message)
    .filter(isIdentity)
    .flatMap((part) => {
      const place = firstNonAscii(text, part.body);
      const noCharset = charsetOf(part) === 'us-ascii';
      if (place === undefined || (!noCharset && part.encoding !== '7bit')) return [];
      const why = noCharset ? 'and no charset is named' : 'and the transfer encoding is 7bit';
      return [
        { ...place, text: `This is not ASCII, ${why}: readers have to guess.`, fix: () => declared(message, part) },
      ];
    });
}

/** Names charset and encoding, in a message or part that names neither, or only one. */
function declared(message: Message, part: Part): Fix {
  const eol = lineEndOf(message);
  const made: Edit[] = part.encoding === '7bit' ? [encodingEdit(message, part, { value: '8bit', eol })] : [];
  const type = fieldOf(part.fields, 'content-type');
  const charset = part.type.parameters.find(({ name }) => name === 'charset');
  const at = part.head.end;
  if (charset !== undefined && charsetOf(part) === 'us-ascii') made.unshift({ ...charset.valueSpan, text: 'utf-8' });
  else if (type !== undefined && charset === undefined)
    made.unshift({ start: type.value.end, end: type.value.end, text: '; charset=utf-8' });
  else if (type === undefined) {
    made.unshift({ start: at, end: at, text: `Content-Type: text/plain; charset=utf-8${eol}` });
  }
  return { kind: 'edits', title: 'Say That It Is UTF-8', edits: made };
}

function undecodable({ message, encode }: Facts): Finding[] {
  const { text } = message;
  return texts(message).flatMap((part) => {
    const charset = charsetOf(part);
    if (isIdentity(part) || !isCharset(charset) || decodes(charset, decodedBody(text, part, encode))) return [];
    const said = `What stands in this part is no ${charset}: readers show replacement characters.`;
    return [{ ...charsetSpan(part), text: said }];
  });
}

function decodes(charset: string, bytes: Buffer): boolean {
  // The decoder takes us-ascii for windows-1252; octets above 127 are none of it.
  if (charset === 'us-ascii') return bytes.every((octet) => octet < 128);
  try {
    new TextDecoder(charset, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The charset parameter, else the type, else the first line of the body. */
function charsetSpan(part: Part): Span {
  const parameter = part.type.parameters.find(({ name }) => name === 'charset');
  if (parameter !== undefined) return parameter.valueSpan;
  return part.typeImplied ? { start: part.body.start, end: part.body.start } : part.type.wordSpan;
}

function unknownCharsets({ message }: Facts): Finding[] {
  return texts(message)
    .filter((part) => !isCharset(charsetOf(part)) && charsetOf(part) !== '' && !charsetOf(part).includes('${'))
    .map((part) => ({ ...charsetSpan(part), text: `No charset is called ${charsetOf(part)}.` }));
}

/** Names of the same encoding: as VS Code has it, as mail has it. */
function isSameEncoding(editor: string, charset: string): boolean {
  const plain = charset.replace(/[^a-z0-9]/g, '').replace(/^latin1$/, 'iso88591');
  return plain === editor.replace('utf8bom', 'utf8') || (plain === 'iso88591' && editor === 'windows1252');
}

function otherEncoding({ message, encoding }: Facts): Finding[] {
  const { text } = message;
  return texts(message)
    .filter(isIdentity)
    .flatMap((part) => {
      const charset = charsetOf(part);
      const fits = charset === 'us-ascii' || !isCharset(charset) || isSameEncoding(encoding, charset);
      if (fits || firstNonAscii(text, part.body) === undefined) return [];
      const said = `The part says ${charset}, and the editor has the file open as ${encoding}.`;
      const fix = (): Fix => ({
        kind: 'command',
        title: 'Reopen with Encoding...',
        command: 'workbench.action.editor.changeEncoding',
      });
      return [{ ...charsetSpan(part), text: said, fix }];
    });
}
