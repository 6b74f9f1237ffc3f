/** What the bench asks the probe in the extension host, and what it hears. */
export type Question =
  | { readonly ask: 'activate' }
  /** The event loop and the memory are watched from now on. */
  | { readonly ask: 'watch' }
  | { readonly ask: 'seen' }
  /** Arguments that begin with `/` are files. */
  | { readonly ask: 'execute'; readonly command: string; readonly args?: readonly unknown[] }
  /** Settings of the workspace, by their whole names. */
  | { readonly ask: 'configure'; readonly settings: Readonly<Record<string, unknown>> };

export interface Seen {
  /** The longest that the event loop stood still, and what 99 of 100 looks found at most. */
  readonly longestMs: number;
  readonly p99Ms: number;
  /** Resident, now and at the most. */
  readonly megabytes: number;
  readonly mostMegabytes: number;
  readonly cpuMs: number;
}

export interface Activated {
  readonly loadMs: number;
  readonly callMs: number;
}
