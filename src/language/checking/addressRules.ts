/** Rules on addresses in header fields: those MailRoot leaves out, those other hosts refuse, and those read otherwise than they look. */
import { mailboxes } from '../../engine/message/address';
import { isAddress } from '../../engine/message/pathLine';
import { fieldKind } from '../knowledge/headerFields';
import { readAddresses, type Address, type AddressProblem } from '../model/addresses';
import { unfolded, type Field } from '../model/fields';
import { behind } from '../model/parameters';
import type { Message } from '../model/part';
import { cut, type Span } from '../model/span';
import { edits, type Facts, type Finding, type Rule } from './rule';

export const addressRules: readonly Rule[] = [
  {
    code: 'bad-address',
    severity: 'error',
    meaning: 'What stands here is no address: MailRoot leaves it out, and nobody gets anything there.',
    remedy: 'puts in the comma that is missing between two addresses',
    check: badAddresses,
  },
  {
    code: 'odd-address',
    severity: 'warning',
    meaning:
      'MailRoot sends to this address, but it breaks the rules (RFC 5321 §4.1.2, §4.5.3.1), and many hosts refuse it.',
    remedy: '',
    check: oddAddresses,
  },
  {
    code: 'address-semicolon',
    severity: 'error',
    meaning:
      'Addresses are separated by commas; a semicolon ends a group (RFC 5322 §3.4), and strict readers lose what stands behind it.',
    remedy: 'writes a comma',
    check: semicolons,
  },
  {
    code: 'address-without-domain',
    severity: 'information',
    meaning:
      'An address without a domain gets mailroot.defaultDomain in the envelope; other hosts complete it otherwise, or refuse it.',
    remedy: '',
    check: withoutDomain,
  },
  {
    code: 'address-read-otherwise',
    severity: 'warning',
    meaning:
      'MailRoot, and many mail programs, find other addresses here than are written, for instance where a display name has a comma and no quotes.',
    remedy: '',
    check: readOtherwise,
  },
];

interface AddressField {
  readonly field: Field;
  readonly boxes: readonly Address[];
}

/** Read once for all rules: a message may have thousands. */
const known = new WeakMap<Message, readonly AddressField[]>();

/** The fields of the message itself that hold mailboxes, with what is in them. Values with variables are nobody's address yet. */
function fields({ message }: Facts): readonly AddressField[] {
  const found = known.get(message) ?? readFields(message);
  known.set(message, found);
  return found;
}

function readFields({ text, root }: Message): AddressField[] {
  return root.fields
    .filter(({ key }) => fieldKind(key) === 'addresses')
    .map((field) => ({
      field,
      boxes: readAddresses(text, field.value).filter((box) => !cut(text, box).includes('${')),
    }));
}

const words: Readonly<Record<AddressProblem, string>> = {
  empty: 'nothing between the brackets',
  unclosed: 'the bracket is never closed',
  'text-behind': 'something stands behind the address; a comma is missing',
  'blank-inside': 'there is a blank in it',
  'two-ats': 'there is more than one @ in it',
  'no-local-part': 'there is nothing in front of the @',
  dots: 'the part in front of the @ begins or ends with a dot, or has two in a row',
  'bad-domain': 'what stands behind the @ is no domain',
  'bad-character': 'there is a character in it that needs quotes, or may not be there',
  'too-long': 'it is too long: 64 octets in front of the @, 255 behind it',
};

/** Problems that the engine does not mind. */
function isOdd({ problem, text }: Address): boolean {
  return problem === 'dots' || ((problem === 'bad-domain' || problem === 'too-long') && isAddress(text));
}

function badAddresses(facts: Facts): Finding[] {
  return fields(facts).flatMap(({ boxes }) =>
    boxes.flatMap((box) => {
      if (box.problem === undefined || isOdd(box)) return [];
      const span = { start: box.start, end: box.end };
      return [
        { ...span, text: `No address: ${words[box.problem]}. MailRoot leaves it out.`, ...missingComma(facts, box) },
      ];
    }),
  );
}

/** `Bob <bob@example.org> Carol <carol@example.net>` */
function missingComma({ message: { text } }: Facts, box: Address): Pick<Finding, 'fix'> {
  const close = text.indexOf('>', box.address.end);
  const isBetween = box.problem === 'text-behind' && close >= 0 && close < box.end;
  return isBetween ? { fix: edits('Insert the Comma', { start: close + 1, end: close + 1, text: ',' }) } : {};
}

function oddAddresses(facts: Facts): Finding[] {
  return fields(facts).flatMap(({ boxes }) =>
    boxes.filter(isOdd).map(({ address, problem }) => ({
      start: address.start,
      end: address.end,
      text: `Many hosts refuse this address: ${words[problem ?? 'dots']}.`,
    })),
  );
}

function semicolons({ message: { text, root } }: Facts): Finding[] {
  const found = root.fields
    .filter(({ key }) => fieldKind(key) === 'addresses')
    .flatMap(({ value }) => straySemicolons(text, value));
  return found.map((span) => ({
    ...span,
    text: 'Addresses are separated by commas; a semicolon ends a group.',
    fix: edits('Write a Comma', { ...span, text: ',' }),
  }));
}

/** Semicolons with no group open. */
function straySemicolons(text: string, { start, end }: Span): Span[] {
  const found: Span[] = [];
  let inGroup = false;
  for (let at = start; at < end; at = behind(text, at, end)) {
    if (text[at] === ':') inGroup = true;
    if (text[at] !== ';') continue;
    if (!inGroup) found.push({ start: at, end: at + 1 });
    inGroup = false;
  }
  return found;
}

function withoutDomain(facts: Facts): Finding[] {
  return fields(facts).flatMap(({ boxes }) =>
    boxes
      .filter(({ problem, domain }) => problem === undefined && domain === undefined)
      .map(({ address }) => ({
        start: address.start,
        end: address.end,
        text: 'No domain: the address gets mailroot.defaultDomain.',
      })),
  );
}

/** Compared as the engine reads it, with the parser of nodemailer. */
function readOtherwise(facts: Facts): Finding[] {
  const { text } = facts.message;
  return fields(facts).flatMap(({ field, boxes }) => {
    const value = unfolded(text, field.value);
    if (value.includes('${') || boxes.some(({ problem }) => problem !== undefined) || value.length > 100_000) return [];
    const read = mailboxes(value).map(({ address }) => address);
    const written = boxes.map((box) => box.text);
    if (read.length === written.length && read.every((address, i) => address === written[i])) return [];
    const seen = read.length === 0 ? 'no address' : read.join(', ');
    return [
      {
        start: field.value.start,
        end: field.value.end,
        text: `MailRoot reads this as: ${seen}. Quote names that have commas or other signs in them.`,
      },
    ];
  });
}
