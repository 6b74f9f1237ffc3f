/**
 * A MailRoot on a disk that can die at any call: from then on every call fails and does nothing, and what a kill or a power cut left
 * stands in another folder, for the next engine. It can also fail once, or be full. One at a time in a process.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { folderNames, mailRootAt, type MailRoot } from '../../src/engine/mailroot/layout';
import { diskCalls, witnessDisk, type DiskCall, type Verdict } from '../support/disk';
import { DiskMemory, type Chance } from '../support/powerCut';
import { tempFolderInMemory } from '../support/tempFolder';

export type Death = 'kill' | 'power cut';

export const dead = Symbol('the disk died meanwhile');

/** What the engine that is left behind hears of every call. */
const gone = { fail: 'EDEAD' } as const;

/** One call of these kinds fails with the code, after so many of them that do not. */
export interface Failure {
  readonly kinds: readonly DiskCall['kind'][];
  readonly code: string;
  readonly skip: number;
}

interface Life {
  readonly mailRoot: MailRoot;
  readonly memory: DiskMemory;
  isDead: boolean;
  underWay: number;
  still: (() => void)[];
}

/** Calls that need room. */
const needsRoom = ({ kind, makes }: DiskCall): boolean =>
  makes === true || ['write', 'writeFile', 'appendFile', 'mkdir', 'link'].includes(kind);

export class MortalDisk {
  /** Calls that were answered, of all lives. */
  calls = 0;
  deaths = 0;
  isFull = false;
  /** Calls that the hardware says it carried out, and did not: a planted fault. */
  forgets: (call: DiskCall) => boolean = () => false;
  /** Called at the instant of death. */
  onDeath: () => void = () => undefined;
  readonly #above: string;
  readonly #chance: Chance;
  #life: Life;
  #deathIn: number | undefined;
  #deathKind: Death = 'kill';
  #failure: { kinds: Failure['kinds']; code: string; skip: number } | undefined;
  #waiting: (() => void)[] = [];

  constructor(t: Pick<TestContext, 'after'>, chance: Chance) {
    this.#above = tempFolderInMemory(t);
    this.#chance = chance;
    this.#life = newLife(join(this.#above, 'life-0'));
    witnessDisk(t, this.#above, { judge: this.#judge.bind(this), witness: this.#witness.bind(this) });
  }

  get mailRoot(): MailRoot {
    return this.#life.mailRoot;
  }

  get isDead(): boolean {
    return this.#life.isDead;
  }

  /** Of this life only: false for ever once it is over. */
  lives(): () => boolean {
    const life = this.#life;
    return () => !life.isDead;
  }

  dieIn(calls: number, kind: Death): void {
    this.#deathIn = calls;
    this.#deathKind = kind;
  }

  failOnce(failure: Failure): void {
    this.#failure = { ...failure };
  }

  /** The so-manieth call from now fails, whatever it is. */
  failAt(calls: number, code: string): void {
    this.failOnce({ kinds: diskCalls, code, skip: calls });
  }

  /** Whatever was planned does not happen. */
  heal(): void {
    this.#failure = undefined;
    this.#deathIn = undefined;
    this.isFull = false;
  }

  /** Whether anything that was planned is still to come. */
  get isHealthy(): boolean {
    return this.#failure === undefined && this.#deathIn === undefined && !this.isFull;
  }

  /** A file that a program wrote, without asking for more. */
  wrote(path: string): void {
    this.#life.memory.wrote(path);
  }

  /** A file that a person deleted. */
  removed(path: string): void {
    this.#life.memory.done({ kind: 'unlink', path });
  }

  /** Whether a power cut now would leave the file whole. */
  isDurable(path: string): boolean {
    return this.#life.memory.isDurable(path);
  }

  /** Resolves to what comes of it, or to the news of death. */
  async unlessDead<T>(doing: Promise<T>): Promise<T | typeof dead> {
    doing.catch(() => undefined);
    if (this.isDead) return dead;
    const death = new Promise<typeof dead>((resolve) => this.#waiting.push(() => resolve(dead)));
    return Promise.race([doing, death]);
  }

  /** What death left stands in a new folder, and calls are answered there. */
  async revive(): Promise<void> {
    const life = this.#life;
    this.deaths += 1;
    if (life.underWay > 0) await new Promise<void>((resolve) => life.still.push(resolve));
    const into = join(this.#above, `life-${this.deaths}`);
    if (this.#deathKind === 'power cut') {
      life.memory.cut(into, this.#chance);
      rmSync(life.mailRoot.root, { recursive: true, force: true });
    } else renameSync(life.mailRoot.root, into);
    this.#life = newLife(into);
  }

  /** The end: nothing is answered any more. */
  close(): void {
    this.#life.isDead = true;
  }

  #isOurs({ path }: DiskCall): boolean {
    return path.startsWith(this.#life.mailRoot.root);
  }

  #judge(call: DiskCall): Verdict {
    const life = this.#life;
    if (!this.#isOurs(call) || life.isDead) return gone;
    if (this.#deathIn !== undefined && this.#deathIn-- <= 0) {
      this.#die();
      return gone;
    }
    this.calls += 1;
    const code = this.#failing(call);
    if (code !== undefined) return { fail: code };
    life.underWay += 1;
    life.memory.began(call);
    return undefined;
  }

  #failing(call: DiskCall): string | undefined {
    if (this.isFull && needsRoom(call)) return 'ENOSPC';
    const failure = this.#failure;
    if (failure?.kinds.includes(call.kind) !== true || failure.skip-- > 0) return undefined;
    this.#failure = undefined;
    return failure.code;
  }

  #die(): void {
    this.#life.isDead = true;
    this.#deathIn = undefined;
    this.onDeath();
    for (const tell of this.#waiting.splice(0)) tell();
  }

  #witness(call: DiskCall, done: boolean): void {
    const life = this.#life;
    if (!this.#isOurs(call)) return;
    life.underWay -= 1;
    if (done && !this.forgets(call)) life.memory.done(call);
    if (life.underWay === 0) for (const tell of life.still.splice(0)) tell();
  }
}

function newLife(root: string): Life {
  const mailRoot = mailRootAt(root);
  for (const folder of folderNames) mkdirSync(mailRoot[folder], { recursive: true });
  return { mailRoot, memory: new DiskMemory(mailRoot), isDead: false, underWay: 0, still: [] };
}
