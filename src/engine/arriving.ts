/** A message from the network as the listener hands it over: which way it goes, and the lines on top that make a file of it. Pure. */
import type { Readable } from 'node:stream';
import { recipientParameters, senderParameters } from './delivery/drop';
import type { Recipient } from './mailroot/envelope';
import type { InboundSession } from './mailroot/inbound';
import { writeEnvelopeBlock } from './message/envelopeBlock';

export interface Arriving {
  readonly client: string;
  readonly reversePath: string;
  readonly recipients: readonly Pick<Recipient, 'address' | 'notify' | 'orcpt'>[];
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  readonly requireTls?: true;
  readonly content: Readable;
  /** Value of the Received field, without the name and line end. */
  readonly received: string;
  /** What was said, down to the reply that accepts it under this id; asked for when the content is whole. Not all comes over SMTP. */
  readonly session?: (id: string) => InboundSession;
}

/** Its sender is to be told that it arrived, or it may itself be a DSN, to be looked into: straight to Drop would be too short a way. */
export function needsWalk({ reversePath, recipients }: Arriving): boolean {
  return reversePath === '' || recipients.some(({ notify }) => notify?.includes('SUCCESS') === true);
}

export function topOf(arriving: Arriving, extra: Record<string, string>): string {
  return writeEnvelopeBlock(
    { address: arriving.reversePath, parameters: { ...senderParameters(arriving), ...extra } },
    arriving.recipients.map((each) => ({ address: each.address, parameters: recipientParameters(each) })),
  );
}
