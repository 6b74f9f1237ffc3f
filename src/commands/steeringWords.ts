/** What a person types when steering messages: addresses and durations. Pure. */
import { durationMs } from '../engine/message/duration';

/** Addresses separated by commas or blanks; `problem` names the first that can't be one. The engine judges them closely. */
export function addressList(text: string): { readonly addresses: readonly string[]; readonly problem?: string } {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const wrong = words.find((word) => /[<>()"]/.test(word));
  return wrong === undefined ? { addresses: words } : { addresses: [], problem: `${wrong} is not an address.` };
}

/** As durationMs, but blanks and capital letters do no harm in a box. */
export function typedDurationMs(text: string): number | undefined {
  return durationMs(
    text
      .toLowerCase()
      .replace(/\s+(?=[smhd]\s*$)/, '')
      .trim(),
  );
}
