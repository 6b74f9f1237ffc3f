/**
 * The one judge of what went wrong: from a reply, or from an error and the stage it came in, to a delivery status. The enhanced code
 * decides first, then the text, then the stage. What is not known to be permanent is delayed. Pure tables.
 *
 * A name that does not resolve is delayed, not failed: next hops are configured hosts, and a laptop may be offline for a while. That a
 * recipient's own domain does not exist is decided where its exchangers are looked up (attempt), and fails at once.
 */
import { replyLine, type DeliveryStatus, type Reply, type Stage } from '../mailroot/envelope';
import type { Category } from '../message/categories';

/** What happened: a reply, or an error's code (`ECONNREFUSED`, `ETIMEDOUT`, `ETLS` ...) and text. */
export interface Trouble {
  readonly stage: Stage;
  /** Name of the host spoken to, for the sentence. */
  readonly host?: string;
  readonly reply?: Reply;
  readonly errorCode?: string;
  readonly errorText?: string;
}

/** `nextHop` is `host [address]:port`, where it was known. */
export function classify(trouble: Trouble, at: number, nextHop?: string): DeliveryStatus {
  const judged = judge(trouble);
  const { action, category, status, text } = judged;
  return {
    action,
    at,
    stage: trouble.stage,
    category,
    status,
    text,
    ...(trouble.reply && { reply: trouble.reply }),
    ...(nextHop !== undefined && { nextHop }),
  };
}

interface Judged {
  readonly action: 'delayed' | 'failed';
  readonly category: Category;
  readonly status: string;
  readonly text: string;
}

function judge(trouble: Trouble): Judged {
  if (trouble.reply === undefined) return byError(trouble);
  return trouble.stage === 'tls' ? noTls(trouble.reply, trouble.host) : byReply(trouble.reply, trouble.stage);
}

/** TLS demanded but not to be had fails at once, as IIS has it (KB303668); a 4yz to STARTTLS is waited for. */
function noTls(reply: Reply, host = 'the next hop'): Judged {
  const permanent = reply.code >= 500;
  const text = `${host} does not start TLS, which the policy of its route demands: ${replyLine(reply)}`;
  return { action: permanent ? 'failed' : 'delayed', category: 'tls', status: permanent ? '5.7.10' : '4.7.10', text };
}

function byReply(reply: Reply, stage: Stage): Judged {
  const permanent = reply.code >= 500 && reply.code <= 599;
  const transient = reply.code >= 400 && reply.code <= 499;
  if (!permanent && !transient) {
    const text = `The remote host gave a reply that makes no sense here: ${replyLine(reply)}`;
    return { action: 'delayed', category: 'other', status: '4.5.0', text };
  }
  const status = reply.enhanced ?? plainStatus(reply.code);
  return {
    action: permanent ? 'failed' : 'delayed',
    category: categoryOf(reply, stage),
    status,
    text: `The remote host said: ${replyLine(reply)}`,
  };
}

/** RFC 5321 replies without an enhanced code, in the words of RFC 3463. */
const plainStatuses: Readonly<Record<number, string>> = {
  421: '4.3.2',
  450: '4.2.0',
  451: '4.3.0',
  452: '4.3.1',
  455: '4.5.4',
  500: '5.5.2',
  501: '5.5.4',
  502: '5.5.1',
  503: '5.5.1',
  504: '5.5.4',
  521: '5.3.2',
  530: '5.7.0',
  535: '5.7.8',
  550: '5.1.1',
  551: '5.1.6',
  552: '5.2.2',
  553: '5.1.3',
  554: '5.0.0',
  556: '5.1.10',
};

function plainStatus(code: number): string {
  return plainStatuses[code] ?? (code >= 500 ? '5.0.0' : '4.0.0');
}

/** Subject and detail of the enhanced code (RFC 3463, IANA registry); its class does not matter here. */
const bySubject: readonly (readonly [RegExp, Category])[] = [
  [/^\d\.1\.[126]$|^\d\.1\.3$|^\d\.2\.1$/, 'unknown-user'],
  [/^\d\.1\.10$|^\d\.4\.4$|^\d\.1\.2$/, 'dns'],
  [/^\d\.2\.2$/, 'mailbox-full'],
  [/^\d\.2\.3$|^\d\.3\.4$/, 'size'],
  [/^\d\.4\.6$/, 'loop'],
  [/^\d\.4\.7$/, 'expired'],
  [/^\d\.4\.[0-35]$/, 'network'],
  [/^\d\.6\.\d+$/, 'content'],
  [/^\d\.7\.(?:8|9|1[1-4])$/, 'auth'],
  [/^\d\.7\.10$/, 'tls'],
  [/^\d\.7\.(?:0|1|2|7|2[0-9])$/, 'policy'],
];

const byText: readonly (readonly [RegExp, Category])[] = [
  [/gr[ea]y-?list|try again (?:later|in \d+)|first time sender/i, 'greylisting'],
  [/block ?list|blacklist|spamhaus|\brbl\b|\bdnsbl\b|barracuda|poor reputation/i, 'blocked'],
  [
    /user unknown|unknown user|no such (?:user|recipient|mailbox)|mailbox (?:unavailable|not found)|does not exist/i,
    'unknown-user',
  ],
  [/mailbox (?:is )?full|over ?quota|quota exceeded|insufficient storage/i, 'mailbox-full'],
  [/too (?:large|big)|size (?:limit )?exceed|exceeds? .*size/i, 'size'],
  [/must issue a starttls|tls (?:is )?required/i, 'tls'],
  [/authenticat|credentials/i, 'auth'],
  [/spam|virus|content rejected/i, 'content'],
  [/\bspf\b|\bdkim\b|\bdmarc\b|relay(?:ing)? (?:access )?denied|unable to relay|policy/i, 'policy'],
  [/loop|too many hops/i, 'loop'],
];

function categoryOf(reply: Reply, stage: Stage): Category {
  const text = byText.find(([pattern]) => pattern.test(reply.text))?.[1];
  // Greylisting and block lists come under policy codes (4.7.1, 5.7.1): there the text knows more than the code.
  if (text === 'greylisting' && reply.code < 500) return text;
  if (text === 'blocked') return text;
  const { enhanced } = reply;
  const code = enhanced === undefined ? undefined : bySubject.find(([pattern]) => pattern.test(enhanced))?.[1];
  return code ?? text ?? byPlainCode(reply.code, stage);
}

function byPlainCode(code: number, stage: Stage): Category {
  if (code === 421 || stage === 'greeting') return 'network';
  if (code === 530 || code === 534 || code === 535) return 'auth';
  if (code === 552) return 'mailbox-full';
  if (code === 550 && stage === 'rcpt') return 'unknown-user';
  return 'other';
}

function byError(trouble: Trouble): Judged {
  const { stage, errorCode = '', errorText = '', host = 'the next hop' } = trouble;
  if (stage === 'dns') return unresolved(errorCode, host);
  if (stage === 'tls' || errorCode === 'ETLS') {
    const text = `TLS with ${host} could not be set up: ${errorText}`;
    return { action: 'delayed', category: 'tls', status: '4.7.5', text };
  }
  if (errorCode === 'ETIMEDOUT') return timedOut(stage, host);
  return stage === 'connect' ? notConnected(errorCode, errorText, host) : lost(stage, errorText, host);
}

function notConnected(errorCode: string, errorText: string, host: string): Judged {
  const text = `Connection to host ${host} failed. ${connectWords[errorCode] ?? errorText}`.trim();
  return { action: 'delayed', category: 'network', status: '4.4.1', text };
}

function lost(stage: Stage, errorText: string, host: string): Judged {
  const where = stage === 'data' ? 'before it had accepted the message' : `at ${stage.toUpperCase()}`;
  const text = `The connection to ${host} was lost ${where}. ${errorText}`.trim();
  return { action: 'delayed', category: 'network', status: '4.4.2', text };
}

const connectWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there (connection refused).',
  EHOSTUNREACH: 'There is no way to that host.',
  ENETUNREACH: 'There is no way to that network.',
  ECONNRESET: 'The host reset the connection.',
  EACCES: 'This machine does not permit the connection.',
};

function unresolved(errorCode: string, host: string): Judged {
  const unknown = errorCode === 'ENOTFOUND' || errorCode === 'ENODATA';
  const text = unknown
    ? `Host not found. The name ${host} does not resolve.`
    : `Host not found. No name server answered about ${host} (${errorCode}).`;
  return { action: 'delayed', category: 'dns', status: unknown ? '4.4.4' : '4.4.3', text };
}

function timedOut(stage: Stage, host: string): Judged {
  const status = stage === 'connect' ? '4.4.1' : '4.4.2';
  const text =
    stage === 'connect'
      ? `Connection to host ${host} failed. It did not answer in time.`
      : `${host} did not answer in time (stage: ${stage}).`;
  return { action: 'delayed', category: 'network', status, text };
}

/** Reads raw reply lines: `550-5.1.1 one`, `550 5.1.1 two`. Undefined when it does not begin with a reply code. */
export function parseReply(raw: string): Reply | undefined {
  const lines = raw.split(/\r?\n/).filter((line) => line !== '');
  const [, code, enhanced] = /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3})(?=\s|$))?/.exec(lines[0] ?? '') ?? [];
  if (code === undefined) return undefined;
  const text = lines
    .map((line) => line.replace(/^\d{3}[ -]?/, ''))
    .map((line) =>
      enhanced === undefined || !line.startsWith(enhanced) ? line : line.slice(enhanced.length).trimStart(),
    )
    .join('\n');
  return { code: Number(code), ...(enhanced !== undefined && { enhanced }), text };
}
