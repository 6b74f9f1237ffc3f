/**
 * Adopts foreign mail: each message becomes a Pickup file of its own, written under a name nobody takes, then renamed. The name comes from
 * the content, so that adopting again what is still in Pickup replaces it instead of sending it twice; what has left Pickup is sent again.
 * In trouble with the disk it stops with a UserError; what it told of until then is adopted.
 */
import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { UserError, errorText } from '../ports';
import type { MailRoot } from '../mailroot/layout';
import { writeReceivers } from '../message/envelopeBlock';
import { headerText, readHeaders } from '../message/headers';
import { readForeign, type ForeignMessage, type PassedOver } from './foreign';
import type { Format } from './formats';

/** A message that stands in Pickup now (or would, in a dry run). */
export interface Adopted {
  readonly kind: 'adopted';
  readonly source: string;
  readonly number: number;
  readonly format: Format;
  /** Its name in Pickup. */
  readonly file: string;
  readonly subject: string;
  readonly from: string;
  /** The one recipient where the spool names it, else To. */
  readonly to: string;
  readonly notes: readonly string[];
}

export interface AdoptOptions {
  readonly mailRoot: MailRoot;
  readonly format?: Format | undefined;
  /** `tell` what would be adopted, and write nothing. */
  readonly mode: 'adopt' | 'dry-run';
  /** Whether the message that gets this name in Pickup is to be adopted; without it, all are. */
  readonly wanted?: (file: string) => boolean;
  /** Shown the content of each message before it is told of. */
  readonly look?: (bytes: Uint8Array) => Promise<void>;
}

export async function* adopt(paths: readonly string[], options: AdoptOptions): AsyncGenerator<Adopted | PassedOver> {
  for (const path of paths) refuseOwnPickup(path, options.mailRoot);
  const seen = new Map<string, number>();
  for await (const found of readForeign(paths, options.format)) {
    if (found.kind === 'passed') {
      yield found;
      continue;
    }
    const bytes = fileBytes(found);
    const file = fileName(found, bytes, seen);
    if (options.wanted?.(file) === false) continue;
    await options.look?.(bytes);
    if (options.mode === 'adopt') await putIntoPickup(options.mailRoot, file, bytes);
    yield adopted(found, file);
  }
}

function refuseOwnPickup(path: string, { Pickup }: MailRoot): void {
  const inside = relative(Pickup, resolve(path));
  if (inside === '..' || inside.startsWith(`..${sep}`) || inside.startsWith(sep) || /^[A-Za-z]:/.test(inside)) return;
  throw new UserError(`${path} is in Pickup already: the engine takes it from there. Nothing was adopted.`);
}

function fileBytes({ piece: { bytes, receiver } }: ForeignMessage): Buffer {
  const top = receiver === undefined ? '' : writeReceivers([{ address: receiver, parameters: {} }]);
  return Buffer.concat([Buffer.from(top), bytes]);
}

/** `bob@x.test-3f2a9c0b7d1e.eml`; of messages that are the same octet by octet, the second has `-2`. */
function fileName({ source }: ForeignMessage, bytes: Buffer, seen: Map<string, number>): string {
  const stem = basename(source)
    .replace(/\.(?:eml|log|txt|mail|msg|mbox|bad)$/i, '')
    .replace(/[^\p{L}\p{N}@._+-]+/gu, '_')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 60);
  const name = `${stem || 'message'}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
  const times = (seen.get(name) ?? 0) + 1;
  seen.set(name, times);
  return times === 1 ? `${name}.eml` : `${name}-${times}.eml`;
}

async function putIntoPickup(mailRoot: MailRoot, file: string, bytes: Buffer): Promise<void> {
  const draft = join(mailRoot.Pickup, `.${file}.tmp`);
  try {
    await writeFile(draft, bytes);
    await rename(draft, join(mailRoot.Pickup, file));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    const next = 'Make the folder writable, then adopt again: what was adopted already and is still there is replaced.';
    throw new UserError(`${file} can't be written to ${mailRoot.Pickup}: ${errorText(error)}. ${next}`);
  }
}

function adopted({ source, number, format, piece }: ForeignMessage, file: string): Adopted {
  const block = readHeaders(piece.bytes);
  const text = (name: string): string => headerText(block, name) ?? '';
  const to = piece.receiver ?? text('To');
  return {
    kind: 'adopted',
    source,
    number,
    format,
    file,
    subject: text('Subject'),
    from: text('From'),
    to,
    notes: piece.notes,
  };
}
