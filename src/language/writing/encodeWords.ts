/** Text for a header field as encoded words (RFC 2047): UTF-8, Q where most is ASCII, else B; none longer than 75, no character torn. Pure. */

const longestWord = 75;

/** Text that is ASCII stays as it is. Words are joined by blanks, at which the field can be folded. */
export function encodeHeaderText(text: string): string {
  // eslint-disable-next-line no-control-regex -- ASCII is what it looks for
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  return encodedWords(text.replace(/\r?\n(?=[ \t])/g, '')).join(' ');
}

/** Text on one line as encoded words, whatever is in it. */
export function encodedWords(text: string): string[] {
  const kind = Buffer.byteLength(text) - text.length > text.length / 3 ? 'B' : 'Q';
  return pieces(text, kind).map((piece) => word(piece, kind));
}

function word(text: string, kind: 'B' | 'Q'): string {
  return `=?utf-8?${kind}?${kind === 'B' ? Buffer.from(text).toString('base64') : quoted(text)}?=`;
}

/** Q for any place, names among them (RFC 2047 §5(3)): letters, digits and !*+-/ stay. */
function quoted(text: string): string {
  return [...Buffer.from(text)]
    .map((octet) => {
      if (octet === 32) return '_';
      const sign = String.fromCharCode(octet);
      return /[A-Za-z0-9!*+/-]/.test(sign) ? sign : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function pieces(text: string, kind: 'B' | 'Q'): string[] {
  const found: string[] = [];
  let piece = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (piece !== '' && word(piece + segment, kind).length > longestWord) {
      found.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...found, piece];
}
