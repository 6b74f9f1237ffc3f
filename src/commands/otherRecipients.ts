/** The same message to other recipients: X-Receiver lines on top in place of those that are there. The rest stays, octet for octet. Pure. */
import { isAddress } from '../engine/message/pathLine';
import { readEnvelopeBlock, writeReceivers, writeEnvelopeBlock } from '../engine/message/envelopeBlock';
import { UserError } from '../engine/ports';

export function toOthers(bytes: Uint8Array, addresses: readonly string[]): Uint8Array {
  const wrong = addresses.find((address) => !isAddress(address));
  if (wrong !== undefined) throw new UserError(`${wrong} is not an address. Nothing was sent.`);
  if (addresses.length === 0) throw new UserError('No address was given. Nothing was sent.');
  const { sender, end } = readEnvelopeBlock(bytes);
  const receivers = addresses.map((address) => ({ address, parameters: {} }));
  // Without an X-Sender of its own the sender is left to the headers.
  const top = sender === undefined ? writeReceivers(receivers) : writeEnvelopeBlock(sender, receivers);
  return Buffer.concat([Buffer.from(top, 'utf8'), bytes.subarray(end)]);
}
