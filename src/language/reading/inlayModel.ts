/**
 * What is written beside a message to read it by: what encoded words say, how large what is encoded in base64 is, when a Date was. Pure; only
 * what begins in the stretch that is shown is looked at.
 */
import { decodeWords } from '../../engine/message/encodedWord';
import { fieldKind } from '../knowledge/headerFields';
import { decodedSize, sizeText } from '../model/content';
import { readDate } from '../model/dates';
import { fieldOf, unfolded, type Field } from '../model/fields';
import { ago, localText, momentText, type Viewpoint } from '../model/momentText';
import type { Message, Part } from '../model/part';
import { covers, type Span } from '../model/span';
import { encodedWords } from '../model/words';

export interface Inlay {
  /** It stands behind this. */
  readonly offset: number;
  readonly text: string;
  /** The whole of it, where it was cut. */
  readonly whole?: string;
}

const longestShown = 80;
/** A value of megabytes is not decoded to be cut. */
const longestRead = 20_000;

export function inlaysOf(message: Message, within: Span, view: Viewpoint): Inlay[] {
  const { text, parts } = message;
  return parts.flatMap((part) => [
    ...part.fields.filter((field) => isShown(field, within)).flatMap((field) => fieldInlays(text, field, view)),
    ...sizeInlays(text, part, within),
  ]);
}

function isShown({ value }: Field, within: Span): boolean {
  return covers(within, { start: value.end, end: value.end }) && value.end - value.start <= longestRead;
}

function fieldInlays(text: string, field: Field, view: Viewpoint): Inlay[] {
  if (fieldKind(field.key) === 'date') return dateInlays(text, field, view);
  if (encodedWords(text, field.value).length === 0) return [];
  const written = unfolded(text, field.value);
  const whole = decodeWords(written);
  if (whole === written) return [];
  const isCut = whole.length > longestShown;
  const shown = isCut ? `${whole.slice(0, longestShown - 1)}…` : whole;
  return [{ offset: field.value.end, text: shown, ...(isCut && { whole }) }];
}

/** The user's own time is left out where it is that of the field. */
function dateInlays(text: string, { value }: Field, view: Viewpoint): Inlay[] {
  const written = unfolded(text, value);
  const read = readDate(written);
  if (read.kind === 'no-date') return [];
  const clock = /, (\d\d:\d\d):\d\d (.*)$/.exec(localText(read.at, view));
  const own = clock?.[1] === undefined || written.includes(clock[1]) ? [] : [`${clock[1]} ${clock[2] ?? ''}`.trim()];
  return [{ offset: value.end, text: [...own, ago(read.at, view.now)].join(', '), whole: momentText(read.at, view) }];
}

function sizeInlays(text: string, part: Part, within: Span): Inlay[] {
  if (part.encoding !== 'base64' || part.kind !== 'leaf') return [];
  const field = fieldOf(part.fields, 'content-transfer-encoding');
  if (field === undefined || !isShown(field, within)) return [];
  return [{ offset: field.value.end, text: sizeText(decodedSize(text, part)) }];
}
