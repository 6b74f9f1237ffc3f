/** Sends messages through a whole spool to a remote host, over a real socket, and tells what arrived there, octet for octet. */
import type { TestContext } from 'node:test';
import { readEnvelopeBlock } from '../../src/engine/message/envelopeBlock';
import type { Outcome } from '../../src/engine/protocol';
import { sandbox } from '../support/sandbox';
import { scriptedHost } from '../support/scriptedHost';

export interface Arrival {
  readonly outcome: Outcome;
  /** What the host got below our Received field; none when nothing was sent. */
  readonly content?: Buffer;
}

/** Takes everything that can be had: 8BITMIME, SMTPUTF8, DSN. */
export async function wire(t: TestContext): Promise<(bytes: Buffer) => Promise<Arrival>> {
  const host = await scriptedHost(t, { offers: ['8BITMIME', 'SMTPUTF8', 'SIZE', 'DSN', 'ENHANCEDSTATUSCODES'] });
  const remoteDomains = { '*': { host: '127.0.0.1', port: host.port, tls: 'off' as const } };
  const box = await sandbox(t, { config: { localDomains: [], remoteDomains } });
  let number = 0;
  return async (bytes) => {
    const before = host.contents.length;
    const outcome = await box.submit(`message${++number}.eml`, bytes);
    const [content] = host.contents.slice(before);
    return content === undefined ? { outcome } : { outcome, content: belowReceived(content) };
  };
}

/** The stuffing of the wire and the one field that MailRoot puts on top are taken off. */
function belowReceived(content: string): Buffer {
  const plain = content.replace(/^\./gm, '');
  return Buffer.from(plain.replace(/^Received: from mail pickup service.*\r\n(?:[ \t].*\r\n)*/, ''), 'latin1');
}

/** The message as it stands in a file, without the envelope lines on top. */
export function withoutEnvelope(bytes: Buffer): Buffer {
  return bytes.subarray(readEnvelopeBlock(bytes).end);
}
