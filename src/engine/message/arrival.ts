/**
 * The arrival of a message of our own making: a DSN has the id of its original with a letter behind it, so its id can't say when it came
 * into being. A parameter of its X-Sender line does. Encode and decode stand together. Anybody can put such a parameter into a file:
 * who reads it must know that we wrote that file.
 */
import type { EnvelopeBlock } from './envelopeBlock';

const parameter = 'ARRIVED';

/** For the X-Sender line; `at` is epoch ms. */
export function arrivalParameters(at: number): Record<string, string> {
  return { [parameter]: new Date(at).toISOString() };
}

/** Epoch ms; undefined when the block says none that can be read. */
export function arrivedAt({ sender }: Pick<EnvelopeBlock, 'sender'>): number | undefined {
  const at = Date.parse(sender?.parameters[parameter] ?? '');
  return Number.isNaN(at) ? undefined : at;
}
