/**
 * The SMTP side of a running engine: the listener as the settings want it, its certificate (renewed without a restart), its terms, and
 * what is wrong with any of it in plain sentences. Leaves the sessions to receive/ and the messages to the spool. One change at a time:
 * settings that come while the last ones are carried out wait their turn.
 */
import { isAbsolute, join } from 'node:path';
import type { EngineConfig } from './config';
import type { MailRoot } from './mailroot/layout';
import type { SessionLog } from './mailroot/sessionLog';
import { errorText, type Cancel, type Clock, type Log } from './ports';
import type { EngineStatus } from './protocol';
import { findIdentity, type Identity } from './receive/identity';
import { startListener, type Listener } from './receive/listener';
import type { RoomPorts } from './receive/room';
import type { Terms } from './receive/terms';
import { doubtsOf, termsOf, type Secret } from './reception/terms';
import type { Troubles } from './troubles';

export interface ReceptionPorts extends Pick<RoomPorts, 'accept' | 'isLocal' | 'witness'> {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: () => EngineConfig;
  readonly fqdn: () => string;
  readonly secret: Secret;
  readonly troubles: Troubles;
  readonly sessions: SessionLog;
  /** It listens elsewhere, or no longer, or shows another certificate. */
  readonly onChange: () => Promise<void>;
}

const hour = 3_600_000;

export class Reception {
  readonly #ports: ReceptionPorts;
  #terms: Terms;
  #listener: Listener | undefined;
  #identity: Identity | undefined;
  /** Causes of what we told `troubles`. */
  #told: readonly string[] = [];
  #open = '';
  #renewal: Cancel | undefined;
  #closed = false;
  #work: Promise<void> = Promise.resolve();

  constructor(ports: ReceptionPorts) {
    this.#ports = ports;
    this.#terms = termsOf(ports.config(), ports.secret);
  }

  /** Carries out the settings as they are now. */
  settle(): Promise<void> {
    this.#work = this.#work.catch(() => undefined).then(() => this.#settle());
    return this.#work;
  }

  async #settle(): Promise<void> {
    const { config, secret } = this.#ports;
    if (this.#closed) return;
    this.#terms = termsOf(config(), secret);
    const found = config()['smtp.enabled'] ? await this.#findIdentity() : {};
    this.#identity = found.identity;
    const troubles = new Map(found.trouble === undefined ? [] : [['mailroot.smtp.tls.certificate', found.trouble]]);
    const wanted = wantedOf(config(), { fqdn: this.#ports.fqdn(), tls: found.identity !== undefined });
    if (wanted !== this.#open || this.#listener === undefined) {
      const failure = await this.#reopen(wanted);
      if (failure !== undefined) troubles.set('mailroot.smtp', failure);
    } else {
      if (found.identity !== undefined) this.#listener.present(found.identity);
      this.#listener.refresh();
    }
    const doubts = this.#listener === undefined ? [] : doubtsOf(config(), secret);
    this.#tell(new Map([...troubles, ...doubts]));
    this.#watchIdentity();
    await this.#ports.onChange();
  }

  /** Resolves to why it can't be opened, when it can't. */
  async #reopen(wanted: string): Promise<string | undefined> {
    await this.#listener?.close();
    this.#listener = undefined;
    this.#open = wanted;
    const config = this.#ports.config();
    if (!config['smtp.enabled']) return undefined;
    const { 'smtp.host': host, 'smtp.port': port, 'smtp.tls.port': tlsPort } = config;
    const { clock, log, accept, isLocal, witness, sessions } = this.#ports;
    try {
      this.#listener = await startListener(
        { host, port, fqdn: this.#ports.fqdn(), ...this.#tls(tlsPort) },
        {
          clock,
          log,
          accept,
          isLocal,
          witness,
          terms: () => this.#terms,
          refused: (session) => sessions.refused(session),
        },
      );
      return undefined;
    } catch (error) {
      return (
        `The SMTP listener could not be opened on ${host}:${port} (${errorText(error)}). ` +
        'Change mailroot.smtp.host or mailroot.smtp.port; Pickup works without it.'
      );
    }
  }

  #tell(sentences: ReadonlyMap<string, string>): void {
    const { troubles } = this.#ports;
    for (const cause of this.#told) if (!sentences.has(cause)) troubles.clear(cause);
    for (const [cause, sentence] of sentences) troubles.tell(cause, sentence);
    this.#told = [...sentences.keys()];
  }

  #tls(tlsPort: number | null): { tls?: Identity; tlsPort?: number } {
    if (this.#identity === undefined) return {};
    return { tls: this.#identity, ...(tlsPort !== null && { tlsPort }) };
  }

  #findIdentity(): ReturnType<typeof findIdentity> {
    const { config, mailRoot, clock } = this.#ports;
    const { 'smtp.tls.certificate': certificate, 'smtp.tls.key': key } = config();
    const at = (path: string): string => (isAbsolute(path) ? path : join(mailRoot.root, path));
    const given = certificate === '' && key === '' ? undefined : { certificate: at(certificate), key: at(key) };
    return findIdentity({ given, made: mailRoot.tls, now: clock.now() });
  }

  /** A certificate that is about to expire, or that the user has replaced, is noticed within the hour. */
  #watchIdentity(): void {
    this.#renewal?.();
    this.#renewal = undefined;
    if (this.#listener === undefined) return;
    this.#renewal = this.#ports.clock.after(hour, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const before = this.#identity?.cert;
    const found = await this.#findIdentity();
    if (found.identity?.cert === before) this.#watchIdentity();
    else await this.settle();
  }

  status(): Pick<EngineStatus, 'smtp'> {
    const { host, port, tlsPort } = this.#listener ?? {};
    if (host === undefined || port === undefined) return {};
    const tls = this.#identity === undefined ? {} : { certificate: this.#identity.path };
    const wantedPort = this.#ports.config()['smtp.port'];
    return { smtp: { host, port, wantedPort, ...(tlsPort !== undefined && { tlsPort }), ...tls } };
  }

  /** Whether this address and port are ours: what is handed to them comes back to us. */
  isSelf(address: string, port: number): boolean {
    const { host = '', port: ours, tlsPort } = this.#listener ?? {};
    if (port !== ours && port !== tlsPort) return false;
    const everywhere = ['0.0.0.0', '::', 'localhost'].includes(host);
    return address === host || (everywhere && (address.startsWith('127.') || address === '::1'));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#renewal?.();
    await this.#work.catch(() => undefined);
    await this.#listener?.close();
  }
}

/** What can't be changed about an open listener: as text, to be compared. */
function wantedOf(config: EngineConfig, more: { fqdn: string; tls: boolean }): string {
  const { 'smtp.enabled': enabled, 'smtp.host': host, 'smtp.port': port, 'smtp.tls.port': tlsPort } = config;
  return JSON.stringify([enabled, host, port, tlsPort, more.fqdn, more.tls]);
}
