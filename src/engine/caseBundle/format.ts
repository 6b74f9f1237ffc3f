/**
 * What a case bundle is, as docs/case-bundle.md tells it: the names in the zip, its manifest, and how large it may be. The files of the message
 * lie in it as they lie in a MailRoot, so that a story is read from it as from one. A manifest that does not decode says why.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { folderNames } from '../mailroot/layout';

/** Raised when a reader of before could not make sense of it. */
const formatVersion = 1;

export const manifestName = 'manifest.json';
export const settingsName = 'settings.json';
export const readmeName = 'README.txt';
/** In front of the files of the MailRoot. */
export const excerptFolder = 'MailRoot/';

/** The same for who writes and who reads: what is saved can be opened. */
export const limits = { octets: 256 * 1024 * 1024, files: 500, manifestOctets: 1024 * 1024 } as const;

const versions = v.object({
  mailroot: v.string(),
  node: v.string(),
  os: v.string(),
  vscode: v.optional(v.string()),
});
export type Versions = v.InferOutput<typeof versions>;

const file = v.object({ name: v.string(), octets: v.number(), sha256: v.string() });
const manifest = v.object({
  format: v.literal('mailroot-case'),
  version: v.literal(formatVersion),
  /** Queue id; of a file in Pickup its name. */
  message: v.string(),
  /** The file whose story it is. */
  story: v.string(),
  madeAt: v.pipe(v.string(), v.isoTimestamp()),
  redacted: v.boolean(),
  versions,
  files: v.array(file),
  /** Names of files that belong to the message and were too large, or could not be redacted. */
  leftOut: v.array(v.string()),
});
export type Manifest = v.InferOutput<typeof manifest>;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function encodeManifest(value: Omit<Manifest, 'format' | 'version'>): string {
  return `${JSON.stringify({ format: 'mailroot-case', version: formatVersion, ...value }, undefined, 2)}\n`;
}

export type DecodedManifest =
  { readonly kind: 'manifest'; readonly manifest: Manifest } | { readonly kind: 'refused'; readonly why: string };

export function decodeManifest(text: string): DecodedManifest {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { kind: 'refused', why: `its ${manifestName} is not JSON` };
  }
  const { format, version } = headOf(raw);
  if (format !== 'mailroot-case') return { kind: 'refused', why: 'it is a zip of something else' };
  if (version !== formatVersion)
    return {
      kind: 'refused',
      why: `it has format version ${shown(version)}, and this MailRoot reads version ${formatVersion}. Open it with the MailRoot that made it, or a newer one`,
    };
  const read = v.safeParse(manifest, raw);
  if (read.success) return { kind: 'manifest', manifest: read.output };
  const where = v.getDotPath(read.issues[0]) ?? 'the whole file';
  return { kind: 'refused', why: `its ${manifestName} is damaged (${where})` };
}

function shown(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 40) : 'none';
}

function headOf(raw: unknown): { readonly format?: unknown; readonly version?: unknown } {
  return typeof raw === 'object' && raw !== null ? raw : {};
}

const folders = [...folderNames, 'Sessions'].join('|');
const excerptShape = new RegExp(`^${excerptFolder}(?:${folders})/[^/\\\\\\p{Cc}]{1,255}$`, 'u');

/** Whether a name may stand in a bundle: nothing leads out of it. */
export function isLawfulName(name: string): boolean {
  return (
    [manifestName, settingsName, readmeName].includes(name) || (excerptShape.test(name) && !/\/\.{1,2}$/.test(name))
  );
}
