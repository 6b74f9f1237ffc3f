/** Messages inside of messages: which parts are one, and where their octets are. What is not encoded is read where it stands. */
import { isMessageType } from '../../engine/message/mediaType';
import { isEncoded, type Part } from '../../language/model/part';
import { nameOf, octetsOf } from './content';
import { extentOf, type Mail } from './mail';
import { inMemory, stretchOf, type Octets } from './octets';

/** An attached message that is encoded, against the rule (RFC 2046 §5.2.1), is decoded up to here. */
const mostDecoded = 50_000_000;

export function isMessage(mail: Mail, part: Part): boolean {
  if (part.kind === 'message') return true;
  if (part.kind !== 'leaf') return false;
  return isMessageType(part.type.word) || /\.eml$/i.test(nameOf(mail, part) ?? '');
}

/** Undefined for a part that is no message. */
export function messageInside(mail: Mail, part: Part): Octets | undefined {
  if (!isMessage(mail, part)) return undefined;
  if (part.kind === 'leaf' && isEncoded(part.encoding)) return inMemory(octetsOf(mail, part, mostDecoded));
  const { start, end } = extentOf(mail, part);
  return stretchOf(mail.octets, start, end);
}
