/**
 * What a rule of the language is: a code, how grave it is by default, what it means, and a pure check that finds its places in a message.
 * The reference of all rules is docs/language.md, held equal by a test.
 */
import type { Encode } from '../model/content';
import { lineContent, type Field } from '../model/fields';
import type { Message } from '../model/part';
import type { Edit, Span } from '../model/span';
import type { HeadView } from './headView';
import type { LineEnds } from './lineEnds';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What is known of the message when it is checked. */
export interface Facts {
  readonly message: Message;
  /** The head as the engine reads it. */
  readonly head: HeadView;
  /** The document was too large: only its head is in the message. */
  readonly headOnly: boolean;
  /** As VS Code names it: `utf8`, `iso88591`. */
  readonly encoding: string;
  readonly encode: Encode;
  /** Line ends of the file on disk, when that is what Send would take; none while the text has changes that are not saved. */
  readonly lineEnds?: LineEnds;
  /** `mailroot.pickup.dotStuffed` and `mailroot.maxHopCount`. */
  readonly dotStuffed: 'auto' | 'always' | 'never';
  readonly maxHopCount: number;
  readonly now: number;
  /** Something nobody has used before, for a Message-ID. */
  readonly unique: string;
}

/** What the user may choose: edits of the text, or a command that does what edits can't. */
export type Fix =
  | { readonly kind: 'edits'; readonly title: string; readonly edits: readonly Edit[] }
  | { readonly kind: 'command'; readonly title: string; readonly command: string };

export interface Finding extends Span {
  readonly text: string;
  /** Worked out when it is asked for: an edit may rewrite a whole part. */
  readonly fix?: () => Fix;
  /** Another place that explains it. */
  readonly related?: Span & { readonly text: string };
}

export interface Rule {
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong and what comes of it, one or two sentences for the reference. */
  readonly meaning: string;
  /** What the quick fix does; empty where there is none. */
  readonly remedy: string;
  readonly check: (facts: Facts) => readonly Finding[];
}

export function edits(title: string, ...made: readonly Edit[]): () => Fix {
  return () => ({ kind: 'edits', title, edits: made });
}

/** Another value for a field, behind one blank; the value may have been empty. */
export function valueEdit({ text }: Message, field: Field, value: string): Edit {
  const isEmpty = field.value.start === field.value.end;
  const end = isEmpty ? lineContent(text, field.start).end : field.value.end;
  return { start: field.colon + 1, end, text: ` ${value}` };
}

/** The first of them: a hostile message has a million. */
export function atMost<T>(count: number, all: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const each of all) {
    if (taken.length >= count) break;
    taken.push(each);
  }
  return taken;
}
