/**
 * Trace fields: how many hosts a message has passed (hop count), and whether it has been here before.
 * Reads Received fields only; writing ours is outgoing's and the listener's.
 */
import { headerValues, readHeaders } from './headers';

/** Number of Received fields (RFC 5321 §6.3). */
export function hopCount(bytes: Uint8Array): number {
  return headerValues(readHeaders(bytes), 'Received').length;
}
