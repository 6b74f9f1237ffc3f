/** Root may do everything: what a file's owner or mode forbids is tested as somebody else. */
import { chownSync } from 'node:fs';

const nobody = 65_534;

/** Acts as a user without privilege, who owns these folders. When we are such a user already, as ourselves. */
export async function withoutPrivilege(folders: readonly string[], act: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return act();
  for (const folder of folders) chownSync(folder, nobody, nobody);
  process.seteuid?.(nobody);
  try {
    await act();
  } finally {
    process.seteuid?.(0);
  }
}
