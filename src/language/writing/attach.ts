/** Attaches files to a message: as parts of its multipart/mixed, which it becomes where it is none. Pure: names and octets come in. */
import { mediaTypeOf } from '../knowledge/mediaTypeOf';
import { lineEndOf } from '../model/lineEndOf';
import type { Message } from '../model/part';
import type { Edit } from '../model/span';
import { appended, newBoundary, partText, wrapped, type NewPart } from './newParts';
import { base64Lines } from './transferEncoding';

export interface AttachedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Several at once: `unique` is for one boundary. */
export function attached(message: Message, files: readonly AttachedFile[], unique: string): Edit[] {
  const { root } = message;
  const eol = lineEndOf(message);
  const [first, ...more] = files.map((file) => attachment(file, eol));
  if (first === undefined) return [];
  const all = [first, ...more];
  if (root.kind === 'multipart' && root.type.word === 'multipart/mixed') {
    const edits = all.map((part) => appended(message, root, { ...part, eol, unique }));
    return joined(edits, root.boundary.value);
  }
  return wrapped(message, root, {
    eol,
    unique,
    type: 'multipart/mixed',
    after: together(all, { message, eol, unique }),
  });
}

/** All stand at one place; only the last closes a multipart that was not closed. */
function joined(edits: readonly Edit[], boundary: string): Edit[] {
  const [first] = edits;
  if (first === undefined) return [];
  const close = `--${boundary}--`;
  const text = edits.map((edit, i) => {
    const at = edit.text.lastIndexOf(close);
    return i < edits.length - 1 && at >= 0 ? edit.text.slice(0, at) : edit.text;
  });
  return [{ ...first, text: text.join('') }];
}

interface Together {
  readonly message: Message;
  readonly eol: string;
  readonly unique: string;
}

/** As one stretch of text, with the delimiters between. */
function together([first, ...more]: readonly NewPart[], { message, eol, unique }: Together): NewPart {
  const boundary = newBoundary(message, { eol, unique });
  const rest = more.map((part) => `${eol}--${boundary}${eol}${partText(part, eol)}`).join('');
  return { head: first?.head ?? [], body: (first?.body ?? '') + rest };
}

function attachment({ name, bytes }: AttachedFile, eol: string): NewPart {
  const text = utf8Text(bytes);
  const type = mediaTypeOf(name);
  if (type === 'message/rfc822' && text !== undefined) return attachedMessage(name, text, eol);
  const known = type === 'message/rfc822' ? 'application/octet-stream' : type;
  const charset = known.startsWith('text/') && text !== undefined ? '; charset=utf-8' : '';
  const head = [`Content-Type: ${known}${charset}`, disposition(name), 'Content-Transfer-Encoding: base64'];
  return { head, body: base64Lines(bytes, eol) };
}

/** Never encoded as a whole (RFC 2046 §5.2.1). */
function attachedMessage(name: string, text: string, eol: string): NewPart {
  const body = text.replace(/\r\n|\r|\n/g, eol).replace(/(?:\r?\n)+$/, '');
  // eslint-disable-next-line no-control-regex -- ASCII is what it looks for
  const encoding = /^[\u0000-\u007f]*$/.test(body) ? '7bit' : '8bit';
  return { head: ['Content-Type: message/rfc822', disposition(name), `Content-Transfer-Encoding: ${encoding}`], body };
}

function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A name that is not ASCII is written after RFC 2231. */
function disposition(name: string): string {
  const clean = name.replace(/[\p{Cc}/\\]/gu, '_');
  // eslint-disable-next-line no-control-regex -- ASCII is what it looks for
  if (/^[\u0000-\u007f]*$/.test(clean))
    return `Content-Disposition: attachment; filename="${clean.replace(/"/g, '\\"')}"`;
  const encoded = encodeURIComponent(clean).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `Content-Disposition: attachment; filename*=utf-8''${encoded}`;
}
