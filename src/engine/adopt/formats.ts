/**
 * Which kind of spool a file comes from, out of its name and bytes, and its messages. What nobody can recognise is undefined: the caller
 * says so and passes it over. Pure; folders are foreign's.
 */
import { extname } from 'node:path';
import { readEnvelopeBlock } from '../message/envelopeBlock';
import { looksLikeDjango, splitDjango } from './django';
import { looksLikeMbox, splitMbox } from './mbox';
import { hasHeader, type Piece } from './piece';
import { looksLikeRails, splitRails } from './rails';

/** `message` is one message in a file of its own. `mbox` is mboxrd. */
export const formats = ['message', 'django', 'rails', 'mbox', 'mboxo', 'maildir', 'badmail'] as const;
export type Format = (typeof formats)[number];

export function detectFormat(bytes: Uint8Array, fileName: string): Format | undefined {
  if (extname(fileName).toLowerCase() === '.bad') return 'badmail';
  if (looksLikeMbox(bytes)) return 'mbox';
  if (looksLikeDjango(bytes)) return 'django';
  if (looksLikeRails(bytes, fileName)) return 'rails';
  const hasEnvelope = readEnvelopeBlock(bytes).end > 0;
  return hasEnvelope || hasHeader(bytes, 0, ['From']) || hasHeader(bytes, 0, ['Sender']) ? 'message' : undefined;
}

export function splitFile(bytes: Uint8Array, fileName: string, format: Format): Piece[] {
  switch (format) {
    case 'django':
      return splitDjango(bytes);
    case 'rails':
      return splitRails(bytes, fileName);
    case 'mbox':
      return splitMbox(bytes, 'mboxrd');
    case 'mboxo':
      return splitMbox(bytes, 'mboxo');
    case 'message':
    case 'maildir':
    case 'badmail':
      return bytes.length === 0 ? [] : [{ bytes, notes: [] }];
  }
}
