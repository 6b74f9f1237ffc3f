/**
 * One session of a simulated host: SMTP as it should be, but for the faults of its script. Written by hand, since the library's server
 * does its best to behave: here every reply can be another, late, or none. One command at a time, so that a delay delays what is behind
 * it. Never rejects; whatever goes wrong ends the session.
 */
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import { accepts, isFinal, replyText, type FaultStage, type SaidReply, type Script } from './faults';
import type { Meeting, Memory } from './memory';
import { pathOf } from './path';
import type { Patience } from './patience';
import { Wire, type Content } from './wire';

/** What a message was accepted with. */
export interface Accepted {
  readonly host: string;
  readonly meetings: readonly Meeting[];
  readonly script: Script;
  readonly content: Content;
}

export interface HostTerms {
  /** What it calls itself. */
  readonly name: string;
  /** Faults that strike whoever connects. */
  readonly script: Script;
  readonly secureContext: SecureContext;
}

export interface SessionPorts {
  readonly now: () => number;
  readonly memory: Memory;
  readonly patience: Patience;
  /** What a recipient meets on a host that many share. */
  readonly scriptFor: (meeting: Meeting) => Script;
  readonly accepted: (accepted: Accepted) => void;
}

interface Recipient {
  readonly meeting: Meeting;
  readonly script: Script;
}

/** What became of a command: carried out, refused (or answered by nonsense), or the session is over. */
type Met = 'done' | 'refused' | 'over';

export class Session {
  readonly #terms: HostTerms;
  readonly #ports: SessionPorts;
  #socket: Socket;
  #wire: Wire;
  #closed: Promise<void>;
  #greeted = false;
  #secure = false;
  #sender: { readonly address: string; readonly envid: string | undefined } | undefined;
  #recipients: Recipient[] = [];

  constructor(socket: Socket, terms: HostTerms, ports: SessionPorts) {
    this.#terms = terms;
    this.#ports = ports;
    this.#socket = socket;
    this.#wire = new Wire(socket);
    this.#closed = closing(socket);
  }

  async run(): Promise<void> {
    const greeting = `220 ${this.#terms.name} ESMTP MailRoot simulator`;
    if ((await this.#meet('connect', this.#terms.script, greeting)) === 'over') return;
    for (let line = await this.#wire.line(); line !== undefined; line = await this.#wire.line()) {
      if ((await this.#obey(line)) === 'over') return;
    }
    this.#socket.end();
  }

  #obey(line: string): Promise<Met> | Met {
    const [verb = ''] = line.toUpperCase().split(/[\s:]/);
    const commands: Readonly<Record<string, () => Promise<Met> | Met>> = {
      EHLO: () => this.#hello(line),
      HELO: () => this.#hello(line),
      STARTTLS: () => this.#startTls(),
      AUTH: () => this.#authenticate(line),
      MAIL: () => this.#mail(line),
      RCPT: () => this.#rcpt(line),
      DATA: () => this.#data(),
      RSET: () => this.#reset(),
      NOOP: () => this.#say('250 2.0.0 OK'),
      VRFY: () => this.#say('252 2.1.5 Try it'),
      QUIT: () => this.#leave('221 2.0.0 Bye'),
    };
    return (
      (Object.hasOwn(commands, verb) ? commands[verb]?.() : undefined) ?? this.#refuse('500 5.5.2 Unknown command')
    );
  }

  async #hello(line: string): Promise<Met> {
    const keywords = /^EHLO/i.test(line) ? this.#keywords() : [];
    const lines = [`${this.#terms.name} greets ${line.split(/\s+/)[1] ?? 'you'}`, ...keywords];
    const said = lines.map((word, i) => `250${i < lines.length - 1 ? '-' : ' '}${word}`).join('\r\n');
    const met = await this.#meet('ehlo', this.#terms.script, said);
    if (met === 'done') {
      this.#greeted = true;
      this.#forget();
    }
    return met;
  }

  #keywords(): string[] {
    const { script } = this.#terms;
    const hidden = script.flatMap((fault) => (fault.kind === 'without' ? fault.extensions : [])) as readonly string[];
    const sizes = script.flatMap((fault) => (fault.kind === 'size' ? [`SIZE ${fault.octets}`] : []));
    const login = script.some(({ at }) => at === 'auth') ? ['AUTH PLAIN LOGIN'] : [];
    const offered = ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'DSN'];
    const all = [...offered, ...(this.#secure ? [] : ['STARTTLS']), ...login, ...sizes];
    return all.filter((word) => !hidden.includes(word));
  }

  async #startTls(): Promise<Met> {
    const hidden = this.#terms.script.some((each) => each.kind === 'without' && each.extensions.includes('STARTTLS'));
    if (hidden || this.#secure) return this.#refuse('502 5.5.1 No STARTTLS here');
    const met = await this.#meet('starttls', this.#terms.script, '220 2.0.0 Ready to start TLS');
    if (met !== 'done') return met;
    this.#wire.letGo();
    const { secureContext } = this.#terms;
    const secured = new TLSSocket(this.#socket, { isServer: true, secureContext });
    secured.on('error', () => secured.destroy());
    this.#socket = secured;
    this.#closed = closing(secured);
    this.#wire = new Wire(secured);
    this.#secure = true;
    this.#greeted = false;
    this.#forget();
    return 'done';
  }

  /** Any credentials do; LOGIN asks for them twice. */
  async #authenticate(line: string): Promise<Met> {
    const [, method = '', initial] = line.split(/\s+/);
    const asked = method.toUpperCase() === 'LOGIN' ? ['VXNlcm5hbWU6', 'UGFzc3dvcmQ6'] : [''];
    for (const challenge of initial === undefined ? asked : asked.slice(1)) {
      this.#write(`334 ${challenge}`);
      if ((await this.#wire.line()) === undefined) return 'over';
    }
    return this.#meet('auth', this.#terms.script, '235 2.7.0 Logged in');
  }

  async #mail(line: string): Promise<Met> {
    const path = pathOf(line, 'FROM');
    if (path === undefined) return this.#refuse('501 5.1.7 Bad sender address');
    if (!this.#greeted || this.#sender !== undefined) return this.#refuse('503 5.5.1 Not now');
    const met = await this.#meet('mail', this.#terms.script, '250 2.1.0 Sender accepted');
    if (met === 'done') this.#sender = { address: path.address, envid: path.envid };
    return met;
  }

  async #rcpt(line: string): Promise<Met> {
    const path = pathOf(line, 'TO');
    if (path === undefined || path.address === '') return this.#refuse('501 5.1.3 Bad recipient address');
    if (this.#sender === undefined) return this.#refuse('503 5.5.1 MAIL first');
    const { envid, address: sender } = this.#sender;
    const meeting = { envid, sender, recipient: path.address };
    const own = this.#terms.script;
    const script = own.length > 0 ? own : this.#ports.scriptFor(meeting);
    const gate = this.#gate(meeting, script);
    if (gate !== undefined) return this.#refuse(replyText(gate));
    const met = await this.#meet('rcpt', script, '250 2.1.5 Recipient accepted');
    if (met === 'done') this.#recipients.push({ meeting, script });
    return met;
  }

  /** Faults that depend on what was before. */
  #gate(meeting: Meeting, script: Script): SaidReply | undefined {
    const { memory, now } = this.#ports;
    for (const fault of script) {
      if (fault.kind === 'greylisting' && memory.isTooSoon(meeting, { ms: fault.ms, now: now() }))
        return { code: 451, enhanced: '4.7.1', text: 'Greylisted, please come back later' };
      if (fault.kind === 'rate-limit' && memory.isTooMany(this.#terms.name, fault, now()))
        return { code: 450, enhanced: '4.7.28', text: 'Too many messages in a short time, slow down' };
    }
    return undefined;
  }

  async #data(): Promise<Met> {
    if (this.#recipients.length === 0) return this.#refuse('503 5.5.1 RCPT first');
    const script = this.#common();
    const met = await this.#meet('data', script, '354 Go on, and end with a dot');
    if (met !== 'done') return met;
    const content = await this.#wire.content((octets) => this.#pace(octets, script));
    return content === undefined ? 'over' : this.#end(content, script);
  }

  /** What strikes the content strikes it for all its recipients. */
  #common(): Script {
    return [...new Set(this.#recipients.flatMap(({ script }) => script))];
  }

  async #pace(octets: number, script: Script): Promise<void> {
    const slowest = script.flatMap((fault) => (fault.kind === 'throttle' ? [fault.octetsPerSecond] : []));
    const rate = Math.min(...slowest);
    if (Number.isFinite(rate)) await this.#ports.patience.wait((octets / rate) * 1_000, this.#closed);
  }

  async #end(content: Content, script: Script): Promise<Met> {
    const meetings = this.#recipients.map(({ meeting }) => meeting);
    const refuses = script.some((fault) => fault.at === 'end' && isFinal(fault) && !accepts(fault));
    const copies = refuses ? 0 : this.#ports.memory.accepted(meetings);
    const again = copies > 1 ? `, for the ${copies}${ordinal(copies)} time` : '';
    if (copies === 1) this.#ports.accepted({ host: this.#terms.name, meetings, script, content });
    const met = await this.#meet('end', script, `250 2.0.0 Accepted by the simulator and thrown away${again}`);
    this.#forget();
    return met;
  }

  #reset(): Met {
    this.#forget();
    return this.#say('250 2.0.0 Forgotten');
  }

  #forget(): void {
    this.#sender = undefined;
    this.#recipients = [];
  }

  /** What happens at a stage: the faults of the script, else what is right. */
  async #meet(at: FaultStage, script: Script, right: string): Promise<Met> {
    const faults = script.filter((fault) => fault.at === at);
    const delay = faults.reduce((sum, fault) => sum + (fault.kind === 'delay' ? fault.ms : 0), 0);
    await this.#ports.patience.wait(delay, this.#closed);
    const final = faults.find(isFinal);
    switch (final?.kind) {
      case 'reply':
        return this.#reply(final.reply);
      case 'say':
        return this.#refuse(final.line);
      case 'silence':
        await this.#ports.patience.waitForEver(this.#closed);
        return this.#hangUp();
      case 'disconnect':
      case 'lost-reply':
        return this.#hangUp();
      case undefined:
        return this.#say(right);
    }
  }

  #reply(reply: SaidReply): Met {
    if (reply.code === 421) return this.#leave(replyText(reply));
    this.#write(replyText(reply));
    return reply.code < 400 ? 'done' : 'refused';
  }

  #say(text: string): Met {
    this.#write(text);
    return 'done';
  }

  #refuse(text: string): Met {
    this.#write(text);
    return 'refused';
  }

  #leave(text: string): Met {
    this.#socket.end(`${text}\r\n`);
    return 'over';
  }

  #hangUp(): Met {
    this.#socket.destroy();
    return 'over';
  }

  #write(text: string): void {
    if (this.#socket.writable) this.#socket.write(`${text}\r\n`);
  }
}

function ordinal(count: number): string {
  return ['st', 'nd', 'rd'][count - 1] ?? 'th';
}

function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
