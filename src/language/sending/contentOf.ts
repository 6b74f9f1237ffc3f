/**
 * What of a file was sent, by which it is known again: the message without the envelope lines and traces on top. It is the same in the file
 * one sent, in the Queue, in Sent and BadMail, and in Drop, wherever the workspace is by now. Reads the head alone until more is asked for;
 * what can't be read is not there.
 */
import { readFile, stat } from 'node:fs/promises';
import { filePart } from '../../engine/mailroot/filePart';
import { headerValues, readHeaders } from '../../engine/message/headers';
import { topEnd } from '../../engine/message/top';

export interface Content {
  readonly path: string;
  /** Octets of it. */
  readonly length: number;
  /** Where it begins in the file. */
  readonly from: number;
  /** Epoch ms: when the file was changed. */
  readonly mtimeMs: number;
  /** Its X-Mail-Source, as written. */
  readonly source?: string;
}

const headOctets = 65_536;
/** Larger ones are not compared octet for octet. */
const mostOctets = 20_000_000;
const mark = Buffer.from([0xef, 0xbb, 0xbf]);

export async function contentOf(path: string): Promise<Content | undefined> {
  const part = await filePart(path, 0, headOctets).catch(() => undefined);
  if (part === undefined) return undefined;
  const { bytes, size, mtimeMs } = part;
  const start = bytes.subarray(0, mark.length).equals(mark) ? mark.length : 0;
  const block = readHeaders(bytes, start);
  const from = topEnd(block.fields, start);
  const [source] = headerValues(block, 'X-Mail-Source');
  return { path, from, length: size - from, mtimeMs, ...(source !== undefined && { source }) };
}

export async function isSame(a: Content, b: Content): Promise<boolean> {
  if (a.length !== b.length || a.length > mostOctets) return false;
  const [one, other] = await Promise.all([octets(a), octets(b)]);
  return one !== undefined && other !== undefined && one.equals(other);
}

async function octets({ path, from }: Content): Promise<Buffer | undefined> {
  return readFile(path).then(
    (bytes) => bytes.subarray(from),
    () => undefined,
  );
}

/** Contents that were read, as long as their files stay as they are. */
export class Contents {
  readonly #known = new Map<string, Content>();

  async of(path: string): Promise<Content | undefined> {
    const known = this.#known.get(path);
    const now = known && (await stat(path).catch(() => undefined));
    if (known !== undefined && now?.mtimeMs === known.mtimeMs && now.size === known.from + known.length) return known;
    const read = await contentOf(path);
    if (read === undefined) this.#known.delete(path);
    else this.#known.set(path, read);
    return read;
  }

  /** What is not among these is forgotten. */
  keep(paths: ReadonlySet<string>): void {
    for (const path of this.#known.keys()) if (!paths.has(path)) this.#known.delete(path);
  }
}
