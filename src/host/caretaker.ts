/**
 * The engine's caretaker: attaches to the engine of a MailRoot or starts one, and starts it again with back-off when it dies.
 * Tells each change of state; never blocks the extension host. Needs no editor: who shows it, and how, is the session's.
 */
import type * as Client from '../engine/client';
import type { EngineClient, EngineProcess } from '../engine/client';
import type { MailRoot } from '../engine/mailroot/layout';
import type { EngineStart } from '../engine/protocol';
import { afterDeath, noDeaths, type Deaths } from './restartPolicy';

export type EngineState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly client: EngineClient }
  /** Will be tried again at `againAt` (epoch ms), if set. */
  | { readonly kind: 'failed'; readonly reason: string; readonly againAt?: number };

/** Loaded only when an engine is wanted: JSON-RPC has no place in the activation. */
export type LoadClient = () => Promise<Pick<typeof Client, 'connectEngine' | 'startEngine'>>;

export interface CaretakerPorts {
  readonly mailRoot: MailRoot;
  readonly load: LoadClient;
  readonly engine: Pick<EngineProcess, 'command' | 'execArgv' | 'enginePath'>;
  /** The settings, and the secrets they mention. */
  readonly settings: () => Promise<Pick<EngineStart, 'config' | 'secrets'>>;
  readonly onState: (state: EngineState) => void;
  readonly onLog: (line: string) => void;
  /** It died three times in a row. */
  readonly onTrouble: (reason: string) => void;
}

export class Caretaker {
  readonly #ports: CaretakerPorts;
  #state: EngineState = { kind: 'stopped' };
  #deaths: Deaths = noDeaths;
  #again: NodeJS.Timeout | undefined;
  /** Counts our wishes: what an earlier wish brings is dropped. */
  #wish = 0;

  constructor(ports: CaretakerPorts) {
    this.#ports = ports;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Attaches, or starts and attaches. Resolves when it runs or has failed; a failure is in the state. */
  async start(): Promise<void> {
    if (this.#state.kind === 'running' || this.#state.kind === 'starting') return;
    clearTimeout(this.#again);
    const wish = ++this.#wish;
    this.#become({ kind: 'starting' });
    try {
      const client = await this.#reach();
      if (wish !== this.#wish) client.close();
      else this.#attach(client);
    } catch (error) {
      if (wish === this.#wish) this.#died(error instanceof Error ? error.message : String(error), 0);
    }
  }

  async #reach(): Promise<EngineClient> {
    const { mailRoot, load, engine, settings, onLog } = this.#ports;
    const { connectEngine, startEngine } = await load();
    const hello = { client: 'vscode', pid: process.pid } as const;
    const running = await connectEngine(mailRoot, hello);
    if (running !== undefined) {
      await running.request('configure', await settings());
      return running;
    }
    const start = { mailRoot: mailRoot.root, lifetime: 'clients', ...(await settings()) } as const;
    const { greeting } = await startEngine({ ...engine, start, onLog });
    // Another window may have been faster: then its engine is ours too.
    const client = await connectEngine(mailRoot, hello);
    if (client !== undefined) {
      // The engine of the other window may not have what ours has.
      if (greeting.kind === 'refused') await client.request('configure', await settings());
      return client;
    }
    throw new Error(
      greeting.kind === 'refused' ? greeting.text : 'The engine started but does not answer on its socket.',
    );
  }

  #attach(client: EngineClient): void {
    const since = Date.now();
    this.#become({ kind: 'running', client });
    client.onClose(() => {
      if (this.#state.kind !== 'running' || this.#state.client !== client) return;
      this.#died('The engine ended unexpectedly.', Date.now() - since);
    });
  }

  #died(reason: string, livedMs: number): void {
    const { deaths, waitMs, tell } = afterDeath(this.#deaths, livedMs);
    this.#deaths = deaths;
    this.#become({ kind: 'failed', reason, againAt: Date.now() + waitMs });
    this.#ports.onLog(`${reason} It is started again in ${waitMs} ms.`);
    this.#again = setTimeout(() => void this.start(), waitMs);
    if (tell) this.#ports.onTrouble(reason);
  }

  /** Ends the engine, for all its clients. */
  async stop(): Promise<void> {
    const client = this.#detach();
    if (client === undefined) return;
    const gone = new Promise<void>((resolve) => client.onClose(resolve));
    await client.request('shutdown', null).catch(() => undefined);
    await gone;
  }

  /** Lets go: an engine that nobody else uses ends by itself. */
  dispose(): void {
    this.#detach()?.close();
  }

  #detach(): EngineClient | undefined {
    clearTimeout(this.#again);
    this.#wish++;
    this.#deaths = noDeaths;
    const client = this.#state.kind === 'running' ? this.#state.client : undefined;
    this.#become({ kind: 'stopped' });
    return client;
  }

  #become(state: EngineState): void {
    this.#state = state;
    this.#ports.onState(state);
  }
}
