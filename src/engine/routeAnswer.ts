/**
 * Where mail would go: what is asked and what is answered, as delivery foresees it, the engine tells it and clients show it. Plain data,
 * JSON all through. Nothing is sent to answer it.
 */

/** Addresses, or the beginning of a message whose envelope is then read from it. */
export type RouteQuestion = {
  /** `leave`: no name is looked up, as for a hover. Else they are, where mail would look them up and may leave this machine. */
  readonly names?: 'ask' | 'leave';
  /** The next hop that a person gave by hand: `host:port`, or `Drop`. */
  readonly via?: string;
  /** Domains that this message may leave to though the settings don't allow them. */
  readonly mayLeave?: readonly string[];
} & (
  | { readonly recipients: readonly string[]; readonly sender?: string }
  /** `head`: its first `headOctets`, or all of it, in Base64; `octets`: how many there are in all. */
  | { readonly head: string; readonly octets: number }
);

/** The envelope of a message is within that much of it. */
export const headOctets = 1024 * 1024;

/** Asks about a message: `bytes` may be its beginning alone, `octets` is how many there are in all. */
export function aboutMessage(
  bytes: Uint8Array,
  octets = bytes.length,
): { readonly head: string; readonly octets: number } {
  return { head: Buffer.from(bytes.subarray(0, headOctets)).toString('base64'), octets };
}

export interface RouteAnswer {
  /** The sender as hosts would be told it; `''` is the null reverse-path. Absent where nobody was named. */
  readonly sender?: string;
  /** Where sender and recipients are from, in a sentence. */
  readonly envelope?: string;
  /** What would befall the message before any host is asked. */
  readonly obstacles: readonly Obstacle[];
  readonly recipients: readonly { readonly address: string; readonly way: Way }[];
  /** Who would sign what leaves; absent where nothing leaves, and where no message was asked about. */
  readonly signing?: ForeseenSigning;
  readonly limits: Limits;
}

/** With DKIM, by mailroot.dkim. Nobody signs where there are no signers; in trouble the message is delayed. */
export type ForeseenSigning =
  | {
      readonly kind: 'signers';
      /** `from`: the path of the key, or what names its secret. Never the key. */
      readonly signers: readonly {
        readonly domain: string;
        readonly selector: string;
        readonly algorithm: string;
        readonly from: string;
      }[];
    }
  | { readonly kind: 'trouble'; readonly text: string };

/**
 * `refused`: to BadMail or back to the sender; `stays`: not taken out of Pickup; `held`: waits for a person; `delayed`: tried again later;
 * `note`: goes on all the same.
 */
export interface Obstacle {
  readonly kind: 'refused' | 'stays' | 'held' | 'delayed' | 'note';
  readonly text: string;
  readonly setting?: string;
}

/** Those of the settings that hold for all of it. */
export interface Limits {
  readonly recipientsPerTransaction: number;
  readonly connectionsPerHost: number;
  readonly messagesPerConnection: number;
  readonly deadlineMinutes: number;
  /** Minutes after which it is tried again; hours after which it is given up. */
  readonly retryMinutes: readonly number[];
  readonly expirationHours: number;
}

/** `why` names the setting that decided. */
export type Way =
  | { readonly kind: 'drop'; readonly why: string }
  | { readonly kind: 'refused'; readonly status: string; readonly text: string; readonly setting: string }
  | {
      readonly kind: 'hosts';
      readonly why: string;
      /** In the order in which they are tried. None where the exchangers are not known. */
      readonly hosts: readonly ForeseenHost[];
      readonly exchangers?: ForeseenExchangers;
    };

/** What the DNS says of the domain, where that decides. Exchangers that were found are among the hosts. */
export type ForeseenExchangers = { readonly domain: string } &
  /** `terms`: what was found out of its MTA-STS policy, in sentences. */
  (
    | { readonly kind: 'found'; readonly terms: readonly string[] }
    /** The status that the recipients would have. */
    | { readonly kind: 'trouble'; readonly status: string; readonly text: string; readonly terms: readonly string[] }
    | NotAsked
  );

/** A name that was not looked up. `mayGo`: mail may leave for it; else only a host that is this machine would be connected to. */
export interface NotAsked {
  readonly kind: 'not-asked';
  readonly mayGo: boolean;
  readonly why: string;
}

export interface ForeseenHost {
  /** As people read it. */
  readonly name: string;
  readonly port: number;
  /** The setting that names it, in full. */
  readonly setting?: string;
  readonly tls: ForeseenTls;
  readonly login?: ForeseenLogin;
  /** HELO instead of EHLO: no extension is used. */
  readonly helo?: true;
  /** How long each stage may take. */
  readonly timeouts: Readonly<Record<string, number>>;
  readonly simulated?: ForeseenFault;
  readonly access: Access;
}

export interface ForeseenTls {
  readonly policy: 'off' | 'opportunistic' | 'required' | 'verified';
  /** TLS from the first octet. */
  readonly implicit: boolean;
  /** What its certificate is held against: absent where it is not looked at. */
  readonly against?: string;
  /** The MTA-STS policy of the domain speaks for it: enforced, or tested. */
  readonly sts?: 'enforce' | 'testing';
}

/** Who logs in, and where the secret is; never the secret. */
export interface ForeseenLogin {
  readonly user: string;
  readonly method?: string;
  /** `${secret:relay}`, or the program that prints a token. */
  readonly from: string;
  /** Whether the engine has it; undefined for a program, which is not run for this. */
  readonly isKnown?: boolean;
}

/** What a simulated host would do at the first attempt; nothing out of the ordinary where `does` is empty. */
export interface ForeseenFault {
  /** Name of the rule, or the word in the address, that asks for it. */
  readonly label?: string;
  readonly by?: 'rule' | 'address';
  readonly does: readonly string[];
}

/** Whether it would be connected to, by its addresses. */
export type Access =
  /** `leaves`: one of the addresses is not this machine. */
  | { readonly kind: 'open'; readonly addresses: readonly string[]; readonly leaves: boolean }
  /** Nothing would be sent. */
  | {
      readonly kind: 'held-back' | 'self';
      readonly addresses: readonly string[];
      readonly text: string;
      readonly setting: string;
    }
  /** Its name does not resolve. */
  | { readonly kind: 'unresolved'; readonly text: string }
  | NotAsked;
