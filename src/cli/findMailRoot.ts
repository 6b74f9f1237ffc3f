/**
 * Which MailRoot a command is about: `--root`, else $MAILROOT (set in VS Code's terminals), else the nearest one at or above the
 * working directory: the folder itself, or a `MailRoot` in it. Makes nothing; says where it looked when there is none.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { mailRootAt, type MailRoot } from '../engine/mailroot/layout';
import { CliError, exit } from './exit';

export interface Asked {
  /** `--root`, as given. */
  readonly root?: string;
}

/** Throws a CliError when the MailRoot named does not exist, or none is found. */
export function findMailRoot({ root }: Asked, cwd = process.cwd(), env = process.env): MailRoot {
  if (root !== undefined) return named(resolve(cwd, root), '--root');
  const fromEnvironment = env['MAILROOT'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return named(resolve(cwd, fromEnvironment), '$MAILROOT');
  return nearest(cwd);
}

function named(path: string, by: string): MailRoot {
  if (isMailRoot(path)) return mailRootAt(path);
  throw new CliError(
    exit.noInput,
    `${path} (named by ${by}) is not a MailRoot: it needs the folders Pickup and Queue. Correct the path, or make one there with "mailroot serve ${path}".`,
  );
}

function nearest(cwd: string): MailRoot {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const candidate of [join(folder, 'MailRoot'), folder]) {
      if (isMailRoot(candidate)) return mailRootAt(candidate);
    }
    if (folder === dirname(folder)) break;
  }
  throw new CliError(
    exit.noInput,
    `No MailRoot in ${cwd} or above it. Name one with --root or $MAILROOT, or make one with "mailroot serve MailRoot".`,
  );
}

/** A folder with Pickup and Queue in it. */
function isMailRoot(path: string): boolean {
  return ['Pickup', 'Queue'].every((name) => isFolder(join(path, name)));
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
