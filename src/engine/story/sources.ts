/**
 * Reads all that a story is told from: the message's head, its state, its transcripts, the session in which it was handed in. Reads alone;
 * a file that is not there, or vanishes meanwhile, leaves out what it would have told.
 */
import { decodeEnvelope, type Envelope } from '../mailroot/envelope';
import { decodeItr } from '../mailroot/inbound';
import { disk, type Shelf } from '../mailroot/shelf';
import { derivedEnvelope } from './derived';
import { findTranscript, readTranscript, statePath, type TranscriptFiles, type TranscriptTexts } from './files';
import { inboundText } from './inbound';
import { placedFields, type PlacedField } from './places';

export interface StorySources extends TranscriptTexts {
  readonly envelope: Envelope;
  /** Text of its state file; absent where it has none, and the envelope is derived. */
  readonly state?: string;
  /** The fields on top of the message. */
  readonly fields: readonly PlacedField[];
  /** Its inbound session, if it was handed in over SMTP; and where that is. */
  readonly itr: string;
  readonly itrPath?: string;
}

const headOctets = 256 * 1024;

/** `path`: any file of the message, there or moved on meanwhile. Undefined when nothing is left of it. */
export async function readSources(path: string, now: number, shelf = disk): Promise<StorySources | undefined> {
  const files = await findTranscript(path, shelf);
  const texts = await readTranscript(files, shelf);
  if (files.message === undefined && texts.ltr === '' && texts.rtr === '') return undefined;
  const head = await headOf(files, shelf);
  const session = await inboundText(files, shelf);
  const stated = await stateOf(files, shelf);
  const client = decodeItr(session.itr)?.client.address;
  const stateless = { id: files.id, folder: files.message?.folder, bytes: head, now };
  const envelope = stated?.envelope ?? derivedEnvelope({ ...stateless, ...(client !== undefined && { client }) });
  return { ...texts, ...session, ...stated, envelope, fields: placedFields(head) };
}

async function headOf({ message }: TranscriptFiles, shelf: Shelf): Promise<Uint8Array> {
  if (message === undefined) return Buffer.alloc(0);
  return shelf.part(message.path, 0, headOctets).then(
    ({ bytes }) => bytes,
    () => Buffer.alloc(0),
  );
}

async function stateOf(
  { message }: TranscriptFiles,
  shelf: Shelf,
): Promise<{ readonly envelope: Envelope; readonly state: string } | undefined> {
  const state = message && (await shelf.text(statePath(message)));
  const decoded = state === undefined ? undefined : decodeEnvelope(state);
  return state !== undefined && decoded?.kind === 'envelope' ? { envelope: decoded.envelope, state } : undefined;
}
