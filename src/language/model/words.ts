/** Encoded words (RFC 2047) of a text with their offsets and what is wrong with each. Decoding is engine/message/encodedWord's. */
import type { Span } from './span';

export type WordProblem = 'too-long' | 'bad-base64' | 'bad-quoted-printable' | 'unknown-charset';

export interface EncodedWord extends Span {
  /** Lower case, without a language tag (RFC 2231 §5). */
  readonly charset: string;
  readonly kind: 'b' | 'q';
  readonly payload: string;
  readonly problem?: WordProblem;
}

const shape = /=\?([^?\s]{1,64})\?([bq])\?([^?\s]*)\?=/gi;

export function encodedWords(text: string, { start, end }: Span): EncodedWord[] {
  return [...text.slice(start, end).matchAll(shape)].map(
    ({ 0: whole, 1: charset = '', 2: kind, 3: payload = '', index }) => {
      const word = {
        start: start + index,
        end: start + index + whole.length,
        charset: charset.split('*')[0]?.toLowerCase() ?? '',
        kind: kind?.toLowerCase() === 'b' ? ('b' as const) : ('q' as const),
        payload,
      };
      const problem = problemOf(word);
      return problem === undefined ? word : { ...word, problem };
    },
  );
}

function problemOf({ start, end, charset, kind, payload }: EncodedWord): WordProblem | undefined {
  if (!isCharset(charset)) return 'unknown-charset';
  if (kind === 'b' && !(/^[A-Za-z0-9+/]*={0,2}$/.test(payload) && payload.length % 4 === 0)) return 'bad-base64';
  if (kind === 'q' && /=(?![0-9a-f]{2})/i.test(payload)) return 'bad-quoted-printable';
  // At most 75 characters, delimiters included (RFC 2047 §2).
  return end - start > 75 ? 'too-long' : undefined;
}

/** Whether a name is that of a charset that can be decoded here. */
export function isCharset(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}
