/**
 * Rules on DKIM signatures that are in the message (RFC 6376): whether the body is still the one that was signed, and what would break it
 * on the way. The signature itself needs the DNS; that is a check of received mail, not of the text.
 */
import { createHash } from 'node:crypto';
import { fieldsOf, unfolded, type Field } from '../model/fields';
import { edits, type Facts, type Finding, type Rule } from './rule';

export const dkimRules: readonly Rule[] = [
  {
    code: 'dkim-body-changed',
    severity: 'warning',
    meaning:
      'The body is not the one that was signed: its hash is not that of bh=. Every receiver takes the signature for broken.',
    remedy: 'removes the signature',
    check: bodyChanged,
  },
  {
    code: 'dkim-from-not-signed',
    severity: 'warning',
    meaning: 'From has to be among the fields in h= (RFC 6376 §5.4): without it the signature is worth nothing.',
    remedy: '',
    check: fromNotSigned,
  },
  {
    code: 'dkim-8bit',
    severity: 'hint',
    meaning:
      'A signed body that is not ASCII: a host that converts it for one without 8BITMIME breaks the signature (RFC 6376 §5.3).',
    remedy: '',
    check: eightBit,
  },
  {
    code: 'dkim-list-not-signed',
    severity: 'warning',
    meaning:
      'One-click unsubscription counts only when List-Unsubscribe and List-Unsubscribe-Post are signed (RFC 8058 §4).',
    remedy: '',
    check: listNotSigned,
  },
];

interface Signature {
  readonly field: Field;
  readonly tags: ReadonlyMap<string, string>;
}

function signatures({ message: { text, root } }: Facts): Signature[] {
  return fieldsOf(root.fields, 'dkim-signature').map((field) => ({ field, tags: tagsOf(unfolded(text, field.value)) }));
}

function tagsOf(value: string): Map<string, string> {
  return new Map(
    value.split(';').flatMap((tag) => {
      const equals = tag.indexOf('=');
      return equals < 0 ? [] : [[tag.slice(0, equals).trim(), tag.slice(equals + 1).replace(/\s+/g, '')] as const];
    }),
  );
}

function signed({ tags }: Signature): string[] {
  return (tags.get('h') ?? '').toLowerCase().split(':');
}

function bodyChanged(facts: Facts): Finding[] {
  return signatures(facts).flatMap((signature) => {
    const { field, tags } = signature;
    const hash = bodyHash(facts, tags);
    if (hash === undefined || hash === tags.get('bh')) return [];
    return [
      {
        ...field.nameSpan,
        text: 'The body was changed since it was signed: receivers take this signature for broken.',
        fix: edits('Remove the Signature', { start: field.start, end: field.end, text: '' }),
      },
    ];
  });
}

/** Undefined where it says nothing: an unknown algorithm, a part of the body alone, a file that was read in part. */
function bodyHash(
  { message: { text, root }, encode, headOnly }: Facts,
  tags: ReadonlyMap<string, string>,
): string | undefined {
  const algorithm = hashOf(tags);
  if (algorithm === undefined || headOnly || root.headEnded === 'text') return undefined;
  const [, way = 'simple'] = (tags.get('c') ?? 'simple/simple').split('/');
  const body = text.slice(root.body.start).replace(/\r?\n/g, '\r\n');
  return createHash(algorithm)
    .update(encode(way === 'relaxed' ? relaxed(body) : simple(body)))
    .digest('base64');
}

/** Of a signature over the whole body, in an algorithm that is known. */
function hashOf(tags: ReadonlyMap<string, string>): string | undefined {
  const [, hash] = /^(?:rsa|ed25519)-(sha256|sha1)$/.exec(tags.get('a') ?? '') ?? [];
  return tags.has('l') || !tags.has('bh') ? undefined : hash;
}

/** RFC 6376 §3.4.3: empty lines at the end do not count. */
function simple(body: string): string {
  return `${withoutLastLines(body)}\r\n`;
}

/** RFC 6376 §3.4.4: neither do blanks at the end of lines, nor how many stand between words. */
function relaxed(body: string): string {
  const kept = withoutLastLines(body.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n|$)/g, ''));
  return kept === '' ? '' : `${kept}\r\n`;
}

function withoutLastLines(body: string): string {
  let end = body.length;
  while (body.endsWith('\r\n', end)) end -= 2;
  return body.slice(0, end);
}

function fromNotSigned(facts: Facts): Finding[] {
  return signatures(facts)
    .filter((signature) => !signed(signature).includes('from'))
    .map(({ field }) => ({
      ...field.nameSpan,
      text: 'From is not among the signed fields (h=): the signature is worth nothing.',
    }));
}

function eightBit(facts: Facts): Finding[] {
  const { text, root } = facts.message;
  const [first] = signatures(facts);
  // eslint-disable-next-line no-control-regex -- ASCII is what it looks for
  if (first === undefined || !/[^\u0000-\u007f]/.test(text.slice(root.body.start))) return [];
  return [
    { ...first.field.nameSpan, text: 'The signed body is not ASCII: a host that converts it breaks the signature.' },
  ];
}

function listNotSigned(facts: Facts): Finding[] {
  const fields = fieldsOf(facts.message.root.fields, 'list-unsubscribe', 'list-unsubscribe-post');
  const all = signatures(facts);
  if (all.length === 0 || !fields.some(({ key }) => key === 'list-unsubscribe-post')) return [];
  const missing = fields.filter(({ key }) => !all.some((signature) => signed(signature).includes(key)));
  return missing.map(({ nameSpan, name }) => ({
    ...nameSpan,
    text: `${name} is not signed: one-click does not count.`,
  }));
}
