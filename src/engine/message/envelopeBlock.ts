/**
 * The envelope lines on top of a file: `X-Sender` and `X-Receiver`, with ESMTP parameters behind the address as Exchange's Replay
 * folder has them. Only the unbroken block at the very top counts; further down they are headers like any other.
 * Encode and decode stand together (property-tested).
 */
import { parsePathLine, type PathLine } from './pathLine';
import { readHeaders } from './headers';
import { encodeXtext } from './xtext';

export interface EnvelopeBlock {
  readonly sender?: PathLine;
  readonly receivers: readonly PathLine[];
  /** Lines of the block that can't be used (no address, a second X-Sender), as they stand in the file. */
  readonly broken: readonly string[];
  /** First byte behind the block: where the message begins. */
  readonly end: number;
}

/** Exchange's Replay folder has more lines; they belong to the block when its own last line says where that ends. */
const exchangeEnd = 'x-endofinjectedxheaders';
const exchangeLine = /^x-(?:createdby|helodomain|source|sourceipaddress|extendedmessageprops|endofinjectedxheaders)$/;

export function readEnvelopeBlock(bytes: Uint8Array): EnvelopeBlock {
  let sender: PathLine | undefined;
  const receivers: PathLine[] = [];
  const broken: string[] = [];
  const { fields } = readHeaders(bytes);
  const block = fields.slice(0, envelopeLength(fields.map(({ name }) => name)));
  for (const field of block) {
    const name = field.name.toLowerCase();
    if (exchangeLine.test(name)) continue;
    const path = parsePathLine(field.value);
    const isReceiver = name === 'x-receiver';
    if (path === undefined || (isReceiver ? path.address === '' : sender !== undefined))
      broken.push(`${field.name}: ${field.value}`);
    else if (isReceiver) receivers.push(path);
    else sender = path;
  }
  return { ...(sender && { sender }), receivers, broken, end: block.at(-1)?.end ?? 0 };
}

/**
 * How many of the fields, given by their names, are the unbroken block on top: up to Exchange's end line when it has one, else the X-Sender
 * and X-Receiver lines alone.
 */
export function envelopeLength(names: readonly string[]): number {
  const nameAt = (i: number): string => names[i]?.toLowerCase() ?? '';
  const isOurs = (name: string): boolean => name === 'x-sender' || name === 'x-receiver';
  let ours = 0;
  while (isOurs(nameAt(ours))) ours++;
  let all = ours;
  while (isOurs(nameAt(all)) || exchangeLine.test(nameAt(all))) if (nameAt(all++) === exchangeEnd) return all;
  return ours;
}

/** Lines for the top of a file, CRLF. A path with CR, LF or brackets in it would forge lines: it is refused as a bug. */
export function writeEnvelopeBlock(sender: PathLine, receivers: readonly PathLine[]): string {
  return line('X-Sender', sender) + writeReceivers(receivers);
}

/** The same without a sender: that one is left to the headers. */
export function writeReceivers(receivers: readonly PathLine[]): string {
  return receivers.map((receiver) => line('X-Receiver', receiver)).join('');
}

function line(name: string, path: PathLine): string {
  const parameters = Object.entries(path.parameters).map(
    ([key, value]) => ` ${key}${value === '' ? '' : `=${encodeXtext(value)}`}`,
  );
  const text = `${name}: <${path.address}>${parameters.join('')}`;
  if (/\p{Cc}/u.test(text) || /[<>]/.test(path.address)) throw new Error(`not a path: ${JSON.stringify(path.address)}`);
  return `${text}\r\n`;
}
