/**
 * What a PDF says of itself in the clear: version, pages, title, whether it is encrypted. Nothing in it is run, and nothing is inflated:
 * where the page tree stands in a compressed stream, the number of pages is not known. Pure.
 */

export interface PdfFacts {
  readonly version: string;
  readonly pages?: number;
  readonly title?: string;
  readonly encrypted: boolean;
}

/** Of the first octets; undefined when they are no PDF. */
export function readPdf(octets: Buffer): PdfFacts | undefined {
  const text = octets.toString('latin1');
  const version = /%PDF-(\d\.\d)/.exec(text.slice(0, 1_024))?.[1];
  if (version === undefined) return undefined;
  const [pages, title] = [pagesIn(text), titleIn(text)];
  return {
    version,
    ...(pages !== undefined && { pages }),
    ...(title !== undefined && { title }),
    encrypted: /\/Encrypt\s{0,9}\d/.test(text),
  };
}

const around = 400;

/** The root of the page tree counts all of them; so does the head of a linearized file. */
function pagesIn(text: string): number | undefined {
  const counts = [...text.matchAll(/\/Type\s{0,9}\/Pages\b|\/Linearized\b/g)].flatMap(({ index, 0: found }) => {
    const near = text.slice(Math.max(0, index - around), index + around);
    const count = (found === '/Linearized' ? /\/N\s{1,9}(\d{1,6})/ : /\/Count\s{1,9}(\d{1,6})/).exec(near)?.[1];
    return count === undefined ? [] : [Number(count)];
  });
  return counts.length === 0 ? undefined : counts.reduce((most, each) => Math.max(most, each), 0);
}

function titleIn(text: string): string | undefined {
  const raw = /\/Title\s{0,9}\(((?:[^()\\]|\\[^]){1,400})\)/.exec(text)?.[1];
  if (raw === undefined) return undefined;
  const octets = Buffer.from(raw.replace(/\\([()\\])/g, '$1'), 'latin1');
  const isUtf16 = octets[0] === 0xfe && octets[1] === 0xff;
  const title = (
    isUtf16
      ? octets
          .subarray(2, octets.length & ~1)
          .swap16()
          .toString('utf16le')
      : octets.toString('latin1')
  ).trim();
  return title === '' ? undefined : title;
}
