/**
 * A message of the same MIME structure that says nothing: its fields are those of fields.ts, every text in it is filler of the same size in the same
 * transfer encoding, messages inside of it are treated alike. Never throws: what can't be told apart is filler as a whole. Pure.
 */
import { headerValue, readHeaders, type HeaderBlock } from '../../message/headers';
import { isMessageType } from '../../message/mediaType';
import { delimiters, readContentType } from '../../message/reportParts';
import { redactField } from './fields';
import { filled, filledBase64, filledQuoted } from './fill';
import type { Redaction } from './redaction';

/** Deeper, and of more parts, nothing is told apart. */
const deepest = 20;
const mostParts = 5_000;

export function redactMessage(bytes: Uint8Array, redaction: Redaction): Buffer {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Buffer.from(new Redacting(redaction).message(whole, 0), 'latin1');
}

class Redacting {
  readonly #redaction: Redaction;
  #parts = 0;

  constructor(redaction: Redaction) {
    this.#redaction = redaction;
  }

  message(bytes: Buffer, depth: number): string {
    const block = readHeaders(bytes);
    return this.#fields(bytes, block) + this.#body(bytes.subarray(block.bodyAt), block, depth);
  }

  /** Blocks of fields, parted by blank lines. */
  #blocks(bytes: Buffer): string {
    const told: string[] = [];
    for (let at = 0; at < bytes.length;) {
      const block = readHeaders(bytes, at);
      if (!block.closed && block.bodyAt < bytes.length) return told.join('') + filled(bytes.toString('latin1', at));
      told.push(this.#fields(bytes, block));
      at = block.bodyAt;
    }
    return told.join('');
  }

  #fields(bytes: Buffer, { fields, bodyAt }: HeaderBlock): string {
    const told = fields.map((field) =>
      redactField(field, bytes.toString('latin1', field.start, field.end), this.#redaction),
    );
    const behind = fields.at(-1)?.end ?? bodyAt;
    return told.join('') + (fields.length === 0 ? '' : bytes.toString('latin1', behind, bodyAt));
  }

  #body(bytes: Buffer, block: HeaderBlock, depth: number): string {
    const { type, parameters } = readContentType(headerValue(block, 'Content-Type') ?? 'text/plain');
    const encoding = (headerValue(block, 'Content-Transfer-Encoding') ?? '').toLowerCase();
    if (encoding === 'base64') return filledBase64(bytes.toString('latin1'));
    if (encoding === 'quoted-printable') return filledQuoted(bytes.toString('latin1'));
    if (depth >= deepest) return filled(bytes.toString('latin1'));
    if (type.startsWith('multipart/') && parameters['boundary'] !== undefined)
      return this.#multipart(bytes, parameters['boundary'], depth);
    if (isMessageType(type)) return this.message(bytes, depth + 1);
    if (
      /^(?:text\/rfc822-headers|message\/(?:global-headers|delivery-status|global-delivery-status|disposition-notification))$/.test(
        type,
      )
    )
      return this.#blocks(bytes);
    return filled(bytes.toString('latin1'));
  }

  #multipart(bytes: Buffer, boundary: string, depth: number): string {
    const told: string[] = [];
    let part: number | undefined;
    let from = 0;
    const upTo = (end: number): string =>
      part === undefined
        ? filled(bytes.toString('latin1', from, end))
        : this.message(bytes.subarray(part, end), depth + 1);
    for (const { at, end, isLast } of delimiters(bytes, 0, boundary)) {
      told.push(upTo(at), this.#delimiter(bytes.toString('latin1', at, end), boundary));
      part = isLast || ++this.#parts > mostParts ? undefined : end;
      from = end;
      if (part === undefined) break;
    }
    told.push(upTo(bytes.length));
    return told.join('');
  }

  #delimiter(line: string, boundary: string): string {
    const [, before = '', after = ''] = /^(\r*\n?--)[^]*?((?:--)?[ \t]*\r*\n?)$/.exec(line) ?? [];
    return before + this.#redaction.names.boundary(boundary) + after;
  }
}
