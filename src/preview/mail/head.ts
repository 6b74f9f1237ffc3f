/** Of a message inside of another: who wrote it, when, what about, and how it begins. Read where it stands, without a preview of it. */
import { unfolded, fieldOf } from '../../language/model/fields';
import type { Part } from '../../language/model/part';
import { octetsOf, readable, wordsOf } from './content';
import { leavesOf, readMail, type Mail } from './mail';

export interface InnerHead {
  readonly subject: string;
  /** From, To, Date, as far as they are there. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** How its text begins; `''` where it has none. */
  readonly text: string;
}

const longestValue = 500;
const longestText = 2_000;
/** Octets of an encoded message, or of headers alone, that are decoded for it. */
const mostDecoded = 200_000;

export function innerHead(mail: Mail, part: Part): InnerHead {
  const [first] = part.children;
  if (first !== undefined) return headOf(mail, first);
  const inner = readMail(octetsOf(mail, part, mostDecoded));
  return headOf(inner, inner.message.root);
}

function headOf(mail: Mail, root: Part): InnerHead {
  const value = (key: string): string | undefined => {
    const field = fieldOf(root.fields, key);
    if (field === undefined) return undefined;
    const { start, end } = field.value;
    return readable(unfolded(mail.message.text, { start, end: Math.min(end, start + 8 * longestValue) })).slice(
      0,
      longestValue,
    );
  };
  const text = leavesOf(root).find((part) => part.kind === 'leaf' && part.type.word === 'text/plain');
  return {
    subject: value('subject') ?? '(no subject)',
    fields: ['From', 'To', 'Date'].flatMap((name) => {
      const found = value(name.toLowerCase());
      return found === undefined ? [] : [[name, found] as const];
    }),
    text: text === undefined ? '' : wordsOf(mail, text, longestText).text,
  };
}
