/**
 * One engine per MailRoot: `engine.lock`, created exclusively, tells who runs here and on which socket; its mtime is the heartbeat.
 * A lock is stale when its process is gone or another one has its pid (same host), or its heartbeat is old (another host). Clients
 * read it to find the socket. Reads and judges only what it wrote itself; anything else counts as stale and is replaced.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
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

/** What a judgement of somebody else's lock needs. */
export interface LockWorld {
  /** Epoch ms. */
  readonly now: number;
  /** Whether anybody listens on this control socket. */
  readonly answers: (socket: string) => Promise<boolean>;
}

/** Takes the lock, or says who has it. Atomic against other engines starting at the same moment. */
export async function takeLock(mailRoot: MailRoot, mine: LockFile, world: LockWorld): Promise<void> {
  const draft = draftOf(mailRoot, mine);
  try {
    await writeWhole(draft, mine);
    for (let tries = 0; tries < 3; tries++) {
      if (await linked(draft, mailRoot.lock)) return;
      await removeStale(mailRoot, mine, world);
    }
    throw new UserError(startingHere(mailRoot));
  } finally {
    await rm(draft, { force: true });
  }
}

/** Resolves to the text of the stale lock, or undefined when there is none (any more); rejects with who holds one that is not. */
async function staleText(mailRoot: MailRoot, mine: LockFile, world: LockWorld): Promise<string | undefined> {
  const text = await lockText(mailRoot.lock);
  if (text === undefined) return undefined;
  const holder = parseLock(text);
  if (holder === undefined || !(await isAlive(mailRoot, { holder, mine }, world))) return text;
  const elsewhere =
    holder.host === mine.host
      ? 'Use it (clients find it by themselves), or end it with "mailroot stop" first.'
      : `End it there first. If it is certain that none runs there any more, delete ${mailRoot.lock}.`;
  throw new UserError(
    `An engine already runs on ${mailRoot.root}: process ${holder.pid} on ${holder.host}. ${elsewhere}`,
  );
}

function startingHere(mailRoot: MailRoot): string {
  return `Another engine is just starting on ${mailRoot.root}. Use it, or try again in a moment.`;
}

/**
 * One engine at a time may remove a stale lock, and judges it again first. Where there is none any more nothing is removed: it would be the
 * lock of whoever was faster.
 */
async function removeStale(mailRoot: MailRoot, mine: LockFile, world: LockWorld): Promise<void> {
  if ((await staleText(mailRoot, mine, world)) === undefined) return;
  const guard = `${mailRoot.lock}.replacing.tmp`;
  if (!(await guarded(guard, world.now))) throw new UserError(startingHere(mailRoot));
  try {
    const stale = await staleText(mailRoot, mine, world);
    if (stale !== undefined) await setAside(mailRoot, draftOf(mailRoot, mine), stale);
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

/** What was set aside is looked at once more: if it is another than the stale one, a fresh lock was faster, and it gets its name back. */
async function setAside(mailRoot: MailRoot, aside: string, stale: string): Promise<void> {
  try {
    await rename(mailRoot.lock, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await lockText(aside)) !== stale) await linked(aside, mailRoot.lock);
  await rm(aside, { force: true });
}

/** A guard is a folder; one left by an engine that died in here is taken over after a while, by whoever can rename it away. */
async function guarded(guard: string, now: number): Promise<boolean> {
  if (await made(guard)) return true;
  const found = await stat(guard).catch(() => undefined);
  if (found === undefined || now - found.mtimeMs <= staleMs) return false;
  const old = guard.replace(/tmp$/, `${randomBytes(3).toString('hex')}.tmp`);
  const moved = await rename(guard, old).then(
    () => stat(old),
    () => undefined,
  );
  if (moved === undefined) return false;
  if (moved.ino !== found.ino) {
    // Somebody was faster, and this is the new guard.
    await rename(old, guard).catch(() => undefined);
    return false;
  }
  await rm(old, { recursive: true, force: true });
  return made(guard);
}

async function made(guard: string): Promise<boolean> {
  try {
    await mkdir(guard);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    return false;
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
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
  } finally {
    await file.close();
  }
}

/** Rewrites our own lock in place of the old one, for instance when the SMTP port is known. One that is no longer ours stays. */
export async function updateLock(mailRoot: MailRoot, mine: LockFile): Promise<void> {
  if (!(await isMine(mailRoot, mine))) return;
  const draft = draftOf(mailRoot, mine);
  try {
    await writeWhole(draft, mine);
    await rename(draft, mailRoot.lock);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Shows that we live. `now` is epoch ms. Resolves to false when the lock is no longer ours; a disk that can't say rejects. */
export async function beat(mailRoot: MailRoot, mine: LockFile, now: number): Promise<boolean> {
  if (!(await isMine(mailRoot, mine))) return false;
  await utimes(mailRoot.lock, now / 1000, now / 1000);
  return true;
}

/** Gives the lock back, if it is still ours. */
export async function releaseLock(mailRoot: MailRoot, mine: LockFile): Promise<void> {
  if (await isMine(mailRoot, mine)) await rm(mailRoot.lock, { force: true });
}

async function isMine(mailRoot: MailRoot, mine: LockFile): Promise<boolean> {
  const held = parseLock(await lockText(mailRoot.lock));
  return held?.pid === mine.pid && held.host === mine.host && held.startedAt === mine.startedAt;
}

/** The lock as it stands, or undefined when there is none that we can read. */
export async function readLock(mailRoot: MailRoot): Promise<LockFile | undefined> {
  return parseLock(await lockText(mailRoot.lock).catch(() => undefined));
}

async function lockText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

function parseLock(text: string | undefined): LockFile | undefined {
  try {
    const raw = JSON.parse(text ?? '') as Partial<LockFile> | null;
    const whole = typeof raw?.pid === 'number' && typeof raw.host === 'string' && typeof raw.socket === 'string';
    return whole && typeof raw.startedAt === 'number' ? (raw as LockFile) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the engine behind a lock runs. On this host its process must run and answer: after a restart of the machine anybody may have
 * its pid. A fresh heartbeat stands in for an answer, since somebody may have cleaned the temporary folder; and if the pid is our own
 * (a container that was started again), or the host another, it is all there is to go by.
 */
async function isAlive(
  mailRoot: MailRoot,
  { holder, mine }: { holder: LockFile; mine: LockFile },
  { now, answers }: LockWorld,
): Promise<boolean> {
  const found = await stat(mailRoot.lock).catch(() => undefined);
  const beats = found !== undefined && now - found.mtimeMs < staleMs;
  if (holder.host !== mine.host || holder.pid === mine.pid) return beats;
  return processRuns(holder.pid) && (beats || (await answers(holder.socket)));
}

function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
