/**
 * A listener on loopback whose clock a test moves by hand, and what it was handed; closed when the test ends. Home is 127.0.0.1 alone:
 * who comes from 127.0.0.2 comes from elsewhere.
 */
import type { TestContext } from 'node:test';
import type { InboundSession } from '../../src/engine/mailroot/inbound';
import { silentLog, type Log } from '../../src/engine/ports';
import { startListener, type Listener, type ListenerSettings } from '../../src/engine/receive/listener';
import { networksOf } from '../../src/engine/receive/networks';
import type { Limits, Terms } from '../../src/engine/receive/terms';
import type { Inbound } from '../../src/engine/receive/transaction';
import { Client, hangUpAll } from './dialogue';
import { manualClock, type ManualClock } from './manualClock';

export interface Kept extends Omit<Inbound, 'content' | 'session'> {
  readonly bytes: Buffer;
  readonly session: InboundSession;
}

export interface Listening {
  readonly listener: Listener;
  readonly clock: ManualClock;
  readonly kept: readonly Kept[];
  readonly refused: readonly InboundSession[];
  /** Connected; the greeting is the first thing it will hear. */
  readonly client: () => Client;
  /** What holds from now on. */
  readonly change: (terms: Partial<Terms>) => void;
  /** Resolves when that many were refused. */
  readonly refusals: (count: number) => Promise<void>;
}

export interface ListeningOptions extends Partial<ListenerSettings> {
  readonly limits?: Partial<Limits>;
  readonly terms?: Partial<Terms>;
  readonly accept?: (message: Inbound) => Promise<{ id: string }>;
  readonly isLocal?: (address: string) => boolean;
  readonly log?: Log;
}

export const limits: Limits = {
  messageOctets: 10_000,
  sessionOctets: 0,
  messages: 0,
  recipients: 5,
  connections: 0,
  connectionsPerAddress: 0,
  errors: 0,
  lineOctets: 0,
  commandMs: 60_000,
  idleMs: 600_000,
  contentMs: 600_000,
};

export const terms: Terms = {
  limits,
  home: networksOf(['127.0.0.1']),
  bareLineEnds: 'strict',
  startTls: 'always',
  defaultDomain: 'default.test',
  auth: 'any',
  users: new Map(),
  allowed: undefined,
  denied: networksOf([]),
  relayers: networksOf([]),
};

export async function listening(t: TestContext, options: ListeningOptions = {}): Promise<Listening> {
  const { accept, isLocal = () => true, log = silentLog, limits: some, terms: others, ...settings } = options;
  const [kept, refused]: [Kept[], InboundSession[]] = [[], []];
  const clock = manualClock();
  const waiting: (() => void)[] = [];
  let now: Terms = { ...terms, ...others, limits: { ...limits, ...some } };
  const keep = async ({ content, session, ...message }: Inbound): Promise<{ id: string }> => {
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk as Buffer);
    const id = `id-${kept.length + 1}`;
    kept.push({ ...message, bytes: Buffer.concat(chunks), session: session(id) });
    return { id };
  };
  const whole = { host: '127.0.0.1', port: 0, fqdn: 'host.test', ...settings };
  const listener = await startListener(whole, {
    clock,
    log,
    terms: () => now,
    accept: accept ?? keep,
    isLocal,
    refused: (session) => {
      refused.push(session);
      for (const look of waiting.splice(0)) look();
    },
  });
  t.after(() => {
    hangUpAll(t);
    return listener.close();
  });
  return {
    listener,
    clock,
    kept,
    refused,
    client: () => Client.connect(t, { port: listener.port }),
    change: (changed) => {
      now = { ...now, ...changed };
      listener.refresh();
    },
    refusals: async (count) => {
      while (refused.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
