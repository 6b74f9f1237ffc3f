/** Real folders for tests: a fresh MailRoot under the system's temp folder, removed when the test ends. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { folderNames, mailRootAt, type MailRoot } from '../../src/engine/mailroot/layout';

export function tempFolder(t: Pick<TestContext, 'after'>, above = tmpdir()): string {
  const path = mkdtempSync(join(above, 'mailroot-'));
  // An engine that a test started may write its last files while its folder goes; what a test has mounted is still there.
  const options = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 } as const;
  t.after(() => rm(path, options).catch(() => undefined));
  return path;
}

/** In memory where the system has such a place: for tests that sync a thousand times and ask nothing of the real disk. */
export function tempFolderInMemory(t: Pick<TestContext, 'after'>): string {
  return tempFolder(t, existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
}

/** A MailRoot with all its folders, empty. */
export function tempMailRoot(t: Pick<TestContext, 'after'>): MailRoot {
  const mailRoot = mailRootAt(join(tempFolder(t), 'MailRoot'));
  for (const name of folderNames) mkdirSync(mailRoot[name], { recursive: true });
  return mailRoot;
}

/** Every file in a folder and below. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
