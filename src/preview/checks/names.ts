/** The checks there are, in the order in which they are listed. What each does is in a module of its own, loaded when it is first opened. */

export const checks = {
  clients: { label: 'Mail programs', what: 'HTML and CSS that some mail programs do not support' },
  links: { label: 'Links', what: 'Where links lead, and whether they can be followed' },
  weight: { label: 'Weight', what: 'Size of the message, of its parts and of its images' },
  accessibility: {
    label: 'Accessibility',
    what: 'Whether everybody can read it: words for images, language, contrast',
  },
} as const;

export type CheckName = keyof typeof checks;
export const checkNames = Object.keys(checks) as readonly CheckName[];

export function isCheckName(name: unknown): name is CheckName {
  return typeof name === 'string' && Object.hasOwn(checks, name);
}
