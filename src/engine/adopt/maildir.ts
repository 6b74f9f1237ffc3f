/** Maildir: one message a file in `new` and `cur`, flags behind its name. What its reader threw away or has not finished is not sent. Pure. */

/** The subfolders with messages, in the order in which they are read; `tmp` is being written. */
export const maildirFolders = ['new', 'cur'] as const;

/** Why a file of a Maildir is not adopted, or undefined. */
export function passedOver(fileName: string): string | undefined {
  const flags = flagsOf(fileName);
  if (flags.includes('T')) return 'it is in the trash of its Maildir (flag T)';
  if (flags.includes('D')) return 'it is a draft (flag D)';
  return undefined;
}

/** `1700000000.M1P2.host:2,FS` has F and S. Where a colon is no file name, `;` or `!` stands for it. */
function flagsOf(fileName: string): string {
  return /[:;!]2,([A-Za-z]*)$/.exec(fileName)?.[1] ?? '';
}
