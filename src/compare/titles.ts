/** What each part of a message is called in a comparison: its file name, else its media type; numbered where that is not unique. Pure. */
import type { Part } from '../language/model/part';
import { nameOf } from '../preview/mail/content';
import { partsById, type Mail } from '../preview/mail/mail';

export interface Titles {
  of(part: Part): string;
  /** The part that `cid:` of this Content-ID leads to. */
  named(contentId: string): string | undefined;
}

export function titlesOf(mail: Mail): Titles {
  const titles = new Map<Part, string>();
  const counts = new Map<string, number>();
  for (const part of mail.message.parts) {
    const plain = nameOf(mail, part)?.replace(/\s+/g, ' ') ?? part.type.word;
    const count = (counts.get(plain) ?? 0) + 1;
    counts.set(plain, count);
    const title = count === 1 ? plain : `${plain} (${count})`;
    titles.set(part, title);
  }
  const byId = partsById(mail);
  const of = (part: Part): string => titles.get(part) ?? part.type.word;
  return {
    of,
    named: (id) => {
      const part = byId.get(id);
      return part && of(part);
    },
  };
}
