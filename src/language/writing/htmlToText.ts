/** HTML as the plain text that stands beside it: paragraphs, lists and links. Not a browser: what it does not know is read as text. Pure, linear. */

/** More is no text that anybody reads. */
const longest = 1_000_000;

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  euro: '€',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
};

export function htmlToText(html: string): string {
  const text = withoutUnseen(html.slice(0, longest))
    .replace(/\s+/g, ' ')
    .replace(/<a\s[^<>]*\bhref\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)[^<>]*>([^<]*)<\/a>/gi, link)
    .replace(/<img\s[^<>]*\balt\s*=\s*"([^"<>]+)"[^<>]*>/gi, '[$1]')
    .replace(/<li\b[^<>]*>/gi, '\n- ')
    .replace(/<br\b[^<>]*>/gi, '\n')
    .replace(/<hr\b[^<>]*>/gi, '\n\n----\n\n')
    .replace(/<\/t[dh]>/gi, '\t')
    .replace(/<\/(?:p|h[1-6]|table|ul|ol|blockquote|pre)>/gi, '\n\n')
    .replace(/<\/?(?:div|tr|section|article|header|footer|dt|dd)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '');
  return tidy(entities(text));
}

/** Comments, the head, styles and scripts. */
function withoutUnseen(html: string): string {
  let text = html;
  for (const [opens, closes] of unseen) text = cutOut(text, opens, closes);
  return text;
}

const unseen = [
  [/<!--/g, '-->'],
  [/<head\b/gi, '</head>'],
  [/<style\b/gi, '</style>'],
  [/<script\b/gi, '</script>'],
  [/<title\b/gi, '</title>'],
] as const;

function cutOut(text: string, opens: RegExp, closes: string): string {
  const lower = text.toLowerCase();
  const kept: string[] = [];
  let at = 0;
  for (const { index } of text.matchAll(opens)) {
    if (index < at) continue;
    kept.push(text.slice(at, index));
    const end = lower.indexOf(closes, index);
    at = end < 0 ? text.length : end + closes.length;
  }
  return kept.join(' ') + text.slice(at);
}

function link(_: string, quoted: string, words: string): string {
  const target = quoted.replace(/^["']|["']$/g, '');
  const shown = words.trim();
  const isPlain = /^(?:https?|mailto):/i.test(target) && shown !== target && `mailto:${shown}` !== target;
  return isPlain ? `${shown} (${target})` : words;
}

function entities(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|\w{1,10});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name] ?? whole;
    const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/[ \u00a0]+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
