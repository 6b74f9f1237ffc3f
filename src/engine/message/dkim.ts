/**
 * A DKIM signature (RFC 6376) over the very bytes that go on the wire: relaxed/relaxed, by RSA or Ed25519 (RFC 8463). Pure: key in, field out.
 * Which domain signs, and where its key is, is others'. A signature is made anew at each attempt and never gets to disk.
 */
import { createHash, sign as signBytes, type KeyObject } from 'node:crypto';
import { readHeaders, type HeaderField } from './headers';

export interface DkimSigner {
  /** Signs for this domain (d=), in ASCII. */
  readonly domain: string;
  readonly selector: string;
  /** A private key, RSA or Ed25519. */
  readonly key: KeyObject;
}

/** Signed once more than they are there: nobody on the way can add one unseen (RFC 6376 §8.15). */
const sealed = ['From', 'To', 'Cc', 'Subject', 'Date', 'Message-ID', 'Reply-To'];
/** Signed as often as they are there (RFC 6376 §5.4.1; the List fields for RFC 8058 §4). Trace fields change on the way. */
const signedIfThere = [
  ...['Sender', 'In-Reply-To', 'References', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding'],
  ...['List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Post', 'List-Help', 'List-Owner', 'List-Archive'],
  ...['List-Subscribe', 'Auto-Submitted', 'Feedback-ID'],
];

/** The whole field, folded, with its line end: to be put on top of `content`, whose lines end with CRLF. `at` is epoch ms. */
export function dkimSignature(content: Uint8Array, { domain, selector, key }: DkimSigner, at: number): string {
  const { fields, bodyAt } = readHeaders(content);
  const covered = coveredFields(fields);
  const tags = [
    `v=1; a=${algorithmOf(key)}; c=relaxed/relaxed; d=${domain}; s=${selector};`,
    `t=${Math.floor(at / 1_000)}; h=${folded(covered.map(({ name }) => name).join(':'), ':')};`,
    `bh=${createHash('sha256')
      .update(relaxedBody(content.subarray(bodyAt)))
      .digest('base64')};`,
    'b=',
  ];
  const unsigned = `DKIM-Signature: ${tags.join('\r\n\t')}`;
  const lines = covered.flatMap(({ field }) => (field === undefined ? [] : [relaxedField(latin1(content, field))]));
  const data = Buffer.from([...lines, relaxedField(unsigned)].join('\r\n'), 'latin1');
  const signature = signatureOf(data, key).toString('base64');
  return `${unsigned}${signature.replace(/.{1,72}(?=.)/g, '$&\r\n\t')}\r\n`;
}

export function algorithmOf(key: KeyObject): 'rsa-sha256' | 'ed25519-sha256' {
  return key.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256';
}

/** RFC 8463 §3: Ed25519 signs the SHA-256 of the data. */
function signatureOf(data: Buffer, key: KeyObject): Buffer {
  if (algorithmOf(key) === 'rsa-sha256') return signBytes('sha256', data, key);
  return signBytes(null, createHash('sha256').update(data).digest(), key);
}

interface Covered {
  readonly name: string;
  /** Undefined for one that is not there, and must not come. */
  readonly field?: HeaderField;
}

/** Of several fields of a name the lowest comes first (RFC 6376 §5.4.2). */
function coveredFields(fields: readonly HeaderField[]): Covered[] {
  const there = (name: string): Covered[] =>
    fields
      .filter((field) => field.name.toLowerCase() === name.toLowerCase())
      .reverse()
      .map((field) => ({ name, field }));
  return [...sealed.flatMap((name) => [...there(name), { name }]), ...signedIfThere.flatMap(there)];
}

function latin1(content: Uint8Array, { start, end }: HeaderField): string {
  return Buffer.from(content.buffer, content.byteOffset + start, end - start).toString('latin1');
}

/** RFC 6376 §3.4.2; without its line end. */
function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
  return `${field.slice(0, colon).trimEnd().toLowerCase()}:${value}`;
}

const blank = 32;
const tab = 9;
const CR = 13;

/**
 * RFC 6376 §3.4.4: blanks become one, none before a line end, no empty lines at the end; an empty body stays empty. Octet by octet: a
 * message may have twenty megabytes.
 */
export function relaxedBody(body: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(body.length + 2);
  let length = 0;
  let blanks = false;
  /** Behind the last octet that is no line end. */
  let inkAt = 0;
  for (const octet of body) {
    if (octet === blank || octet === tab) {
      blanks = true;
      continue;
    }
    const lineEnd = octet === CR || octet === 10;
    if (blanks && !lineEnd) out[length++] = blank;
    blanks = false;
    out[length++] = octet;
    if (!lineEnd) inkAt = length;
  }
  if (inkAt === 0) return Buffer.alloc(0);
  out.write('\r\n', inkAt, 'latin1');
  return out.subarray(0, inkAt + 2);
}

function folded(text: string, at: string): string {
  const lines = [''];
  for (const word of text.split(at)) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length > 68) lines.push(`${word}${at}`);
    else lines[lines.length - 1] = `${last}${word}${at}`;
  }
  return lines.join('\r\n\t').slice(0, -at.length);
}
