/** Makes a zip of files in memory, in the order given, each dated `at` (epoch ms) in UTC: the same files give the same zip. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export async function pack(files: ReadonlyMap<string, Uint8Array>, at: number): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    zip.addBuffer(content, name, { mtime: new Date(at), mode: 0o100644 });
  }
  zip.end();
  return buffer(zip.outputStream);
}
