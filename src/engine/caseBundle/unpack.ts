/**
 * Takes a zip of a stranger apart, in memory: nothing is written anywhere. It is refused with a reason when it is none, is cut off, has a name
 * that leads out of it, names one file twice, is more or larger than a case bundle may be (by what it says of itself, and by what it really
 * unpacks to: yauzl holds a file to its size). Whether a file is the one that was packed is for who reads the manifest.
 */
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { UserError, errorText } from '../ports';
import { isLawfulName, limits } from './format';

/** Names and contents, in the order of the zip. */
export async function unpack(zip: Buffer): Promise<Map<string, Buffer>> {
  try {
    return await taken(await fromBufferPromise(zip, { strictFileNames: true }));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refused(`it is no whole zip (${errorText(error)})`);
  }
}

export function refused(why: string): UserError {
  return new UserError(`This can't be opened as a case bundle: ${why}.`);
}

async function taken(zip: ZipFile): Promise<Map<string, Buffer>> {
  if (zip.entryCount > limits.files) throw refused(`it has ${zip.entryCount} files, and ${limits.files} are the most`);
  const entries = new Map<string, Entry>();
  let octets = 0;
  for await (const entry of zip.eachEntry()) {
    octets += entry.uncompressedSize;
    const why = objection(entry, entries, octets);
    if (why !== undefined) throw refused(why);
    entries.set(entry.fileName, entry);
  }
  const files = new Map<string, Buffer>();
  for (const [name, entry] of entries) files.set(name, await contentOf(zip, entry));
  return files;
}

function objection(entry: Entry, before: ReadonlyMap<string, Entry>, octets: number): string | undefined {
  const { fileName } = entry;
  const shown = JSON.stringify(fileName.slice(0, 100));
  if (!isLawfulName(fileName)) return `${shown} is no name of a file in one`;
  if (before.has(fileName)) return `it has ${shown} twice`;
  if (before.size >= limits.files) return `it has more than ${limits.files} files`;
  if (octets > limits.octets) return `it unpacks to more than ${limits.octets / 1024 / 1024} MB`;
  return entry.isEncrypted() ? 'it is encrypted' : undefined;
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
