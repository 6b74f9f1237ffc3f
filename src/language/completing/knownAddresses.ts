/** The addresses of many messages, counted once for each: what completion offers first is what is written most. Pure. */
import { decodeWords } from '../../engine/message/encodedWord';
import { fieldKind } from '../knowledge/headerFields';
import { readAddresses } from '../model/addresses';
import { readHead, unfolded } from '../model/fields';
import { cut } from '../model/span';
import type { KnownAddress } from './suggestion';

/** More would not be looked through by anybody. */
const mostAddresses = 500;
/** Of one message: one to a thousand recipients says little about whom one writes to. */
const mostOfOne = 50;

/** Takes the beginnings of messages, their heads at least. */
export function knownAddresses(texts: Iterable<string>): KnownAddress[] {
  const found = new Map<string, KnownAddress>();
  for (const text of texts) {
    for (const { address, name } of addressesOf(text)) {
      const key = address.toLowerCase();
      const known = found.get(key);
      const { messages = 0, ...first } = known ?? { address, name };
      found.set(key, { ...first, ...(first.name === '' && { name }), messages: messages + 1 });
    }
  }
  return [...found.values()]
    .sort((a, b) => b.messages - a.messages || (a.address < b.address ? -1 : 1))
    .slice(0, mostAddresses);
}

/** Each once. Those of the simulator are offered anyway. */
function addressesOf(text: string): { address: string; name: string }[] {
  const found = new Map<string, { address: string; name: string }>();
  for (const { key: field, value } of readHead(text, 0).fields) {
    if (fieldKind(field) !== 'addresses') continue;
    for (const box of readAddresses(text, value)) {
      if (found.size >= mostOfOne) return [...found.values()];
      if (box.problem !== undefined || box.domain === undefined || /(?:^|\.)sim\.test$/i.test(cut(text, box.domain)))
        continue;
      const name = box.name === undefined ? '' : displayName(unfolded(text, box.name));
      const key = box.text.toLowerCase();
      if (!found.has(key)) found.set(key, { address: box.text, name });
    }
  }
  return [...found.values()];
}

function displayName(written: string): string {
  const plain = written.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/g, '$1');
  return decodeWords(plain).trim();
}
