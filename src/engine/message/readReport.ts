/**
 * Reads a DSN, ours or a remote host's: which message it is about, and what became of each recipient (RFC 3464, RFC 6533). Pure; never
 * throws. What is no report is undefined, and that is told from its Content-Type alone, so that other mail costs next to nothing.
 */
import { headerValue, headerValues, readHeaders, type HeaderBlock } from './headers';
import { readContentType, readParts, type Part } from './reportParts';
import { decodeAddress } from './typedAddress';

export const reportActions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
export type ReportAction = (typeof reportActions)[number];

export interface ReportedRecipient {
  /** Where it went to in the end. */
  readonly address: string;
  /** As the sender gave it, where the report says so. */
  readonly original?: string;
  readonly action: ReportAction;
  /** RFC 3463. */
  readonly status: string;
}

/** A recipient with what only a person reads. */
export interface ToldRecipient extends ReportedRecipient {
  /** What the remote host said, with its type: `smtp; 550 5.1.1 User unknown`. */
  readonly diagnostic?: string;
  /** Who said it: `dns; mx.test`. */
  readonly remoteHost?: string;
  readonly retryUntil?: string;
}

export interface DeliveryReport {
  /** The ENVID of the message it is about. */
  readonly envelopeId?: string;
  /** Our queue id of that message, in a report of our own. */
  readonly originalId?: string;
  /** Who reports, with its type: `dns; mx.test`. */
  readonly reporter?: string;
  readonly recipients: readonly ReportedRecipient[];
  /** Of the returned header: who the message was, and which hosts it had passed. */
  readonly messageId?: string;
  readonly received: readonly string[];
}

/** More in one report are not told of. */
const recipientLimit = 1_000;

/** `from` skips the envelope lines on top. */
export function readReport(bytes: Uint8Array, from = 0): DeliveryReport | undefined {
  const header = readHeaders(bytes, from);
  const boundary = reportBoundary(headerValue(header, 'Content-Type') ?? '');
  if (boundary === undefined) return undefined;
  const parts = readParts(bytes, header.bodyAt, boundary);
  const status = parts.find((part) => /^message\/(?:global-)?delivery-status$/.test(part.type));
  if (status === undefined) return undefined;
  const [message, ...recipients] = blocksOf(status);
  const returned = returnedHeader(parts);
  return {
    ...given('envelopeId', message, 'Original-Envelope-Id'),
    ...given('originalId', header, 'X-MailRoot-Original-Id'),
    ...given('reporter', message, 'Reporting-MTA'),
    recipients: recipients.slice(0, recipientLimit).flatMap((block) => recipientOf(block) ?? []),
    ...given('messageId', returned, 'Message-ID'),
    received: returned === undefined ? [] : headerValues(returned, 'Received'),
  };
}

/** What stands in a message/delivery-status alone. */
export function readDeliveryStatus(content: Buffer): { reporter?: string; recipients: ToldRecipient[] } {
  const [message, ...recipients] = blocksOf({ content });
  const reporter = message && headerValue(message, 'Reporting-MTA');
  return {
    ...(reporter !== undefined && { reporter }),
    recipients: recipients.flatMap((block) => toldOf(block) ?? []),
  };
}

function toldOf(block: HeaderBlock): ToldRecipient | undefined {
  const recipient = recipientOf(block);
  const [diagnostic, remoteHost, retryUntil] = ['Diagnostic-Code', 'Remote-MTA', 'Will-Retry-Until'].map((name) =>
    headerValue(block, name),
  );
  return (
    recipient && {
      ...recipient,
      ...(diagnostic !== undefined && { diagnostic }),
      ...(remoteHost !== undefined && { remoteHost }),
      ...(retryUntil !== undefined && { retryUntil }),
    }
  );
}

function reportBoundary(contentType: string): string | undefined {
  const { type, parameters } = readContentType(contentType);
  const { boundary = '', 'report-type': reportType = 'delivery-status' } = parameters;
  if (type !== 'multipart/report' || boundary === '') return undefined;
  return /^(?:global-)?delivery-status$/i.test(reportType) ? boundary : undefined;
}

type Key = 'envelopeId' | 'originalId' | 'reporter' | 'messageId';

/** A field under a key of ours, if it is there and not empty. */
function given(key: Key, block: HeaderBlock | undefined, name: string): Partial<Record<Key, string>> {
  const value = (block && headerValue(block, name)) ?? '';
  return value === '' ? {} : { [key]: value };
}

/** Blocks of fields with blank lines between them; more than one blank line is one. */
function blocksOf({ content }: Pick<Part, 'content'>): HeaderBlock[] {
  const blocks: HeaderBlock[] = [];
  for (let at = 0; at < content.length && blocks.length <= recipientLimit;) {
    const block = readHeaders(content, at);
    if (block.fields.length > 0) blocks.push(block);
    // A line that is no field would be met again and again: the rest is not read.
    if (!block.closed) break;
    at = block.bodyAt;
  }
  return blocks;
}

function recipientOf(block: HeaderBlock): ReportedRecipient | undefined {
  const addressIn = (name: string): string | undefined => decodeAddress(headerValue(block, name) ?? '')?.address;
  const original = addressIn('Original-Recipient');
  const address = addressIn('Final-Recipient') ?? original;
  // Some hosts put a comment behind it.
  const [word = ''] = headerValue(block, 'Action')?.toLowerCase().split(/[\s(]/) ?? [];
  const action = reportActions.find((each) => each === word);
  if (address === undefined || action === undefined) return undefined;
  return {
    address,
    ...(original !== undefined && { original }),
    action,
    status: statusOf(block) ?? statusless[action],
  };
}

function statusOf(block: HeaderBlock): string | undefined {
  return /^\s*([245]\.\d{1,3}\.\d{1,3})\b/.exec(headerValue(block, 'Status') ?? '')?.[1];
}

/** A host that gives no status means no more than the class. */
const statusless = { failed: '5.0.0', delayed: '4.0.0', delivered: '2.0.0', relayed: '2.0.0', expanded: '2.0.0' };

function returnedHeader(parts: readonly Part[]): HeaderBlock | undefined {
  const part = parts.find(({ type }) =>
    /^(?:message\/(?:rfc822|global|global-headers)|text\/rfc822-headers)$/.test(type),
  );
  return part === undefined ? undefined : readHeaders(part.content);
}
