/**
 * What can be completed at an offset of a message: names of fields at the beginning of a line of a head, what fits the field behind its
 * colon, and boundaries in scope in a body. Pure: what the workspace knows comes in. Where nothing fits, nothing is offered.
 */
import { headerFields, specUrl } from '../knowledge/headerFields';
import { lineContent } from '../model/fields';
import type { Message, Part } from '../model/part';
import { ancestors, innermost, placeAt } from '../model/place';
import { cut, type Span } from '../model/span';
import type { Suggestion, Surroundings } from './suggestion';
import { valueSuggestions } from './values';

export function completionsAt(message: Message, offset: number, around: Surroundings): Suggestion[] {
  return suggestionsAt(message, offset, around).map((each) => ({
    ...each,
    span: onLine(message.text, each.span, offset),
  }));
}

/** Editors replace nothing beyond the line of the cursor. */
function onLine(text: string, { start, end }: Span, offset: number): Span {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const line = lineContent(text, lineStart);
  return { start: Math.max(start, lineStart), end: Math.max(offset, Math.min(end, line.end)) };
}

function suggestionsAt(message: Message, offset: number, around: Surroundings): Suggestion[] {
  const { text } = message;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const typed: Span = { start, end: offset };
  const head = partWithHeadAt(message, offset, start);
  if (head !== undefined && /^[!-9;-~]*$/.test(cut(text, typed))) return nameSuggestions(message, head, typed);
  const place = placeAt(message, offset);
  if (place.kind === 'value') return valueSuggestions({ message, field: place.field, offset, around });
  if (place.kind === 'name' || place.kind === 'head') return [];
  return cut(text, typed).startsWith('-') || offset === start ? boundarySuggestions(message, offset, typed) : [];
}

/** The part whose head the line belongs to, or would belong to: a name that is being typed is no field yet, and ends the head. */
function partWithHeadAt({ root, text }: Message, offset: number, lineStart: number): Part | undefined {
  const part = innermost(root, offset);
  const isField = part.fields.some((field) => field.start === lineStart && offset <= field.colon);
  const isBehind = part.head.end === lineStart && part.headEnded !== 'delimiter';
  const isFold = /^[ \t]/.test(text.slice(lineStart, lineStart + 1));
  return (isField || isBehind) && !isFold ? part : undefined;
}

/** Envelope lines only where they count, fields of MIME alone in a part, what may stand once only once. */
function nameSuggestions(message: Message, part: Part, typed: Span): Suggestion[] {
  const { text, envelope } = message;
  const line = lineContent(text, typed.start);
  const colon = text.indexOf(':', typed.end);
  const hasColon = colon >= 0 && colon < line.end && /^[!-9;-~]*$/.test(text.slice(typed.end, colon));
  const span = { start: typed.start, end: hasColon ? colon + 1 : lineOfName(text, typed.end, line.end) };
  const present = new Set(part.fields.filter(({ start }) => start !== typed.start).map(({ key }) => key));
  const atTop = part.path === '' && typed.start <= (envelope.at(-1)?.end ?? 0);
  return headerFields
    .filter(({ name }) => atTop || !/^X-(?:Sender|Receiver)$/.test(name))
    .filter(({ name }) => part.path === '' || name.startsWith('Content-') || part.type.word === 'message/rfc822')
    .filter(({ name, once }) => !once || !present.has(name.toLowerCase()))
    .map(({ name, meaning, spec }) => ({
      kind: 'field',
      label: name,
      detail: spec,
      more: specUrl(spec) === undefined ? meaning : `${meaning}\n\n[${spec}](${specUrl(spec) ?? ''})`,
      insert: hasColon ? `${name}:` : `${name}: `,
      span,
      rank: rankOf(name),
    }));
}

/** Behind what of the name stands right of the cursor. */
function lineOfName(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && /[!-9;-~]/.test(text[at] ?? '')) at++;
  return at;
}

const common = ['From', 'To', 'Cc', 'Bcc', 'Subject', 'Date', 'Message-ID', 'Reply-To', 'MIME-Version', 'Content-Type'];

function rankOf(name: string): number {
  const place = common.indexOf(name);
  return place < 0 ? common.length : place;
}

/** Of the multiparts around, the innermost first; one that was closed is not offered again behind its end. */
function boundarySuggestions(message: Message, offset: number, typed: Span): Suggestion[] {
  const { text } = message;
  const part = innermost(message.root, offset);
  const span = { start: typed.start, end: lineContent(text, typed.start).end };
  return [part, ...ancestors(message.root, part)].flatMap(({ boundary }, i) => {
    if (boundary === undefined) return [];
    const { value } = boundary;
    const delimiter = (suffix: string, detail: string): Suggestion => ({
      kind: 'boundary',
      label: `--${value}${suffix}`,
      detail,
      insert: `--${value}${suffix}`,
      span,
      rank: i * 2 + suffix.length / 2,
    });
    return [delimiter('', 'begins a part'), delimiter('--', 'ends the last part')];
  });
}
