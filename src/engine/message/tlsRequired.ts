/** `TLS-Required: No` (RFC 8689 §5): the sender would rather have it delivered than protected. Any other value, or several, says nothing. Pure. */
import { readEnvelopeBlock } from './envelopeBlock';
import { headerValues, readHeaders } from './headers';

export function isTlsOptional(bytes: Uint8Array): boolean {
  const { end } = readEnvelopeBlock(bytes);
  const values = headerValues(readHeaders(bytes, end), 'TLS-Required');
  return values.length === 1 && values[0]?.toLowerCase() === 'no';
}
