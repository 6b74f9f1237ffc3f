/**
 * What a server may want to know of each of its sessions, and where it may have a say: a guard stands beside a session and sees every
 * line of it. The default guard looks on and says nothing.
 */
import type { ContentFlaw } from './content';
import { tolerant, type WireRules } from './rules';
import type { CommandLine, LineFlaw } from './wire';

/** A reply that refuses. `close` ends the session behind it. */
export interface Refusal {
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
  readonly close?: true;
}

export interface Heard extends CommandLine {
  /** First word, upper-case; `''` where `secret`. */
  readonly verb: string;
  /** It answers a challenge of AUTH: nobody may write it down. */
  readonly secret: boolean;
}

export interface Guard {
  /** What holds for the next line or content. */
  rules(): WireRules;
  /** A line of the reply to EHLO that this client is not told: `STARTTLS`, `AUTH PLAIN`. */
  conceals(keyword: string): boolean;
  /** A command line, before it is obeyed. What is returned is answered instead. */
  heard(line: Heard): Refusal | undefined;
  /** A reply has gone out. What is returned is said too. */
  said(code: number, payload: string): Refusal | undefined;
  /** DATA was taken: what follows is content. */
  contentBegins(): void;
  /** The content is in, so many octets. What is returned is the reply to it, whatever its reader says. */
  contentEnded(octets: number, flaw: ContentFlaw | undefined): Refusal | undefined;
  /** STARTTLS is done: the session begins anew (RFC 3207 §4.2). */
  secured(): void;
  /** The socket broke, or TLS failed. */
  failed(why: string): void;
  closed(): void;
}

export const lookingOn: Guard = {
  rules: () => tolerant,
  conceals: () => false,
  heard: ({ flaw }) => (flaw === undefined ? undefined : lineRefusal(flaw)),
  said: () => undefined,
  contentBegins: () => undefined,
  contentEnded: (_octets, flaw) => (flaw === undefined ? undefined : contentRefusal(flaw)),
  secured: () => undefined,
  failed: () => undefined,
  closed: () => undefined,
};

/** How a flaw of a command line is answered when nothing more is known. */
export function lineRefusal(flaw: LineFlaw): Refusal {
  switch (flaw) {
    case 'bare LF':
      return { code: 550, enhanced: '5.5.2', text: 'The command ends in a bare LF: a line ends in CRLF' };
    case 'bare CR':
      return { code: 550, enhanced: '5.5.2', text: 'The command has a bare CR in it: a line ends in CRLF' };
    case 'control character':
      return { code: 500, enhanced: '5.5.2', text: 'The command has a control character in it' };
    case 'too long':
      return { code: 500, enhanced: '5.5.2', text: 'The command line is too long' };
  }
}

/** How a flaw of a content is answered when nothing more is known. */
export function contentRefusal(flaw: ContentFlaw): Refusal {
  switch (flaw.kind) {
    case 'bare LF':
    case 'bare CR':
      return { code: 550, enhanced: '5.5.2', text: `Line ${flaw.line} has a ${flaw.kind} in it: a line ends in CRLF` };
    case 'long line':
      return { code: 550, enhanced: '5.6.0', text: `Line ${flaw.line} is too long` };
    case 'too large':
      return { code: 552, enhanced: '5.3.4', text: 'The message is too large' };
  }
}
