/**
 * A spool on a mortal disk, and a remote host with moods. Keeps count of what was handed in, who has it, and how often it may come twice:
 * only where the host's reply was lost, in a crash or because it was never sent.
 */
import assert from 'node:assert/strict';
import { openSessionLog } from '../../src/engine/mailroot/sessionLog';
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import { defaultConfig } from '../../src/engine/config';
import type { Command } from '../../src/engine/mailroot/command';
import { decodeEnvelope, type Envelope } from '../../src/engine/mailroot/envelope';
import { folderNames, type FolderName, type MailRoot } from '../../src/engine/mailroot/layout';
import { UserError, errorCode, silentLog, type Clock } from '../../src/engine/ports';
import { openSpool, type Spool } from '../../src/engine/spool';
import { openTroubles } from '../../src/engine/troubles';
import { manualClock } from '../support/manualClock';
import type { Chance } from '../support/powerCut';
import { fakeResolver } from '../support/sandbox';
import { newLetter, type Letter, type Paper } from './letter';
import { failuresTold } from './told';
import { MortalDisk, dead } from './mortalDisk';
import { RemoteHost } from './remoteHost';

export class World {
  /** Time as it goes by; what the engine takes for the time is `now`. */
  readonly clock = manualClock();
  readonly host = new RemoteHost();
  readonly letters: Letter[] = [];
  readonly disk: MortalDisk;
  #spool: Spool | undefined;
  #setBackMs = 0;
  #asking: Promise<unknown> = Promise.resolve();
  #changing: (() => void)[] = [];

  constructor(t: Pick<TestContext, 'after'>, chance: Chance) {
    this.disk = new MortalDisk(t, chance);
    this.disk.onDeath = () => this.host.cutOff();
  }

  now(): number {
    return this.clock.now() - this.#setBackMs;
  }

  /** The clock of the machine is set; timers run on as if nothing had happened. */
  setBack(ms: number): void {
    this.#setBackMs += ms;
  }

  get mailRoot(): MailRoot {
    return this.disk.mailRoot;
  }

  get spool(): Spool {
    assert.ok(this.#spool);
    return this.#spool;
  }

  /** Opens a spool on what is there. A start that the disk refuses is tried again, as by whoever starts engines. */
  async open(): Promise<void> {
    for (;;) {
      const opening = openSpool(this.#ports(await this.host.renew())).catch((error: unknown) => {
        if (errorCode(error) === undefined && !(error instanceof UserError)) throw error;
        this.disk.isFull = false;
        return undefined;
      });
      const opened = await this.disk.unlessDead(opening);
      if (opened === dead) await this.#revive();
      else if (opened !== undefined) {
        this.#spool = opened;
        return;
      }
    }
  }

  #ports(port: number): Parameters<typeof openSpool>[0] {
    const lives = this.disk.lives();
    const config = { ...defaultConfig, remoteDomains: { 'there.test': `127.0.0.1:${port}` }, 'sent.keep': 1_000_000 };
    const clock: Clock = {
      now: () => this.now(),
      after: (ms, run) =>
        this.clock.after(ms, () => {
          if (lives()) run();
        }),
    };
    return {
      mailRoot: this.mailRoot,
      clock,
      log: silentLog,
      random: () => 0.5,
      config: () => config,
      fqdn: () => 'host.test',
      secret: () => undefined,
      troubles: openTroubles(silentLog, () => undefined),
      sessions: openSessionLog({ mailRoot: this.mailRoot, clock, log: silentLog, keep: () => 0 }),
      resolver: fakeResolver(),
      simulated: () => undefined,
      onProgress: ({ pickupFile, stage }) => {
        if (!lives() || stage !== 'queued') return;
        for (const letter of this.letters) if (letter.name === pickupFile) letter.owner = 'ours';
      },
      onOutcome: () => undefined,
      onChange: () => {
        for (const tell of this.#changing.splice(0)) tell();
      },
    };
  }

  async hand(paper: Paper): Promise<void> {
    const letter = newLetter(paper);
    this.letters.push(letter);
    if (letter.how === 'pickup') this.#put(letter);
    else await this.#send(letter);
  }

  #put({ name, text, sender, recipients }: Letter): void {
    const path = join(this.mailRoot.Pickup, name);
    const lines = [`X-Sender: <${sender}>`, ...recipients.map((each) => `X-Receiver: <${each}>`)];
    writeFileSync(`${path}.tmp`, `${lines.join('\r\n')}\r\n${text}`);
    renameSync(`${path}.tmp`, path);
    this.disk.wrote(path);
  }

  async #send(letter: Letter): Promise<void> {
    const { sender, recipients, text } = letter;
    letter.owner = 'unclear';
    const accepting = this.spool.accept({
      client: 'client.test [127.0.0.1]',
      reversePath: sender,
      recipients: recipients.map((address) => ({ address })),
      content: Readable.from([Buffer.from(text.slice(0, 70)), Buffer.from(text.slice(70))]),
      received: 'from client.test by host.test with ESMTP id $id',
    });
    const end = await this.disk.unlessDead(
      accepting.then(
        ({ id }) => {
          this.#mustBeDurable(id);
          return 'ours' as const;
        },
        (error: unknown) => {
          if (errorCode(error) === undefined) throw error;
          return 'theirs' as const;
        },
      ),
    );
    if (end !== dead) letter.owner = end;
  }

  /** The promise of 250, asked at the instant at which it is given. */
  #mustBeDurable(id: string): void {
    if (this.disk.isDead) return;
    const paths = (['Queue', 'Drop'] as const).map((folder) => join(this.mailRoot[folder], `${id}.eml`));
    const there = paths.filter((path) => existsSync(path));
    const durable = there.length === 0 || there.some((path) => this.disk.isDurable(path));
    assert.ok(durable, `250 was said to ${id} before it was safe from a power cut`);
  }

  /** Takes up all of Pickup and waits until nothing is in hand; when the spool dies meanwhile, another one is opened and goes on. */
  async settle(): Promise<void> {
    while ((await this.disk.unlessDead(this.#work(this.#asking))) === dead) {
      await this.#revive();
      await this.open();
    }
  }

  /** A command is answered before its message is out of hand. */
  async #work(asking: Promise<unknown>): Promise<void> {
    const { spool, clock } = this;
    await spool.scan();
    clock.advance(defaultConfig['pickup.settleMs']);
    await spool.scan();
    await Promise.all([asking, this.#idle()]);
    await this.#idle();
  }

  async #idle(): Promise<void> {
    const { spool, clock, disk } = this;
    while (!disk.isDead) {
      clock.advance(0);
      const { queued, deferred, nextAttemptAt = Number.POSITIVE_INFINITY } = spool.counts();
      if (queued === deferred && nextAttemptAt > this.now()) return;
      if (queued > deferred) await disk.unlessDead(new Promise<void>((resolve) => this.#changing.push(resolve)));
      // What is told of is not quite over yet; what is due is not quite begun.
      await new Promise(setImmediate);
    }
  }

  /** Stops in peace and starts again. */
  async restart(): Promise<void> {
    if ((await this.disk.unlessDead(this.spool.stop())) === dead) await this.#revive();
    // What a failing disk did not take is lost with the engine that had it in mind.
    else
      for (const letter of this.letters)
        for (const { folder, id } of this.find(letter)) if (folder === 'Queue') this.#doubt(letter, id);
    await this.open();
  }

  async #revive(): Promise<void> {
    // It closes its watch; the rest of it fails at its next call to the disk.
    void this.#spool?.stop();
    this.#spool = undefined;
    this.#asking = Promise.resolve();
    await this.disk.revive();
    for (const letter of this.letters) this.#takeStock(letter);
  }

  /** After a crash: what is lost, what is in doubt, and what may come twice now. */
  #takeStock(letter: Letter): void {
    const where = this.find(letter);
    assert.ok(letter.owner !== 'ours' || letter.isDeleted || where.length > 0, `${letter.name} was lost in a crash`);
    if (letter.how === 'pickup' && letter.owner === 'theirs') {
      if (where.some(({ folder }) => folder !== 'Pickup')) letter.owner = 'ours';
      else this.#put(letter);
    }
    for (const { folder, id } of where) if (folder === 'Queue') this.#doubt(letter, id);
  }

  #doubt(letter: Letter, id: string): void {
    const noted = this.stateOf('Queue', id)?.recipients ?? [];
    const oneMore = (of: Map<string, number>, address: string): unknown => of.set(address, (of.get(address) ?? 0) + 1);
    for (const address of letter.recipients) {
      const action = noted.find((each) => each.address === address)?.state.action;
      if (action === 'relayed' || action === 'failed') continue;
      if (this.host.truth(address).taken > 0) oneMore(letter.mayRepeat, address);
      if (failuresTold(this, address) > 0) oneMore(letter.mayRetell, address);
    }
  }

  /** Asks something of a message, or of all in the Queue; what becomes of it is for settle to wait for. */
  command(command: Command, letter?: Letter): void {
    const ids = letter === undefined ? undefined : this.find(letter).map(({ id }) => id);
    const { spool } = this;
    this.#asking = this.#asking.then(() => spool.steer(ids === undefined ? {} : { ids }, command));
    if (letter === undefined) return;
    if (command.kind === 'remove') letter.isRemoved = true;
    // Its life begins anew, and may end anew.
    if (command.kind === 'requeue')
      for (const each of letter.recipients) letter.mayRetell.set(each, (letter.mayRetell.get(each) ?? 0) + 1);
  }

  /** Puts other content in place of a message's. */
  edit(letter: Letter): void {
    const text = `${letter.text}edited, number ${letter.texts.length}\r\n`;
    const file = join(this.mailRoot.root, `edited-${letter.name}-${letter.texts.length}`);
    writeFileSync(file, text);
    letter.texts.push(text);
    this.command({ kind: 'edit', file }, letter);
  }

  stateOf(folder: FolderName, id: string): Envelope | undefined {
    const path = join(this.mailRoot[folder], `${id}${folder === 'BadMail' ? '.bdp' : '.envelope.json'}`);
    if (!existsSync(path)) return undefined;
    const decoded = decodeEnvelope(readFileSync(path, 'utf8'));
    assert.equal(decoded.kind, 'envelope', path);
    return decoded.envelope;
  }

  /** Where the message stands, whole. */
  find(letter: Letter): { readonly folder: FolderName; readonly id: string }[] {
    return folderNames.flatMap((folder) =>
      this.files(folder)
        .filter((file) => /\.(eml|bad)$/.test(file) || file === letter.name)
        .filter((file) => letter.texts.some((text) => this.read(folder, file).endsWith(text)))
        .map((file) => ({ folder, id: file.replace(/\.(eml|bad)$/, '') })),
    );
  }

  files(folder: FolderName): string[] {
    return readdirSync(this.mailRoot[folder]).sort();
  }

  read(folder: FolderName, file: string): string {
    return readFileSync(join(this.mailRoot[folder], file), 'utf8');
  }

  async close(): Promise<void> {
    this.disk.heal();
    await this.#spool?.stop();
    this.disk.close();
    await this.host.close();
  }
}
