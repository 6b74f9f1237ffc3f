/**
 * Who and what is called how instead: each address, domain, host, network address, file and id gets a name of its own, the same wherever it
 * occurs (`address-1@domain-1.example`). What was learned of a message beforehand is also known by its words. Loopback stays what it is.
 */
import { domainToASCII } from 'node:url';
import { decodeXtext } from '../../message/xtext';
import { isOrdinary } from './words';

/** `word` is any other text that one may be known by. */
type Kind =
  'address' | 'name' | 'host' | 'file' | 'id' | 'fingerprint' | 'boundary' | 'word' | 'domain' | 'ipv4' | 'ipv6';

export class Pseudonyms {
  readonly #given = new Map<string, string>();
  readonly #counts = new Map<Kind, number>();
  readonly #domains = new Set<string>();
  readonly #ids = new Set<string>();
  readonly #words = new Map<string, string>();
  readonly #phrases = new Map<string, string>();

  /** A sentence or a name with blanks in it, known as a whole. */
  get phrases(): ReadonlyMap<string, string> {
    return this.#phrases;
  }

  /** What a single word stands for, if it is one that was learned. */
  word(word: string): string | undefined {
    return this.#words.get(word.toLowerCase());
  }

  address(text: string): string {
    const known = [text, decodeXtext(text)].find((each) => this.#given.has(`address ${canonical(each)}`)) ?? text;
    const address = canonical(known);
    if (this.#ids.has(address))
      return this.#named('id', address, (number) => `id-${number}@${this.#domainOf(address)}`);
    return this.#named('address', address, (number) => {
      const domain = this.#domainOf(address);
      return domain === '' ? `address-${number}` : `address-${number}@${domain}`;
    });
  }

  isKnown(address: string): boolean {
    return this.#given.has(`address ${canonical(address)}`);
  }

  #domainOf(address: string): string {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    if (!address.includes('@')) return '';
    return domain.startsWith('[') ? `[${this.ip(domain.slice(1, -1))}]` : this.host(domain);
  }

  /** `*` and `*.` in front of a domain stay. */
  pattern(text: string): string {
    const [, wild = '', rest = ''] = /^(\*\.?|)(.*)$/s.exec(text) ?? [];
    return wild + (rest === '' ? '' : this.host(rest));
  }

  host(text: string): string {
    const host = asHost(text);
    if (host === '' || host === 'localhost' || host.endsWith('.localhost')) return text;
    if (isNetworkAddress(host)) return this.ip(host);
    if (this.#domains.has(host)) return this.#named('domain', host, (number) => `domain-${number}.example`);
    const above = host
      .split('.')
      .map((_, i, labels) => labels.slice(i).join('.'))
      .find((each) => this.#domains.has(each));
    if (above === undefined) return this.#named('host', host, (number) => `host-${number}.example`);
    return this.#named('host', host, (number) => `host-${number}.${this.host(above)}`);
  }

  ip(text: string): string {
    const address = text.toLowerCase().replace(/^ipv6:/, '');
    if (/^(?:127\.|0\.0\.0\.0$|::1$|::$|::ffff:127\.)/.test(address)) return text;
    const prefix = text.slice(0, text.length - address.length);
    if (address.includes(':'))
      return prefix + this.#named('ipv6', address, (number) => `2001:db8::${number.toString(16)}`);
    return this.#named(
      'ipv4',
      address,
      (number) => `198.${18 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`,
    );
  }

  file(name: string): string {
    const end = /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? '';
    return this.#named('file', name, (number) => `file-${number}${end}`);
  }

  named(kind: 'name' | 'fingerprint' | 'word', text: string): string {
    return this.#named(kind, text.toLowerCase(), (number) => `${kind}-${number}`);
  }

  boundary(text: string): string {
    return this.#named('boundary', text, (number) => `=_boundary_${number}_=`);
  }

  learnAddress(address: string): void {
    if (address === '') return;
    const [local, domain = ''] = splitAddress(canonical(address));
    this.learnDomain(domain);
    const instead = this.address(address).replace(/@.*$/, '');
    this.#learnWords(local.replace(/^"|"$/g, ''), instead);
  }

  learnDomain(text: string): void {
    const domain = asHost(text);
    if (domain === '' || domain.startsWith('[') || isNetworkAddress(domain) || domain === 'localhost') return;
    this.#domains.add(domain);
    const instead = this.host(domain);
    this.#words.set(domain, instead);
    const labels = domain.split('.');
    for (const label of labels.length > 1 ? labels.slice(0, -1) : labels)
      this.#learnWord(label, instead.replace(/\..*$/, ''));
  }

  learnHost(text: string): void {
    if (text !== '' && !isNetworkAddress(asHost(text)) && !isOrdinary(text.toLowerCase()))
      this.#words.set(text.toLowerCase(), this.host(text));
  }

  learnId(text: string): void {
    this.#ids.add(canonical(text));
    this.#given.set(`address ${canonical(text)}`, this.address(text));
  }

  /** A display name. */
  learnName(name: string): void {
    if (name.trim() !== '') this.#learnWords(name.trim().toLowerCase(), this.named('name', name));
  }

  learnFile(name: string): void {
    this.#learnWords(name.toLowerCase(), this.file(name));
  }

  /** A text that is known as a whole, a subject. */
  learnPhrase(text: string): void {
    const phrase = text.trim().toLowerCase();
    if (phrase.length < 3 || isOrdinary(phrase)) return;
    if (/^[\p{L}\p{N}]+$/u.test(phrase)) this.#learnWord(phrase, 'redacted');
    else this.#phrases.set(phrase, 'redacted');
  }

  /** The whole, and each part of it that is longer than two letters. */
  #learnWords(text: string, instead: string): void {
    if (!/^[\p{L}\p{N}._+'-]+$/u.test(text) && text !== '') this.#phrases.set(text, instead);
    else if (!isOrdinary(text)) this.#words.set(text, instead);
    for (const part of text.split(/[^\p{L}\p{N}]+/u)) if (part.length > 2) this.#learnWord(part, instead);
  }

  #learnWord(word: string, instead: string): void {
    if (!isOrdinary(word) && !this.#words.has(word)) this.#words.set(word, instead);
  }

  #named(kind: Kind, text: string, make: (number: number) => string): string {
    const key = `${kind} ${text}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    const made = make(number);
    this.#given.set(key, made);
    return made;
  }
}

/** One way to write an address: case does not tell two apart. */
function canonical(address: string): string {
  const [local, domain] = splitAddress(address.normalize('NFC').toLowerCase());
  return domain === undefined ? local : `${local}@${asHost(domain)}`;
}

function splitAddress(address: string): [local: string, domain?: string] {
  const at = address.lastIndexOf('@');
  return at < 0 ? [address] : [address.slice(0, at), address.slice(at + 1)];
}

function asHost(text: string): string {
  const host = text.toLowerCase().replace(/\.$/, '');
  return host.startsWith('[') ? host : domainToASCII(host) || host;
}

export function isNetworkAddress(text: string): boolean {
  const address = text.replace(/^\[|\]$/g, '').replace(/^ipv6:/i, '');
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return true;
  const colons = address.split(':').length - 1;
  return /^[0-9a-f:.]+$/i.test(address) && (address.includes('::') || colons === 7) && colons < 9;
}
