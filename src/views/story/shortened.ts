/** A text that is too long for a page, cut; how much is missing is said. Pure. */

const longest = 2_000;

export function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length - longest} more characters)`;
}
