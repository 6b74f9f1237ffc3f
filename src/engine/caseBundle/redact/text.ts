/**
 * Takes addresses, hosts, network addresses, paths and every word that was learned out of a text, in one pass, so that what was put there is not
 * looked at again. What MailRoot itself says, its settings, queue ids and documents, stays. A very long line is cut, which is said.
 */
import { splitFamilyName } from '../../mailroot/layout';
import { isNetworkAddress, type Pseudonyms } from './pseudonyms';
import { isOrdinary } from './words';

const longest = 4_000;

const document = String.raw`docs/[a-z-]+\.md`;
const link = String.raw`[a-z][a-z0-9+.-]{1,15}://[^\s<>"']+`;
const path = String.raw`(?<![\w.~/\\<:])(?:[a-z]:|~)?[\\/](?:[^\s"'<>:;,\\/]+[\\/])+[^\s"'<>:;,]*`;
const address = String.raw`(?:"(?:[^"\\\r\n]|\\.){1,100}"|[^\s<>()",;:\\@[\]\p{Cc}]{1,320})@(?:\[[^\]\s]{1,80}\]|[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,253}[\p{L}\p{N}])?)`;
const fingerprint = String.raw`(?<![\w:])(?:(?:[0-9a-f]{2}:){19,31}[0-9a-f]{2}|[0-9a-f]{64}|[0-9a-f]{40})(?![\w:])`;
const six = String.raw`(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\w:])`;
const token = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{N}._+'-]{0,250}[\p{L}\p{N}_])?`;

export class TextRedactor {
  readonly #names: Pseudonyms;
  readonly #shape: RegExp;

  /** Make it when all is learned. */
  constructor(names: Pseudonyms) {
    this.#names = names;
    const phrases = [...names.phrases.keys()]
      .sort((a, b) => b.length - a.length)
      .map((text) => `(?<![\\p{L}\\p{N}])${escaped(text)}(?![\\p{L}\\p{N}])`);
    const kinds = [document, ...phrases, link, address, path, fingerprint, six, token];
    this.#shape = new RegExp(kinds.map((kind) => `(?:${kind})`).join('|'), 'giu');
  }

  /** Of a reply, a command, a line of any kind. */
  text(text: string): string {
    return text
      .split('\n')
      .map((line) => this.#line(line))
      .join('\n');
  }

  /** A sentence of ours: what it quotes of a message is taken out as well. */
  sentence(text: string): string {
    return text.replace(/"([^"]*)"|[^"]+|"/g, (piece, quoted?: string) =>
      quoted === undefined ? this.text(piece) : `"${this.#quoted(quoted)}"`,
    );
  }

  #quoted(text: string): string {
    const instead = this.text(text);
    const isOurs =
      instead !== text ||
      !/\p{L}/u.test(text) ||
      text.split(/[^\p{L}\p{N}]+/u).every((word) => isOrdinary(word.toLowerCase()));
    return isOurs || isSetting(text) ? instead : 'redacted';
  }

  #line(line: string): string {
    const rest = line.length - longest;
    const said = rest > 0 ? line.slice(0, longest) : line;
    const instead = said.replace(this.#shape, (found) => this.#instead(found));
    return rest > 0 ? `${instead} (${rest} more characters)` : instead;
  }

  #instead(found: string): string {
    const phrase = this.#names.phrases.get(found.toLowerCase());
    if (phrase !== undefined) return phrase;
    if (/^docs\/[a-z-]+\.md$/.test(found)) return found;
    const [, scheme, host = ''] = /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?([^/:?#]*)/i.exec(found) ?? [];
    if (scheme !== undefined) return `${scheme}://${this.#names.host(host)}/...`;
    if (found.includes('@')) return this.#address(found);
    if (/[\\/]/.test(found)) return '/...';
    return this.#token(found);
  }

  /** `from=a@b`, `rfc822;a@b`: what stands in front is not the address'. */
  #address(found: string): string {
    const [, front, rest = ''] = /^([a-z-]+=)(.+)$/is.exec(found) ?? [];
    if (front !== undefined && this.#names.isKnown(rest) && !this.#names.isKnown(found))
      return front + this.#names.address(rest);
    return this.#names.address(found);
  }

  #token(found: string): string {
    if (/^(?:(?:[0-9a-f]{2}:)+[0-9a-f]{2}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(found))
      return found.length < 40 ? found : this.#names.named('fingerprint', found);
    if (isNetworkAddress(found)) return this.#names.ip(found);
    const known = this.#names.word(found);
    if (known !== undefined) return known;
    if (isSetting(found) || splitFamilyName(found) !== undefined) return found;
    if (/^(?:[\p{L}\p{N}_-]+\.)+\p{L}[\p{L}\p{N}-]+$/u.test(found))
      return isFileName(found) ? this.#names.file(found) : this.#names.host(found);
    return found.replace(/[\p{L}\p{N}]+/gu, (piece) => this.#names.word(piece) ?? piece);
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function isSetting(text: string): boolean {
  return /^mailroot(?:\.[a-z]+)+$/i.test(text);
}

function isFileName(text: string): boolean {
  return /\.(?:eml|emlx|msg|txt|pem|crt|cer|key|json|md|html?|log|bad|bdr|ltr|rtr|itr|csv|pdf|tmp)$/i.test(text);
}
