/**
 * Reply codes and enhanced status codes in a line of a transcript or of a delivery status: what stands under the cursor, in the words that
 * the transcript page and `explain` have for it. A number that is no code (a time, a size, an address) says nothing. Pure.
 */
import { categories } from '../../engine/message/categories';
import { explainReplyCode, explainStatusCode } from '../../engine/message/replies';
import { replyCategory } from '../../engine/message/replyCategory';
import { touches } from '../model/span';
import { markdown, type Block, type Hover } from './hover';

export type CodeLine = 'ltr' | 'rtr' | 'itr' | 'delivery-status';

const enhanced = String.raw`[245]\.\d{1,3}\.\d{1,3}(?![\d.])`;
/** A code with an enhanced one behind it, or with words where only a reply can stand. */
const replyShape = new RegExp(String.raw`(?<![\d.:#])([2-5]\d\d)(?:[ -](${enhanced}))?(?=[ -]|$)(?:[ -](.*))?`, 'g');
const enhancedShape = new RegExp(String.raw`(?<![\d.])(${enhanced})`, 'g');

/** Offsets are those of the line. */
export function codeAt(line: string, character: number, kind: CodeLine): Hover | undefined {
  const part = saidParts[kind](line);
  if (part === undefined) return undefined;
  const said = line.slice(part.start);
  const found = [...(part.holdsReply ? replies(said, kind) : []), ...statuses(said)];
  const moved = found.map((each) => ({ ...each, start: part.start + each.start, end: part.start + each.end }));
  return moved.find((each) => touches(each, character) && each.blocks.length > 0);
}

interface SaidPart {
  readonly start: number;
  /** A bare code there is a reply. */
  readonly holdsReply: boolean;
}

/** Where what was said begins, behind times and marks. */
const saidParts: Readonly<Record<CodeLine, (line: string) => SaidPart | undefined>> = {
  rtr: (line) => wireLine(line, '<'),
  // There the replies are ours.
  itr: (line) => wireLine(line, '>'),
  ltr: (line) => {
    const [head, word = ''] = /^\d{4}-\d\d-\d\dT[\d:.]+Z ([a-z]+): /.exec(line) ?? [];
    if (head !== undefined)
      return { start: head.length, holdsReply: /^(?:failed|delayed|relayed|delivered|advice)$/.test(word) };
    // A line that goes on says what the one above began.
    return line.startsWith('  ') ? { start: 2, holdsReply: false } : undefined;
  },
  'delivery-status': (line) => {
    const [head = '', name = ''] = /^([A-Za-z-]+):/.exec(line) ?? [];
    return { start: head.length, holdsReply: !/^(?:arrival|last|will)-/i.test(name) };
  },
};

function wireLine(line: string, replies: '<' | '>'): SaidPart | undefined {
  const [head, mark] = /^ *\d+ ([<>*]) /.exec(line) ?? [];
  if (head === undefined || (mark !== replies && mark !== '*')) return undefined;
  return { start: head.length, holdsReply: mark === replies };
}

/** On the wire a reply begins its line. */
function replies(said: string, kind: CodeLine): Hover[] {
  return [...said.matchAll(replyShape)].flatMap(({ 0: whole, 1: digits = '', 2: status, 3: text = '', index }) => {
    if ((kind === 'rtr' || kind === 'itr') && index > 0) return [];
    const end = index + whole.length - (text === '' ? 0 : text.length + 1);
    return [{ start: index, end, blocks: replyBlocks(digits, status, text) }];
  });
}

function statuses(said: string): Hover[] {
  return [...said.matchAll(enhancedShape)].map(({ 1: status = '', index }) => {
    const words = explainStatusCode(status);
    return { start: index, end: index + status.length, blocks: words === undefined ? [] : [markdown(words)] };
  });
}

function replyBlocks(digits: string, status: string | undefined, text: string): Block[] {
  const said = { code: Number(digits), enhanced: status, text };
  const words = [explainReplyCode(said.code), status === undefined ? undefined : explainStatusCode(status)];
  return [...words.flatMap((each) => (each === undefined ? [] : [markdown(each)])), ...troubleBlocks(said)];
}

function troubleBlocks(said: Parameters<typeof replyCategory>[0]): Block[] {
  if (said.code < 400) return [];
  const { title, meaning, advice } = categories[replyCategory(said, 'rcpt')];
  return [markdown(`**${title}.** ${meaning} ${advice}`)];
}
