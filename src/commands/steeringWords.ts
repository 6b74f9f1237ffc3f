/** What a person types when steering messages: addresses and durations. Pure. */

/** Addresses separated by commas or blanks; `problem` names the first that can't be one. The engine judges them closely. */
export function addressList(text: string): { readonly addresses: readonly string[]; readonly problem?: string } {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const wrong = words.find((word) => /[<>()"]/.test(word));
  return wrong === undefined ? { addresses: words } : { addresses: [], problem: `${wrong} is not an address.` };
}

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `2h`, `1d` in milliseconds; undefined when it is no such thing. */
export function durationMs(text: string): number | undefined {
  const [, count, unit = ''] = /^\s*(\d+)\s*([smhd])\s*$/i.exec(text) ?? [];
  const ms = Number(count) * (unitsMs[unit.toLowerCase()] ?? Number.NaN);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
}
