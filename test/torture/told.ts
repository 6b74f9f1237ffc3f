/** What the senders heard: notifications of ours, counted by whom they are about. */
import type { FolderName } from '../../src/engine/mailroot/layout';

interface Folders {
  files(folder: FolderName): string[];
  read(folder: FolderName, file: string): string;
}

/** Failure notifications that name the recipient, wherever they came: a person may have given up or taken away one of them. */
export function failuresTold(world: Folders, address: string): number {
  const names = (['Drop', 'Queue', 'Sent', 'BadMail'] as const).flatMap((folder) =>
    world.files(folder).map((file) => ({ folder, file })),
  );
  const told = names.filter(
    ({ folder, file }) => /-[a-z]\d+\.(eml|bad)$/.test(file) && isFailureAbout(world.read(folder, file), address),
  );
  return new Set(told.map(({ file }) => file.replace(/\..*/, ''))).size;
}

function isFailureAbout(text: string, address: string): boolean {
  const about = new RegExp(`^final-recipient: rfc822; ${address}\r?$`, 'im');
  return text.split('\r\n\r\n').some((block) => about.test(block) && /^action: failed/im.test(block));
}
