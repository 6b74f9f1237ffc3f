/**
 * Opens a case bundle of a stranger, in memory: its manifest, its settings, and its files as a shelf that stories are read from. What is no case
 * bundle, is cut off, damaged, too large or of another format is refused with a sentence. Nothing is written.
 */
import { join, sep } from 'node:path';
import { readConfig, type EngineConfig } from '../config';
import { shelfOf, type Shelf } from '../mailroot/shelf';
import { decodeManifest, excerptFolder, limits, manifestName, settingsName, sha256, type Manifest } from './format';
import { refused, unpack } from './unpack';

export interface OpenedCase {
  readonly manifest: Manifest;
  readonly settings: EngineConfig;
  /** All that is in it, by its name in the zip. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly shelf: Shelf;
  /** Path on the shelf of the file whose story it is. */
  readonly path: string;
}

/** Where the shelf stands: no place of any disk. */
const root = join(sep, 'case');

/** Throws the sentence for a bundle of so many octets that is too large to be opened. */
export function assertFits(octets: number): void {
  if (octets > limits.octets) throw refused(`it has more than ${limits.octets / 1024 / 1024} MB`);
}

export async function openCase(zip: Buffer): Promise<OpenedCase> {
  assertFits(zip.length);
  const files = await unpack(zip);
  const manifest = manifestIn(files);
  for (const { name, sha256: sum } of manifest.files) {
    const bytes = files.get(name);
    if (bytes === undefined) throw refused(`${JSON.stringify(name.slice(0, 100))} is missing in it`);
    if (sha256(bytes) !== sum) throw refused(`${JSON.stringify(name.slice(0, 100))} in it is not what was saved`);
  }
  if (!files.has(manifest.story)) throw refused('the message it is about is not in it');
  const onShelf = [...files]
    .filter(([name]) => name.startsWith(excerptFolder))
    .map(([name, bytes]) => [onShelfAt(name), bytes] as const);
  return {
    manifest,
    settings: settingsIn(files),
    files,
    shelf: shelfOf(new Map(onShelf), Date.parse(manifest.madeAt)),
    path: onShelfAt(manifest.story),
  };
}

function manifestIn(files: ReadonlyMap<string, Buffer>): Manifest {
  const bytes = files.get(manifestName);
  if (bytes === undefined) throw refused(`it has no ${manifestName}`);
  if (bytes.length > limits.manifestOctets) throw refused(`its ${manifestName} is too large`);
  const decoded = decodeManifest(bytes.toString('utf8'));
  if (decoded.kind === 'refused') throw refused(decoded.why);
  return decoded.manifest;
}

/** What can't be read of them counts as not set. */
function settingsIn(files: ReadonlyMap<string, Buffer>): EngineConfig {
  let raw: unknown = {};
  try {
    raw = JSON.parse(files.get(settingsName)?.toString('utf8') ?? '{}');
  } catch {
    // Not JSON: none are set.
  }
  return readConfig(raw).config;
}

/** The path on the shelf of a file in the zip, and back. */
export function onShelfAt(name: string): string {
  return join(root, ...name.slice(excerptFolder.length).split('/'));
}

export function nameInZip(path: string): string {
  return (
    excerptFolder +
    path
      .slice(root.length + 1)
      .split(sep)
      .join('/')
  );
}
