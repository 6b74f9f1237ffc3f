/** What a server holds its clients to on the wire. Read anew for each line and each content, so that a change takes effect at once. */

export interface WireRules {
  /** A line that ends in LF alone, or has a CR in it: refused, or taken as if it ended in CRLF. */
  readonly bareLineEnds: 'strict' | 'normalise';
  /** Longest command line, its end included. */
  readonly maxCommandOctets: number;
  /** Longest line of a content, its end included; 0 is any. */
  readonly maxLineOctets: number;
  /** Largest content; 0 is any. */
  readonly maxContentOctets: number;
}

/** Takes what comes, as a host does that wants to get mail. */
export const tolerant: WireRules = {
  bareLineEnds: 'normalise',
  maxCommandOctets: 16_384,
  maxLineOctets: 0,
  maxContentOctets: 0,
};
