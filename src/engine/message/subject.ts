/** The Subject of a message as a file has it, behind its envelope lines; `''` where there is none. Pure; the beginning of the message suffices. */
import { readEnvelopeBlock } from './envelopeBlock';
import { headerText, readHeaders } from './headers';

export function subjectOf(bytes: Uint8Array): string {
  return headerText(readHeaders(bytes, readEnvelopeBlock(bytes).end), 'Subject') ?? '';
}
