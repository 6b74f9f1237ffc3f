/**
 * One engine per MailRoot: `engine.lock`, created exclusively, tells who runs here and on which socket; its mtime is the heartbeat.
 * A lock is stale when its process is gone (same host) or its heartbeat is old (another host). Clients read it to find the socket.
 * Reads and judges only what it wrote itself; anything else in the file counts as stale and is replaced.
 */
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { UserError, errorCode } from '../ports';
import type { MailRoot } from './layout';

export interface LockFile {
  readonly pid: number;
  readonly host: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Unix socket path or Windows named pipe. */
  readonly socket: string;
  readonly smtpHost?: string;
  readonly smtpPort?: number;
}

/** Another host's lock is believed for this long after its last heartbeat. */
export const heartbeatMs = 5_000;
const staleMs = 6 * heartbeatMs;

/** Takes the lock, or says who has it. Atomic against other engines starting at the same moment. */
export async function takeLock(mailRoot: MailRoot, mine: LockFile, now: number): Promise<void> {
  const draft = `${mailRoot.lock}.${mine.pid}.tmp`;
  await writeWhole(draft, mine);
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (await linked(draft, mailRoot.lock)) return;
      const holder = await readLock(mailRoot);
      if (holder !== undefined && (await isAlive(mailRoot, holder, now))) throw new UserError(heldBy(mailRoot, holder));
      await setAside(mailRoot, holder);
    }
    throw new UserError(`Could not take ${mailRoot.lock}: another engine keeps starting here. Stop it, or try again.`);
  } finally {
    await rm(draft, { force: true });
  }
}

function heldBy(mailRoot: MailRoot, holder: LockFile): string {
  return (
    `An engine already runs on ${mailRoot.root}: process ${holder.pid} on ${holder.host}. ` +
    'Use it (clients find it by themselves), or end it with "mailroot stop" first.'
  );
}

/** A stale lock is renamed away first: of two engines that find it stale, one wins, and a fresh lock is never removed. */
async function setAside(mailRoot: MailRoot, judged: LockFile | undefined): Promise<void> {
  const aside = `${mailRoot.lock}.stale-${process.pid}.tmp`;
  try {
    await rename(mailRoot.lock, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const taken = parseLock(await readFile(aside, 'utf8').catch(() => ''));
  if (taken?.startedAt !== judged?.startedAt || taken?.pid !== judged?.pid) await linked(aside, mailRoot.lock);
  await rm(aside, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function writeWhole(path: string, content: LockFile): Promise<void> {
  const file = await open(path, 'w', 0o600);
  await file.writeFile(`${JSON.stringify(content)}\n`);
  await file.close();
}

/** Rewrites our own lock in place of the old one, for instance when the SMTP port is known. */
export async function updateLock(mailRoot: MailRoot, mine: LockFile): Promise<void> {
  const draft = `${mailRoot.lock}.${mine.pid}.tmp`;
  await writeWhole(draft, mine);
  await rename(draft, mailRoot.lock);
}

/** Shows that we live. `now` is epoch ms. Resolves to false when the lock is no longer ours. */
export async function beat(mailRoot: MailRoot, mine: LockFile, now: number): Promise<boolean> {
  const held = await readLock(mailRoot);
  if (held?.pid !== mine.pid || held.startedAt !== mine.startedAt) return false;
  await utimes(mailRoot.lock, now / 1000, now / 1000);
  return true;
}

/** Gives the lock back, if it is still ours. */
export async function releaseLock(mailRoot: MailRoot, mine: LockFile): Promise<void> {
  const held = await readLock(mailRoot);
  if (held?.pid === mine.pid && held.startedAt === mine.startedAt) await rm(mailRoot.lock, { force: true });
}

/** The lock as it stands, or undefined when there is none that we can read. */
export async function readLock(mailRoot: MailRoot): Promise<LockFile | undefined> {
  return parseLock(await readFile(mailRoot.lock, 'utf8').catch(() => ''));
}

function parseLock(text: string): LockFile | undefined {
  try {
    const raw = JSON.parse(text) as Partial<LockFile> | null;
    const whole = typeof raw?.pid === 'number' && typeof raw.host === 'string' && typeof raw.socket === 'string';
    return whole && typeof raw.startedAt === 'number' ? (raw as LockFile) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the engine behind a lock runs: by its process on this host, by its heartbeat on another. */
export async function isAlive(mailRoot: MailRoot, holder: LockFile, now: number): Promise<boolean> {
  if (holder.host === hostname()) return processRuns(holder.pid);
  const found = await stat(mailRoot.lock).catch(() => undefined);
  return found !== undefined && now - found.mtimeMs < staleMs;
}

function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
