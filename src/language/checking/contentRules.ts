/** Rules on what is in the parts: broken base64 and quoted-printable, images that are not there, HTML alone, variables. */
import { fieldOf, unfolded } from '../model/fields';
import { percentDecoded } from '../model/cidUrl';
import type { Message, Part } from '../model/part';
import { cut, type Span } from '../model/span';
import { withText } from '../writing/textAlternative';
import { atMost, edits, type Facts, type Finding, type Rule } from './rule';

const mostFindings = 50;

export const contentRules: readonly Rule[] = [
  {
    code: 'bad-base64',
    severity: 'warning',
    meaning:
      'Signs that are none of base64, padding in the middle, or an end that was cut off: readers drop what they cannot decode, or all of it.',
    remedy: '',
    check: badBase64,
  },
  {
    code: 'bad-quoted-printable',
    severity: 'warning',
    meaning:
      'An = in quoted-printable is followed by two hexadecimal digits or the end of the line (RFC 2045 §6.7). What follows instead may be swallowed.',
    remedy: 'writes =3D',
    check: badQuotedPrintable,
  },
  {
    code: 'cid-without-part',
    severity: 'warning',
    meaning: 'HTML shows a part by `cid:`, and no part has that Content-ID: readers show a broken image.',
    remedy: '',
    check: cidWithoutPart,
  },
  {
    code: 'no-text-alternative',
    severity: 'hint',
    meaning: 'HTML without a plain text beside it: those who read text see nothing, and spam filters count it.',
    remedy: 'adds a text made out of the HTML',
    check: noTextAlternative,
  },
  {
    code: 'variable',
    severity: 'information',
    meaning: '`${name}` looks like a placeholder that was not filled in; it is sent as it stands.',
    remedy: '',
    check: variables,
  },
];

function leaves({ parts }: Message, encoding: string): Part[] {
  return parts.filter((part) => part.kind === 'leaf' && part.encoding === encoding);
}

function badBase64({ message }: Facts): Finding[] {
  const { text } = message;
  return leaves(message, 'base64').flatMap(({ body }) => {
    const written = cut(text, body);
    const foreign = /[^A-Za-z0-9+/=\s]+/.exec(written);
    if (foreign !== null) return [at(body, foreign.index, foreign[0].length, 'No sign of base64.')];
    const padding = written.indexOf('=');
    if (padding >= 0 && /[^=\s]/.test(written.slice(padding)))
      return [at(body, padding, 1, 'Padding stands at the end alone: readers stop here.')];
    const signs = written.replace(/\s/g, '').length;
    if (signs % 4 === 0) return [];
    const last = written.trimEnd().length;
    return [
      at(body, Math.max(0, last - 4), Math.min(4, last), 'The end is missing: base64 comes in groups of four signs.'),
    ];
  });
}

function at(body: Span, index: number, ...[length, text]: readonly [length: number, text: string]): Finding {
  return { start: body.start + index, end: body.start + index + length, text };
}

function badQuotedPrintable({ message }: Facts): Finding[] {
  const { text } = message;
  return leaves(message, 'quoted-printable').flatMap(({ body }) => {
    const found = atMost(mostFindings, cut(text, body).matchAll(/=(?![0-9A-Fa-f]{2}|[ \t]*\r?(?:\n|$))/g));
    return found.map(({ index }) => {
      const span = { start: body.start + index, end: body.start + index + 1 };
      const fix = edits('Write =3D', { ...span, text: '=3D' });
      return { ...span, text: 'An = of its own is written =3D in quoted-printable.', fix };
    });
  });
}

function cidWithoutPart({ message }: Facts): Finding[] {
  const { text, parts } = message;
  const ids = new Set(
    parts.flatMap(({ fields }) => {
      const field = fieldOf(fields, 'content-id');
      return field === undefined ? [] : [unfolded(text, field.value).replace(/^<|>$/g, '').toLowerCase()];
    }),
  );
  const html = parts.filter(
    ({ kind, type, encoding }) => kind === 'leaf' && type.word === 'text/html' && encoding !== 'base64',
  );
  return html.flatMap(({ body, encoding }) => {
    const found = atMost(mostFindings, cut(text, body).matchAll(/(["'(])cid:([^"')\s>]+)/g));
    return found.flatMap(({ 0: whole, 2: id = '', index }) => {
      const soft = encoding === 'quoted-printable' && id.includes('=');
      if (soft || id.includes('${') || ids.has(percentDecoded(id).toLowerCase())) return [];
      return [at(body, index + 1, whole.length - 1, `No part has the Content-ID <${id}>.`)];
    });
  });
}

function noTextAlternative({ message, encode, unique }: Facts): Finding[] {
  const { parts } = message;
  const bodies = parts.filter(
    ({ kind, fields, type }) =>
      kind === 'leaf' && type.word.startsWith('text/') && fieldOf(fields, 'content-disposition') === undefined,
  );
  const html = bodies.find(({ type }) => type.word === 'text/html');
  if (html === undefined || bodies.some(({ type }) => type.word === 'text/plain')) return [];
  return [
    {
      ...html.type.wordSpan,
      text: 'HTML alone: add a plain text for those who read text.',
      fix: () => ({
        kind: 'edits',
        title: 'Add Text Alternative',
        edits: withText(message, html, { encode, unique }),
      }),
    },
  ];
}

/** In the head, and in texts that are not encoded in base64. The first of each name. */
function variables({ message }: Facts): Finding[] {
  const { text, parts } = message;
  const places = parts.flatMap(({ head, body, kind, type, encoding }) => [
    head,
    ...(kind === 'leaf' && type.word.startsWith('text/') && encoding !== 'base64' ? [body] : []),
  ]);
  const seen = new Set<string>();
  return places.flatMap((place) =>
    [...cut(text, place).matchAll(/\$\{[A-Za-z_$][\w.:$ -]{0,60}\}/g)].flatMap(({ 0: variable, index }) => {
      if (seen.has(variable)) return [];
      seen.add(variable);
      return [
        at(
          place,
          index,
          variable.length,
          `${variable} is a placeholder that was not filled in: it is sent as it stands.`,
        ),
      ];
    }),
  );
}
