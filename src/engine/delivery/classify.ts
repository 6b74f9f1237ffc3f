/**
 * The one judge of what went wrong: from a reply, or from an error and the stage it came in, to a delivery status. What follows from
 * each case is in verdicts.ts, what a reply is about in message/replyCategory. What is not known to be permanent is delayed. Pure.
 *
 * A name that does not resolve is delayed, not failed: next hops are configured hosts, and a laptop may be offline for a while. That a
 * recipient's own domain does not exist (ENODOMAIN, ENULLMX) is found where its exchangers are looked up, and fails at once.
 */
import type { DeliveryStatus, Reply, Stage } from '../mailroot/envelope';
import { replyLine } from '../mailroot/replyLine';
import { replyCategory, saidStatus } from '../message/replyCategory';
import { plainStatuses, verdicts, type Verdict, type VerdictName } from './verdicts';

/**
 * What happened: a reply, or an error's code and text. Codes are those of Node and of nodemailer (`ECONNREFUSED`, `ETIMEDOUT`, `ETLS`,
 * `EPROTOCOL`, `EAUTH`, `CERT_HAS_EXPIRED` ...), and ours for names: `ENODOMAIN`, `ENULLMX`, `EMXLOOP`.
 */
export interface Trouble {
  readonly stage: Stage;
  /** Name of the host spoken to (of the domain, for `ENODOMAIN` and the like), for the sentence. */
  readonly host?: string;
  readonly reply?: Reply;
  readonly errorCode?: string;
  readonly errorText?: string;
  /** The whole content was sent: the host may have accepted it. */
  readonly contentSent?: true;
}

/** `nextHop` is `host [address]:port`, where it was known. */
export function classify(trouble: Trouble, at: number, nextHop?: string): DeliveryStatus {
  const { stage, reply } = trouble;
  const name = verdictOf(trouble);
  const verdict: Verdict = verdicts[name];
  const { action } = verdict;
  return {
    action,
    at,
    stage,
    category: verdict.category === 'reply' && reply ? replyCategory(reply, stage) : withoutReply(verdict.category),
    status: verdict.status === 'reply' && reply ? statusOf(reply, action) : verdict.status,
    text: sentence(name, trouble),
    ...(reply && { reply }),
    ...(nextHop !== undefined && { nextHop }),
  };
}

function withoutReply(category: Verdict['category']): Exclude<Verdict['category'], 'reply'> {
  return category === 'reply' ? 'other' : category;
}

/** Which case it is. Exported for the test that reaches every one of them. */
export function verdictOf(trouble: Trouble): VerdictName {
  const { reply } = trouble;
  return reply === undefined ? byError(trouble) : byReply(reply.code, trouble.stage);
}

function byReply(code: number, stage: Stage): VerdictName {
  if (code < 400 || code > 599) return 'nonsense';
  // TLS demanded but not to be had fails at once, as IIS has it (KB303668); a 4yz to STARTTLS is waited for.
  if (stage === 'tls') return code < 500 ? 'tlsPutOff' : 'tlsRefused';
  if (code < 500) return 'putOff';
  return stage === 'auth' ? 'loginRefused' : 'refused';
}

const byErrorCode: Readonly<Record<string, VerdictName>> = {
  ENODOMAIN: 'noSuchDomain',
  ENULLMX: 'nullMx',
  EMXLOOP: 'mxLoop',
  EREQUIRETLS: 'requireTls',
  EAUTH: 'noLogin',
  ENOAUTH: 'noLogin',
  EOAUTH2: 'noLogin',
};

function byError(trouble: Trouble): VerdictName {
  const { stage, errorCode = '' } = trouble;
  const known = Object.hasOwn(byErrorCode, errorCode) ? byErrorCode[errorCode] : undefined;
  if (known !== undefined) return known;
  return stage === 'dns' ? unnamed(errorCode) : inSession(trouble);
}

function unnamed(errorCode: string): VerdictName {
  return errorCode === 'ENOTFOUND' || errorCode === 'ENODATA' ? 'unresolved' : 'noNameServer';
}

function inSession({ stage, errorCode = '', contentSent }: Trouble): VerdictName {
  if (isCertificateError(errorCode)) return 'certificate';
  if (errorCode === 'ETIMEDOUT') return timedOut(stage, contentSent);
  if (errorCode === 'ETLS' || stage === 'tls') return 'handshake';
  if (notUnderstood.has(errorCode)) return misunderstood(stage, errorCode);
  return closed(stage, contentSent);
}

/** nodemailer could make nothing of a reply, or of the envelope it was given. */
const notUnderstood: ReadonlySet<string> = new Set(['EPROTOCOL', 'EENVELOPE', 'EMESSAGE']);

function misunderstood(stage: Stage, errorCode: string): VerdictName {
  if (stage === 'greeting') return 'badGreeting';
  const said = ['mail', 'rcpt', 'data'].includes(stage) || errorCode === 'EPROTOCOL';
  return said ? 'noReply' : 'unspeakable';
}

function closed(stage: Stage, contentSent: true | undefined): VerdictName {
  if (stage === 'connect') return 'notConnected';
  if (contentSent) return 'lostAtEnd';
  return stage === 'data' ? 'lostInContent' : 'lost';
}

function timedOut(stage: Stage, contentSent: true | undefined): VerdictName {
  if (stage === 'connect') return 'connectTimeout';
  if (stage === 'greeting') return 'greetingTimeout';
  return contentSent ? 'endTimeout' : 'commandTimeout';
}

/** What Node's TLS says when a certificate does not pass, in words. */
const certificateWords: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself and not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the host does not send the certificates in between, or its authority is not known here',
  CERT_REVOKED: 'it was revoked',
  CERT_UNTRUSTED: 'its authority is not trusted here',
  HOSTNAME_MISMATCH: 'it is for another name',
};

export function isCertificateError(code: string): boolean {
  return Object.hasOwn(certificateWords, code);
}

/** Code and words agree in the end: `550 4.7.1` is final, as its reply code says (RFC 5321 §4.2.1). */
function statusOf(reply: Reply, action: 'delayed' | 'failed'): string {
  const kind = action === 'failed' ? '5' : '4';
  const said = saidStatus(reply);
  if (said !== undefined) return kind + said.slice(1);
  return plainStatuses[reply.code] ?? `${kind}.0.0`;
}

function sentence(name: VerdictName, trouble: Trouble): string {
  const { host = 'the next hop', errorCode = '', errorText = '', stage, reply } = trouble;
  const said = reply === undefined ? errorText : replyLine(reply);
  const words: Readonly<Record<VerdictName, string>> = {
    putOff: `The remote host said: ${said}`,
    refused: `The remote host said: ${said}`,
    tlsPutOff: `${host} does not start TLS, which the policy of its route demands: ${said}`,
    tlsRefused: `${host} does not start TLS, which the policy of its route demands: ${said}`,
    loginRefused: `${host} did not accept our credentials: ${said}`,
    nonsense: `The remote host gave a reply that makes no sense here: ${said}`,
    noReply: `What ${host} answered (stage: ${stage}) is no SMTP reply. ${said}`,
    badGreeting: `${host} does not greet as a mail server does. ${said}`,
    connectTimeout: `Connection to host ${host} failed. It did not answer in time.`,
    greetingTimeout: `${host} took the connection but did not greet in time.`,
    commandTimeout: `${host} did not answer in time (stage: ${stage}).`,
    endTimeout: `${host} did not answer in time after it had got the whole message. It may have accepted it.`,
    notConnected: `Connection to host ${host} failed. ${connectWords[errorCode] ?? said}`,
    lost: `The connection to ${host} was lost at ${stage.toUpperCase()}. ${said}`,
    lostInContent: `The connection to ${host} was lost before it had accepted the message. ${said}`,
    lostAtEnd: `The connection to ${host} was lost after it had got the whole message, before it answered. It may have accepted it. ${said}`,
    handshake: `TLS with ${host} could not be set up: ${said}`,
    certificate: `TLS with ${host} could not be set up: its certificate does not pass, ${certificateWords[errorCode] ?? ''} (${errorCode}). ${said}`,
    requireTls: `The message asks for TLS all the way (REQUIRETLS), which ${host} does not promise.`,
    unresolved: `Host not found. The name ${host} does not resolve.`,
    noNameServer: `Host not found. No name server answered about ${host} (${errorCode}).`,
    noSuchDomain: `Host not found. The domain ${host} does not exist.`,
    nullMx: `${host} says that it takes no mail (null MX, RFC 7505).`,
    mxLoop: `The mail exchanger of ${host} is this machine itself: the message would come back to us.`,
    noLogin: `Logging in at ${host} was not possible. ${said}`,
    unspeakable: `This cannot be said to ${host} in SMTP. ${said}`,
  };
  return words[name].trim();
}

const connectWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there (connection refused).',
  EHOSTUNREACH: 'There is no way to that host.',
  ENETUNREACH: 'There is no way to that network.',
  ECONNRESET: 'The host reset the connection.',
  EACCES: 'This machine does not permit the connection.',
};

/**
 * Reads raw reply lines: `550-5.1.1 one`, `550 5.1.1 two`. The last line has the say where codes differ. Undefined when it does not
 * begin with a reply code.
 */
export function parseReply(raw: string): Reply | undefined {
  const lines = raw.split(/\r?\n/).filter((line) => line !== '');
  const code = codeOf(lines[0]) === undefined ? undefined : (codeOf(lines.at(-1)) ?? codeOf(lines[0]));
  if (code === undefined) return undefined;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(lines[0] ?? '')?.[1];
  const text = lines
    .map((line) => line.replace(/^\d{3}[ -]?/, ''))
    .map((line) =>
      enhanced === undefined || !line.startsWith(enhanced) ? line : line.slice(enhanced.length).trimStart(),
    )
    .join('\n');
  return { code, ...(enhanced !== undefined && { enhanced }), text };
}

function codeOf(line = ''): number | undefined {
  const code = /^(\d{3})(?!\d)/.exec(line)?.[1];
  return code === undefined ? undefined : Number(code);
}
