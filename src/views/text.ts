/** Text from messages and remote hosts, made safe for where it is shown: one line, no control characters, no Markdown. Pure. */

/** Without line ends, control characters and direction marks that could make a row lie about itself. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g, '')
    .trim();
}

/** For MarkdownString and tables in it: every character that could mean something is taken literally. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@/]/g, (c) => (/[<>&]/.test(c) ? `&#${c.charCodeAt(0)};` : `\\${c}`));
}
