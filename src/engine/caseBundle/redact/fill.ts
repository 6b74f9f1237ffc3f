/**
 * Text that stands for text which is nobody's business: as long, line by line, with the same line ends and the same transfer encoding. Works on
 * octets as Latin-1 characters. Pure.
 */
const filler = 'redacted ';

function so(octets: number): string {
  const text = filler.repeat(Math.ceil(octets / filler.length)).slice(0, octets);
  return text.replace(/ $/, '.');
}

/** Blanks in front of a line stay: they fold it. */
export function filled(text: string): string {
  return text.replace(/[^\r\n]+/g, (line) => {
    const lead = /^[ \t]*/.exec(line)?.[0] ?? '';
    return lead + so(line.length - lead.length);
  });
}

/** Soft line breaks stay. */
export function filledQuoted(text: string): string {
  return filled(text).replace(/[^\r\n]+/g, (line, at: number) => {
    return text[at + line.length - 1] === '=' ? `${line.slice(0, -1)}=` : line;
  });
}

/** Decodes to text of ours, in lines as long as they were. */
export function filledBase64(text: string): string {
  const letters = text.replace(/\s/g, '').length;
  const padding = /(={0,2})\s*$/.exec(text)?.[1]?.length ?? 0;
  const code = Buffer.from(so(Math.max(0, Math.floor(letters / 4) * 3 - padding)), 'latin1').toString('base64');
  let at = 0;
  return text.replace(/[^\r\n]+/g, (line) => code.slice(at, (at += line.length)));
}
