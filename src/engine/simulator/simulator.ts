/**
 * Remote hosts under `sim.test` that fail on purpose, on loopback over real sockets, so that failures can be seen offline. The address
 * decides what happens (script.ts); what concerns a whole connection has a host of its own, so that it spoils nobody else's mail.
 * Keeps nothing of what it accepts. Counts for "451 twice, then 250" are kept per sender and recipient until the 250.
 */
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { errorText, type Clock, type Log, type Resolver } from '../ports';
import { domainOf } from '../message/address';
import { close, createSmtpServer, listen, refusal } from '../smtpServer';
import { behaviourOf, isSimulated, type Behaviour, type ScriptedReply } from './script';

/** A next hop as delivery has it. */
export interface SimulatedHop {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'opportunistic' | 'required';
  readonly mayLeave: false;
  readonly timeouts?: { readonly greetingMs: number; readonly commandMs: number };
}

export interface Simulator {
  readonly port: number;
  /** Undefined when the domain is not a simulated one. */
  hopFor(address: string): SimulatedHop | undefined;
  /** Answers names under sim.test; hands everything else on. */
  resolver(real: Resolver): Resolver;
  close(): Promise<void>;
}

export interface SimulatorOptions {
  readonly clock: Clock;
  readonly certificate: { readonly key: string; readonly cert: string };
  readonly log: Log;
}

const host = '127.0.0.1';
/** tcpmux: nothing listens there. */
const closedPort = 1;
const slowMs = 1_500;
/** A person watches: five seconds are long enough to see that nothing comes. */
const patience = { greetingMs: 5_000, commandMs: 5_000 };

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const faults = new Faults(options);
  const server = createServer(faults, options, { startTls: true });
  const plainServer = createServer(faults, options, { startTls: false });
  const [port, plainPort] = await Promise.all([listen(server, host, 0), listen(plainServer, host, 0)]);
  for (const each of [server, plainServer])
    each.on('error', (error) => options.log.warn(`Simulator: ${errorText(error)}`));
  return {
    port,
    hopFor: (address) => hopFor(address, { port, plainPort }),
    resolver: simulatedNames,
    close: async () => {
      await Promise.all([close(server), close(plainServer)]);
    },
  };
}

function hopFor(address: string, ports: { port: number; plainPort: number }): SimulatedHop | undefined {
  const domain = domainOf(address);
  if (!isSimulated(domain)) return undefined;
  const hop = { name: domain, host: domain, port: ports.port, tls: 'opportunistic', mayLeave: false } as const;
  const behaviour = behaviourOf(address);
  const concernsOthers = behaviour.kind === 'reply' ? behaviour.code === 421 : behaviour.kind !== 'accept';
  return concernsOthers ? { ...named(hop, behaviour), ...terms(behaviour.kind, ports.plainPort) } : hop;
}

/** What is different about the connection itself. */
function terms(kind: Behaviour['kind'], plainPort: number): Partial<SimulatedHop> {
  if (kind === 'timeout') return { timeouts: patience };
  if (kind === 'refused') return { port: closedPort };
  return kind === 'notls' ? { port: plainPort, tls: 'required' } : {};
}

/** `drop.sim.test`: what breaks the connection itself spoils nobody else's mail. */
function named(hop: SimulatedHop, behaviour: Behaviour): SimulatedHop {
  const label = behaviour.kind === 'reply' ? String(behaviour.code) : behaviour.kind;
  const name = `${label}.${hop.name}`;
  return { ...hop, name, host: name };
}

function simulatedNames(real: Resolver): Resolver {
  const unknown = (name: string): Promise<never> =>
    Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }));
  return {
    mx: (domain) => real.mx(domain),
    addresses: (name) => {
      if (!isSimulated(name)) return real.addresses(name);
      return name.startsWith('nohost.') ? unknown(name) : Promise.resolve([host]);
    },
  };
}

type Done = (error?: Error | null) => void;

/** The faults themselves, as a session meets them. */
class Faults {
  readonly #clock: Clock;
  readonly #given = new Map<string, number>();

  constructor({ clock }: Pick<SimulatorOptions, 'clock'>) {
    this.#clock = clock;
  }

  recipient(address: string, session: SMTPServerSession, done: Done): void {
    const behaviour = behaviourOf(address);
    switch (behaviour.kind) {
      case 'reply':
        done(this.#scripted(behaviour, address, session));
        return;
      case 'timeout':
        return;
      case 'slow':
        this.#clock.after(slowMs, () => done());
        return;
      case 'accept':
      case 'drop':
      case 'nohost':
      case 'refused':
      case 'notls':
        done();
    }
  }

  #scripted(reply: ScriptedReply, address: string, { envelope }: SMTPServerSession): Error | null {
    const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    const key = JSON.stringify([sender, address.toLowerCase()]);
    const given = this.#given.get(key) ?? 0;
    if (reply.times !== undefined && given >= reply.times) {
      this.#given.delete(key);
      return null;
    }
    this.#given.set(key, given + 1);
    return refusal(reply.code, reply.enhanced, reply.text);
  }

  /** What happens at the end of the content: the connection is dropped, or the reply comes, at once or late. */
  end(
    kinds: readonly Behaviour['kind'][],
    { drop, done }: { drop: () => void; done: (error: null, text: string) => void },
  ): void {
    if (kinds.includes('drop')) {
      drop();
      return;
    }
    const accept = (): void => done(null, '2.0.0 OK, accepted by the simulator and thrown away');
    if (kinds.includes('slow')) this.#clock.after(slowMs, accept);
    else accept();
  }
}

function createServer(
  faults: Faults,
  { certificate }: SimulatorOptions,
  { startTls }: { startTls: boolean },
): SMTPServer {
  const server = createSmtpServer({
    name: 'sim.test',
    banner: 'MailRoot simulator',
    ...certificate,
    hideSTARTTLS: !startTls,
    disabledCommands: startTls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    authOptional: true,
    closeTimeout: 200,
    logger: false,
    onRcptTo: ({ address }, session, done) => faults.recipient(address, session, done),
    onData: (stream, session, done) => {
      const kinds = session.envelope.rcptTo.map(({ address }) => behaviourOf(address).kind);
      const drop = (): void => dropConnection(server, session.id);
      read(stream, () => faults.end(kinds, { drop, done }));
    },
  });
  return server;
}

function read(stream: SMTPServerDataStream, atEnd: () => void): void {
  stream.on('error', () => undefined);
  stream.once('end', atEnd);
  stream.resume();
}

/** The library has no way to break a connection without a word, which is what is wanted here. */
function dropConnection(server: SMTPServer, id: string): void {
  for (const connection of server.connections) {
    const { id: its, _socket } = connection as unknown as { id: string; _socket?: { destroy(): void } };
    if (its === id) _socket?.destroy();
  }
}
