/** Text made safe for HTML, and the few shapes the transcript page is built of. Pure. */

/** Markup: made by `html` and `markup` alone, so that nothing gets into a page unescaped. */
export interface Markup {
  readonly markup: string;
}

type Piece = string | number | Markup | readonly Markup[] | undefined;

/** Tagged template: what is put in is escaped, unless it is Markup. Undefined is nothing. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { markup: parts.reduce((text, part, i) => text + pieceOf(pieces[i - 1]) + part) };
}

function pieceOf(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece));
  return 'markup' in piece ? piece.markup : piece.map(({ markup }) => markup).join('');
}

/** Direction marks and control characters are shown, so that no remote host can make a line look like another. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, (c) =>
      c === '\n' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
