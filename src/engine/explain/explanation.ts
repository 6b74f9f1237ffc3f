/**
 * What an explanation is, as the command line, hovers, notifications and the story page share it. Plain data, JSON all through. A kind
 * of cure is a promise: whoever shows one as a button knows from it alone what to open or to do.
 */
import type { RecipientState } from '../mailroot/envelope';
import type { Side } from '../message/sides';

/** Of a whole message. */
export interface Explanation {
  readonly id: string;
  /** One sentence: how many recipients fared how. */
  readonly summary: string;
  readonly recipients: readonly RecipientExplanation[];
}

export interface RecipientExplanation {
  readonly address: string;
  readonly action: RecipientState['action'];
  /** A few words: `Greylisted`, `Delivered`. */
  readonly title: string;
  /** What happened, with the words of the remote host where there are any. */
  readonly happened: string;
  /** What that means in general; absent where nothing went wrong. */
  readonly meaning?: string;
  /** Who can mend it; absent where nothing went wrong. */
  readonly side?: { readonly whose: Side; readonly text: string };
  readonly next: Next;
  /** The most likely first: those of this configuration ahead of those in general. */
  readonly causes: readonly string[];
  /** The next step in general; absent where nothing went wrong. */
  readonly advice?: string;
  /** What can be done about this very message. */
  readonly cures: readonly Cure[];
}

/** What MailRoot does next for a recipient. `at` (epoch ms) is when, where that is known. */
export interface Next {
  readonly kind: 'nothing' | 'attempt' | 'expiration' | 'release';
  readonly at?: number;
  /** One or two sentences. */
  readonly text: string;
}

/** What a person can do. `label` is a sentence in the imperative, without a full stop. */
export type Cure = { readonly label: string } & (
  | { readonly kind: 'open-setting'; readonly setting: string }
  /** Open the message at this header field. */
  | { readonly kind: 'open-header'; readonly header: string }
  /** Let the domain leave this machine: an entry in mailroot.allowedDomains. */
  | { readonly kind: 'allow-domain'; readonly domain: string }
  /** Give the domain a next hop: an entry in mailroot.remoteDomains. */
  | { readonly kind: 'set-route'; readonly domain: string; readonly example: string }
  | { readonly kind: 'retry-now' }
  /** Put the message into Pickup again. */
  | { readonly kind: 'send-again' }
  /** Accept this certificate (SHA-256 fingerprint) of this next hop from now on. */
  | { readonly kind: 'trust-certificate'; readonly fingerprint: string; readonly nextHop: string }
  /** Store the secret that the settings mention under this name. */
  | { readonly kind: 'store-secret'; readonly secret: string }
  | { readonly kind: 'open-transcript' }
  | { readonly kind: 'open-log' }
);

/** The settings that an explanation looks at, as engine/config has them. */
export interface ExplainSettings {
  readonly localDomains: readonly string[];
  readonly remoteDomains: Readonly<Record<string, HopWords | readonly HopWords[]>>;
  readonly allowedDomains: readonly string[];
  readonly smartHost: HopWords | readonly HopWords[];
  readonly directDelivery: boolean;
  readonly maxHopCount: number;
  readonly 'retry.expirationHours': number;
  readonly 'retry.maxAttempts': number;
  /** For what could not be written to Drop. */
  readonly 'localRetry.expirationHours': number;
  readonly 'simulator.enabled': boolean;
}

/** A next hop as a person writes it; what else it has does not matter here. */
export type HopWords =
  | string
  | {
      readonly host?: string | undefined;
      readonly hosts?: readonly string[] | undefined;
      readonly port?: number | undefined;
      readonly tls?: string | { readonly policy?: string | undefined } | undefined;
    };

/** What explaining needs besides the envelope. */
export interface ExplainContext {
  readonly settings: ExplainSettings;
  /** Epoch ms. */
  readonly now: number;
  /** Says a moment to the reader; in UTC, and how far it is from now, where it is not given. */
  readonly moment?: (at: number) => string;
  /** Header fields of the message, where the caller has read it: cures then name the one that has the address. */
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
}
