/** The checks there are, in the order in which they are listed. What each does is in a module of its own, loaded when it is first opened. */

export const checks = {
  links: { label: 'Links', what: 'Where links lead, and whether they can be followed' },
  weight: { label: 'Weight', what: 'Size of the message, of its parts and of its images' },
} as const;

export type CheckName = keyof typeof checks;
export const checkNames = Object.keys(checks) as readonly CheckName[];

export function isCheckName(name: unknown): name is CheckName {
  return typeof name === 'string' && Object.hasOwn(checks, name);
}
