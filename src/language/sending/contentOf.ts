/**
 * What of a file was sent, by which it is known again: the message without the envelope lines and traces on top. It is the same in the file
 * one sent, in the Queue, in Sent and BadMail, and in Drop, wherever the workspace is by now. Reads the head alone until more is asked for;
 * what can't be read is not there.
 */
import { createHash } from 'node:crypto';
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
/** Larger ones are not compared. */
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
  const [one, other] = await Promise.all([digestOf(a), digestOf(b)]);
  return one !== undefined && one === other;
}

/** Read once for each content, however often it is compared. */
const digests = new WeakMap<Content, Promise<string | undefined>>();

function digestOf(content: Content): Promise<string | undefined> {
  const digest = digests.get(content) ?? digested(content);
  digests.set(content, digest);
  return digest;
}

async function digested({ path, from }: Content): Promise<string | undefined> {
  return readFile(path).then(
    (bytes) => createHash('sha256').update(bytes.subarray(from)).digest('base64'),
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
