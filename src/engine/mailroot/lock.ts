/**
 * One engine per MailRoot: `engine.lock`, created exclusively, tells who runs here and on which socket; its mtime is the heartbeat.
 * A lock is stale when its process is gone (same host) or its heartbeat is old (another host). Clients read it to find the socket.
 * Reads and judges only what it wrote itself; anything else in the file counts as stale and is replaced.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
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
  const draft = draftOf(mailRoot, mine);
  await writeWhole(draft, mine);
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (await linked(draft, mailRoot.lock)) return;
      await refuseIfHeld(mailRoot, now);
      await removeStale(mailRoot, now);
    }
    throw new UserError(startingHere(mailRoot));
  } finally {
    await rm(draft, { force: true });
  }
}

async function refuseIfHeld(mailRoot: MailRoot, now: number): Promise<void> {
  const holder = await readLock(mailRoot);
  if (holder === undefined || !(await isAlive(mailRoot, holder, now))) return;
  throw new UserError(
    `An engine already runs on ${mailRoot.root}: process ${holder.pid} on ${holder.host}. ` +
      'Use it (clients find it by themselves), or end it with "mailroot stop" first.',
  );
}

function startingHere(mailRoot: MailRoot): string {
  return `Another engine is just starting on ${mailRoot.root}. Use it, or try again in a moment.`;
}

/** One engine at a time may remove a stale lock, and judges it again first: a fresh lock is never removed. */
async function removeStale(mailRoot: MailRoot, now: number): Promise<void> {
  const guard = `${mailRoot.lock}.replacing.tmp`;
  if (!(await guarded(guard, now))) throw new UserError(startingHere(mailRoot));
  try {
    await refuseIfHeld(mailRoot, now);
    await rm(mailRoot.lock, { force: true });
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

/** A guard is a folder; one left by an engine that died in here is taken over after a while. */
async function guarded(guard: string, now: number): Promise<boolean> {
  try {
    await mkdir(guard);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    const found = await stat(guard).catch(() => undefined);
    return found !== undefined && now - found.mtimeMs > staleMs;
  }
}

function draftOf(mailRoot: MailRoot, mine: LockFile): string {
  return `${mailRoot.lock}.${mine.pid}-${randomBytes(3).toString('hex')}.tmp`;
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
  const draft = draftOf(mailRoot, mine);
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
