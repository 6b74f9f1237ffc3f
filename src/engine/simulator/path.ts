/** The path of MAIL and RCPT, as far as a simulated host has to know it. Pure. */
import { isAddress } from '../message/pathLine';

export interface Path {
  /** `''` is the null path. */
  readonly address: string;
  /** Decoded (RFC 3461 §4). */
  readonly envid: string | undefined;
}

/** `MAIL FROM:<a@b> ENVID=x`. Undefined when there is no path in it that can be one. */
export function pathOf(line: string, word: 'FROM' | 'TO'): Path | undefined {
  const [, said = '', address = '', parameters = ''] = /^\S+\s+(FROM|TO)\s*:\s*<([^<>]*)>(.*)$/i.exec(line) ?? [];
  if (said.toUpperCase() !== word || (address !== '' && !isAddress(address))) return undefined;
  const [, envid] = /\sENVID=(\S+)/i.exec(parameters) ?? [];
  return { address, envid: envid === undefined ? undefined : fromXtext(envid) };
}

function fromXtext(text: string): string {
  return text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
