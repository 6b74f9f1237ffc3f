/**
 * A BadMail that lies elsewhere (`mailroot.badMail.folder`): `BadMail` in the MailRoot becomes a link to it, so that everybody who looks
 * there, people, scripts and programs, finds what is bad under the one name. Nothing in any folder is moved or removed; where that is
 * in the way, the old place stays in use and the sentence says what to do.
 */
import { lstat, mkdir, readlink, rmdir, symlink, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, resolve, sep } from 'node:path';
import { errorCode, errorText } from '../ports';
import { makeFolder, syncFolder } from './durable';
import type { MailRoot } from './layout';

/** `setting` is relative to the MailRoot, or absolute; `~` is the home folder; `''` is the MailRoot's own. Resolves to a trouble, if any. */
export async function placeBadMail(mailRoot: MailRoot, setting: string): Promise<string | undefined> {
  try {
    if (setting === '') return await ownFolder(mailRoot);
    const target = resolve(mailRoot.root, setting.replace(/^~(?=$|[/\\])/, homedir()));
    if (target === mailRoot.BadMail) return await ownFolder(mailRoot);
    if (isInside(mailRoot.root, target))
      return `mailroot.badMail.folder is ${target}: that is in the MailRoot itself or around it. Name another folder.`;
    return await linkTo(mailRoot, target);
  } catch (error) {
    return `BadMail can't be set up as mailroot.badMail.folder says (${errorText(error)}). Correct that, or choose another folder.`;
  }
}

/** Whether one is in the other, or they are the same. */
function isInside(root: string, target: string): boolean {
  return `${target}${sep}`.startsWith(`${root}${sep}`) || `${root}${sep}`.startsWith(`${target}${sep}`);
}

async function ownFolder({ BadMail }: MailRoot): Promise<string | undefined> {
  if (await linkOf(BadMail)) await unlink(BadMail);
  await makeFolder(BadMail);
  return undefined;
}

async function linkTo({ BadMail }: MailRoot, target: string): Promise<string | undefined> {
  // First the link: what is bad must not go to the old place only because the new one is not there now.
  const old = await linkOf(BadMail);
  if (old === undefined && !(await isCleared(BadMail))) {
    return (
      `mailroot.badMail.folder is ${target}, but ${BadMail} has files in it and stays in use. ` +
      'Move them there (or elsewhere), and start the engine again.'
    );
  }
  if (old !== target) {
    if (old !== undefined) await unlink(BadMail);
    await symlink(target, BadMail, 'junction');
    await syncFolder(dirname(BadMail));
  }
  await mkdir(target, { recursive: true });
  return undefined;
}

/** Where the link leads to; undefined when it is none. */
async function linkOf(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSymbolicLink() === true ? resolve(dirname(path), await readlink(path)) : undefined;
}

/** An empty folder is taken away; one with files in it stays. */
async function isCleared(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}
