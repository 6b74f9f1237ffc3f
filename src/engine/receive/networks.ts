/**
 * Lists of addresses and networks (`192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`), as allow and deny lists have them. What is no network
 * matches nobody: the settings are checked where they are read.
 */
import { BlockList, isIP } from 'node:net';

export interface Networks {
  has(address: string): boolean;
}

export function networksOf(texts: readonly string[]): Networks {
  const list = new BlockList();
  for (const found of texts.flatMap((text) => parse(text) ?? []))
    list.addSubnet(found.address, found.bits, found.family);
  const check = (address: string): boolean => {
    const family = familyOf(address);
    return family !== undefined && list.check(address, family);
  };
  return remembering(check);
}

/** Each command of a session asks again, and few addresses ask at a time. */
function remembering(check: (address: string) => boolean): Networks {
  const known = new Map<string, boolean>();
  return {
    has: (address) => {
      const before = known.get(address);
      if (before !== undefined) return before;
      if (known.size >= knownAtMost) known.clear();
      const found = check(address);
      known.set(address, found);
      return found;
    },
  };
}
const knownAtMost = 1_000;

function parse(text: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const family = familyOf(address);
  if (family === undefined) return undefined;
  const longest = family === 'ipv4' ? 32 : 128;
  const bits = length === undefined ? longest : Number(length);
  return bits > longest ? undefined : { address, bits, family };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
