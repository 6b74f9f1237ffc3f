/**
 * Pictures that are small in a message and endless on the screen: a few octets that say they are a hundred thousand pixels wide, a vector
 * that uses itself over and over. They are told by their first octets, and not drawn. Pure, never throws.
 */
import { imageSize } from 'image-size';

/** Larger than any camera's, and drawn within a second. */
const mostPixels = 100_000_000;
const mostReused = 16;
const longestVector = 500_000;

/** A sentence, for what is not drawn. */
export function tooMuchToDraw(octets: Buffer, type: string): string | undefined {
  return type === 'image/svg+xml' ? endlessVector(octets) : endlessRaster(octets);
}

function endlessRaster(octets: Buffer): string | undefined {
  const { width, height } = sizeIn(octets);
  if (width * height <= mostPixels) return undefined;
  return `Not drawn: it says it is ${width} × ${height} pixels.`;
}

/** What can't be read is left to the browser, which draws nothing. */
function sizeIn(octets: Buffer): { readonly width: number; readonly height: number } {
  try {
    return imageSize(octets);
  } catch {
    return { width: 0, height: 0 };
  }
}

/** A copy of copies of copies doubles each time; an entity may be all of the others. */
function endlessVector(octets: Buffer): string | undefined {
  if (octets.length > longestVector) return 'Not drawn: so large a vector takes the machine to draw.';
  if (octets[0] === 0x1f && octets[1] === 0x8b) return 'Not drawn: it is compressed, and nothing is inflated here.';
  const text = octets.toString('latin1').replaceAll('\0', '');
  if (/<!ENTITY/i.test(text)) return 'Not drawn: it declares entities of its own.';
  const reused = text.match(/<(?:\w{1,20}:)?(?:use|pattern|filter|mask)\b/g)?.length ?? 0;
  return reused > mostReused ? 'Not drawn: it is made of copies of itself.' : undefined;
}
