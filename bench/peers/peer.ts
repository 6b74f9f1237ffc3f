/** Somebody who takes mail by SMTP on loopback, in a folder of his own, and whether his 250 is a promise that outlives a power cut. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  /** The process whose memory is his, where there is one. */
  readonly pid?: number;
  /** Resolves when he has nothing left to do. */
  readonly settle: () => Promise<void>;
}

export const settled = (): Promise<void> => Promise.resolve();
