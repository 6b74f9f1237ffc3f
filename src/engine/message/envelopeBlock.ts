/**
 * The envelope lines on top of a file: `X-Sender` and `X-Receiver`, with ESMTP parameters behind the address as Exchange's Replay
 * folder has them. Only the unbroken block at the very top counts; further down they are headers like any other.
 * Encode and decode stand together (property-tested).
 */
import { parsePathLine, type PathLine } from './address';
import { readHeaders } from './headers';

export interface EnvelopeBlock {
  readonly sender?: PathLine;
  readonly receivers: readonly PathLine[];
  /** Lines of the block without a usable address, as they stand in the file. */
  readonly broken: readonly string[];
  /** First byte behind the block: where the message begins. */
  readonly end: number;
}

export function readEnvelopeBlock(bytes: Uint8Array): EnvelopeBlock {
  let sender: PathLine | undefined;
  const receivers: PathLine[] = [];
  const broken: string[] = [];
  let end = 0;
  for (const field of readHeaders(bytes).fields) {
    const name = field.name.toLowerCase();
    if (name !== 'x-sender' && name !== 'x-receiver') break;
    end = field.end;
    const path = parsePathLine(field.value);
    if (path === undefined || (name === 'x-receiver' && path.address === ''))
      broken.push(`${field.name}: ${field.value}`);
    else if (name === 'x-receiver') receivers.push(path);
    else sender ??= path;
  }
  return { ...(sender && { sender }), receivers, broken, end };
}

/** Lines for the top of a file, CRLF. A path with CR, LF or brackets in it would forge lines: it is refused as a bug. */
export function writeEnvelopeBlock(sender: PathLine, receivers: readonly PathLine[]): string {
  return [line('X-Sender', sender), ...receivers.map((receiver) => line('X-Receiver', receiver))].join('');
}

function line(name: string, path: PathLine): string {
  const parameters = Object.entries(path.parameters).map(([key, value]) => ` ${key}=${value}`);
  const text = `${name}: <${path.address}>${parameters.join('')}`;
  if (/\p{Cc}/u.test(text) || /[<>]/.test(path.address)) throw new Error(`not a path: ${JSON.stringify(path.address)}`);
  return `${text}\r\n`;
}
