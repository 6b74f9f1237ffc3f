/**
 * Every sentence the engine and its clients may say to each other, over JSON-RPC on the MailRoot's control socket
 * (path in engine.lock; Unix socket 0600 or named pipe). What can be a file move is none of these: it is a file move.
 */
import type { Command } from './mailroot/command';
import type { Checked } from './mailroot/mend';
import type { BadReason, RecipientState, Stage } from './mailroot/envelope';
import type { Complaint, EngineConfig } from './config';
import type { Counters } from './counters';
import type { RouteAnswer, RouteQuestion } from './routeAnswer';

/** Says who connects. An engine started by VS Code ends with its last `vscode` client; `cli` clients never keep it. */
export interface Hello {
  readonly client: 'vscode' | 'cli';
  readonly pid: number;
}

/** Where SMTP listens. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first octet. */
  readonly tlsPort?: number;
  /** The certificate it shows, PEM: what an app under test has to trust. Without one there is no STARTTLS. */
  readonly certificate?: string;
}

/** A queued message that a person let leave this machine for these domains, though the settings don't allow them. */
export interface LetOut {
  readonly id: string;
  readonly subject: string;
  readonly domains: readonly string[];
}

/** What the engine is and where it listens. `smtp` is absent when the listener is off or found no port. */
export interface EngineStatus {
  readonly version: string;
  readonly pid: number;
  readonly mailRoot: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** `serve`: runs until ended; `clients`: ends with its last VS Code client. */
  readonly lifetime: 'serve' | 'clients';
  readonly smtp?: SmtpAddress & { readonly wantedPort: number };
  /** Messages in the Queue, how many of them wait for a later attempt, and how many of those are held. */
  readonly queued: number;
  readonly deferred: number;
  readonly held: number;
  /** Epoch ms of the next attempt that is due, if any. */
  readonly nextAttemptAt?: number;
  /** Messages in the Queue that were let out; absent where there is none. */
  readonly letOut?: { readonly count: number; readonly first: readonly LetOut[] };
  readonly complaints: readonly Complaint[];
  /** Plain sentences about what does not work right now (port taken, disk read-only ...). Empty when all is well. */
  readonly troubles: readonly string[];
}

/** What the Queue holds, of that. */
export type QueueCounts = Pick<EngineStatus, 'queued' | 'deferred' | 'held' | 'nextAttemptAt' | 'letOut'>;

/** Live: a message entered a stage. `queued` is sent once, when it was claimed from Pickup. */
export interface Progress {
  readonly id: string;
  /** File name in Pickup it was claimed from, when it was. */
  readonly pickupFile?: string;
  readonly stage: 'queued' | Stage;
  /** Number of the attempt, from 1; 0 before the first. */
  readonly attempt: number;
  readonly nextHop?: string;
}

/** Live: an attempt ended, or a message was refused before one. */
export interface Outcome {
  readonly id: string;
  readonly pickupFile?: string;
  readonly attempt: number;
  readonly durationMs: number;
  /** Where the message is now. A message dropped locally and nothing else is in `Drop`; one with a remote story in `Sent`. */
  readonly folder: 'Drop' | 'Sent' | 'Queue' | 'BadMail';
  readonly recipients: readonly { readonly address: string; readonly state: RecipientState }[];
  /** Why it is in BadMail, when it is. */
  readonly reason?: BadReason;
  /** Epoch ms, when it waits. */
  readonly nextAttemptAt?: number;
  /** One sentence for a person: `Delivered to Drop`, `550 5.1.1 User unknown (sim.test)`. */
  readonly sentence: string;
}

/** Which messages are meant: these ids, else all that are queued; of them those that wait for this next hop (name of the host). */
export interface Selection {
  readonly ids?: readonly string[];
  readonly nextHop?: string;
}

/** What became of a command to one message. */
export type Steered =
  | { readonly id: string; readonly kind: 'done'; readonly said: string }
  | { readonly id: string; readonly kind: 'refused'; readonly why: string };

/** What an engine goes by. */
export interface EngineSettings {
  /** Raw values as the user wrote them, below `mailroot.`. */
  readonly config: Partial<Record<keyof EngineConfig, unknown>>;
  /**
   * What `${secret:NAME}` in the settings stands for, by name. Kept in memory alone, beside those that were handed over before, by whichever
   * client; `''` makes it forget one.
   */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Requests a client may make: method, parameter, result. */
export interface Requests {
  hello: { params: Hello; result: EngineStatus };
  status: { params: null; result: EngineStatus };
  /** The settings as they are in force: bad values replaced, missing ones added. */
  settings: { params: null; result: EngineConfig };
  /** Replaces the settings; takes effect at once. */
  configure: { params: EngineSettings; result: EngineStatus };
  /** Asks something of messages. Answered when each has carried it out (durably) or refused it; a message in an attempt does so after it. */
  steer: { params: { select: Selection; command: Command }; result: readonly Steered[] };
  /**
   * Says beforehand what holds for a file that is about to come to Pickup: domains that this one message may leave to, domains whose
   * recipients are captured. Kept in memory until the file comes.
   */
  announce: {
    params: { pickupFile: string; mayLeave?: readonly string[]; capture?: readonly string[] };
    result: null;
  };
  /** Compares the Queue on disk with what the engine knows, and mends what is not as it should be; or only reports it. */
  check: { params: { mode: 'report' | 'mend' }; result: readonly Checked[] };
  /** Where mail would go. Nothing is sent; refused when an address is none. */
  route: { params: RouteQuestion; result: RouteAnswer };
  /** What was counted since the engine started. */
  stats: { params: null; result: Counters };
  /** Ends the engine after it has finished what is in its hands. */
  shutdown: { params: null; result: null };
}

/** What the engine says unasked to every client. */
export interface Notifications {
  statusChanged: EngineStatus;
  progress: Progress;
  outcome: Outcome;
}

export type Method = keyof Requests;
export type NotificationName = keyof Notifications;

/** What the engine process prints on stdout, one JSON line each: ready with its socket, or why it does not start. */
export type EngineGreeting =
  | { readonly kind: 'ready'; readonly socket: string }
  | { readonly kind: 'refused'; readonly reason: 'locked' | 'error'; readonly text: string };

/**
 * Arguments of `engine.js`: `engine.js <MailRoot> --lifetime clients|serve`. Settings come as one JSON line on stdin, with the secrets as
 * a member `secrets`.
 */
export interface EngineStart extends EngineSettings {
  readonly mailRoot: string;
  readonly lifetime: 'serve' | 'clients';
}
