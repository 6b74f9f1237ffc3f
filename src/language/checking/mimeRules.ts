/** Rules on what MIME says of the parts: version, types, transfer encodings. */
import { fieldOf, fieldsOf } from '../model/fields';
import { limits } from '../model/part';
import { cut } from '../model/span';
import { firstLine } from './envelopeRules';
import { lineEndOf } from '../model/lineEndOf';
import { edits, type Facts, type Finding, type Rule } from './rule';

export const mimeRules: readonly Rule[] = [
  {
    code: 'no-mime-version',
    severity: 'warning',
    meaning:
      'Content- fields count only together with MIME-Version: 1.0 (RFC 2045 §4): strict readers show the source.',
    remedy: 'adds it',
    check: noMimeVersion,
  },
  {
    code: 'bad-content-type',
    severity: 'warning',
    meaning:
      'Content-Type is `type/subtype`, with parameters behind semicolons (RFC 2045 §5.1); anything else is taken for plain text.',
    remedy: '',
    check: badTypes,
  },
  {
    code: 'encoded-multipart',
    severity: 'warning',
    meaning: 'A multipart, or an attached message, is never encoded as a whole (RFC 2045 §6.4); its parts are.',
    remedy: 'writes 8bit',
    check: encodedMultiparts,
  },
  {
    code: 'unknown-encoding',
    severity: 'warning',
    meaning:
      'Content-Transfer-Encoding is 7bit, 8bit, binary, quoted-printable or base64 (RFC 2045 §6). Of anything else readers make an attachment.',
    remedy: 'writes 8bit where a charset stands',
    check: unknownEncodings,
  },
  {
    code: 'not-checked',
    severity: 'information',
    meaning: `A file over 5 MB has its head checked alone; parts beyond ${limits.parts}, and levels beyond ${limits.levels}, are left out.`,
    remedy: '',
    check: notChecked,
  },
];

function noMimeVersion({ message }: Facts): Finding[] {
  const { fields } = message.root;
  const content = fields.find(({ key }) => /^content-(?:type|transfer-encoding|disposition|id)$/.test(key));
  if (content === undefined || fieldOf(fields, 'mime-version') !== undefined) return [];
  const at = { start: content.start, end: content.start };
  const add = edits('Add MIME-Version', { ...at, text: `MIME-Version: 1.0${lineEndOf(message)}` });
  return [{ ...content.nameSpan, text: `${content.name} without MIME-Version: 1.0.`, fix: add }];
}

function badTypes({ message: { text, parts } }: Facts): Finding[] {
  return parts.flatMap(({ fields, typeImplied }) => {
    const field = fieldOf(fields, 'content-type');
    if (!typeImplied || field === undefined || cut(text, field.value).includes('${')) return [];
    const span = field.value.end > field.value.start ? field.value : field.nameSpan;
    return [
      {
        start: span.start,
        end: span.end,
        text: 'No media type: it is written as type/subtype. This is taken for plain text.',
      },
    ];
  });
}

function encodedMultiparts({ message: { parts } }: Facts): Finding[] {
  const encoded = parts.filter(
    ({ type, encoding }) =>
      /^(?:multipart\/|message\/rfc822)/.test(type.word) && /^(?:base64|quoted-printable)$/.test(encoding),
  );
  return encoded.flatMap(({ fields, type, encoding }) =>
    fieldsOf(fields, 'content-transfer-encoding').map(({ value }) => ({
      start: value.start,
      end: value.end,
      text: `${type.word} may not be encoded as ${encoding}: its parts are.`,
      fix: edits('Write 8bit', { start: value.start, end: value.end, text: '8bit' }),
    })),
  );
}

const encodings = new Set(['7bit', '8bit', 'binary', 'quoted-printable', 'base64']);

function unknownEncodings({ message: { text, parts } }: Facts): Finding[] {
  return parts
    .filter(({ encoding }) => !encodings.has(encoding) && !encoding.includes('${'))
    .flatMap(({ fields, encoding }) =>
      fieldsOf(fields, 'content-transfer-encoding')
        .slice(0, 1)
        .map(({ value }) => {
          const span = { start: value.start, end: value.end };
          const meant = /^(?:utf-?8|iso-|windows-|latin)/.test(encoding);
          const fix = meant ? { fix: edits('Write 8bit', { ...span, text: '8bit' }) } : {};
          return { ...span, text: `No transfer encoding is called ${cut(text, value).slice(0, 40)}.`, ...fix };
        }),
    );
}

function notChecked({ message, headOnly }: Facts): Finding[] {
  const said = [
    ...(headOnly ? ['The file is over 5 MB: only its head is checked.'] : []),
    ...message.leftOut.map(
      (what) => `There are more ${what} than are read (${limits[what]}): the rest is not checked.`,
    ),
  ];
  return said.map((text) => ({ ...firstLine(message), text }));
}
