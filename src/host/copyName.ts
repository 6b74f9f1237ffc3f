/** What a copy of a message is called outside the MailRoot: after its subject, so that a person finds it again. Pure. */

const longest = 60;

export function copyName(subject: string, id: string): string {
  const words = subject
    .replace(/[^\p{L}\p{N}._ -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[. -]+/, '');
  const name = words.slice(0, longest).replace(/[. \ud800-\udbff]+$/, '');
  // Names that Windows keeps for devices.
  const usable = name !== '' && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
  return `${usable ? name : id.replace(/\.eml$/i, '')}.eml`;
}
