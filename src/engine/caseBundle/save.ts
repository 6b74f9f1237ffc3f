/**
 * Makes the case bundle of a message: its files as they are or redacted, settings without secrets, versions, README and manifest, as the bytes of
 * a zip. Reads the MailRoot alone; where the bytes go is for the caller.
 */
import { type as osType, arch, release } from 'node:os';
import { version } from '../../../package.json';
import type { EngineConfig } from '../config/schema';
import type { MailRoot } from '../mailroot/layout';
import { collect } from './collect';
import { encodeManifest, excerptFolder, manifestName, readmeName, settingsName, sha256, type Versions } from './format';
import { pack } from './pack';
import { readmeText } from './readme';
import { redact } from './redact/redact';
import { maskedSettings } from './settings';

export interface CaseWanted {
  readonly mailRoot: MailRoot;
  /** Any file of the message, there or moved on meanwhile. */
  readonly path: string;
  readonly settings: EngineConfig;
  readonly redacted: boolean;
  /** Epoch ms. */
  readonly now: number;
  /** Of the editor that asks, if one does. */
  readonly vscode?: string;
}

export async function makeCase({ mailRoot, path, settings, redacted, now, vscode }: CaseWanted): Promise<Buffer> {
  const collected = await collect(mailRoot, path);
  const whole = { ...collected, settings: maskedSettings(settings) };
  const content = redacted ? redact(whole) : whole;
  const about = {
    message: redacted ? stemOf(content.story, collected.id) : collected.id,
    story: excerptFolder + content.story,
    madeAt: new Date(now).toISOString(),
    redacted,
    versions: versionsHere(vscode),
    leftOut: [...content.leftOut],
  };
  const files = new Map<string, Buffer>([
    [readmeName, Buffer.from(readmeText(about))],
    [settingsName, Buffer.from(`${JSON.stringify(content.settings, undefined, 2)}\n`)],
    ...[...content.files].map(([name, bytes]) => [excerptFolder + name, bytes] as const),
  ]);
  const listed = [...files].map(([name, bytes]) => ({ name, octets: bytes.length, sha256: sha256(bytes) }));
  const manifest = Buffer.from(encodeManifest({ ...about, files: listed }));
  return pack(new Map([[manifestName, manifest], ...files]), now);
}

/** A file in Pickup is called after itself, which is redacted as well. */
function stemOf(story: string, id: string): string {
  return story.startsWith('Pickup/') ? story.slice('Pickup/'.length) : id;
}

function versionsHere(vscode: string | undefined): Versions {
  const os = `${osType()} ${release()} ${arch()}`;
  return { mailroot: version, node: process.versions.node, os, ...(vscode !== undefined && { vscode }) };
}

/** `20261123T115001Z-07b3a9c-redacted.mailroot.zip`: the end that opens as a story. */
export function caseFileName(id: string, redacted: 'redacted' | 'as it is'): string {
  const stem = id
    .replace(/\.eml$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .slice(0, 80);
  return `${stem}${redacted === 'redacted' ? '-redacted' : ''}${caseFileEnd}`;
}

const caseFileEnd = '.mailroot.zip';
