/** What is used of the package `diff` 7, which brings no types of its own. */
declare module 'diff' {
  interface Change {
    readonly value: readonly string[];
    readonly added?: boolean;
    readonly removed?: boolean;
  }
  interface Hunk {
    readonly oldStart: number;
    readonly oldLines: number;
    readonly newStart: number;
    readonly newLines: number;
    readonly lines: readonly string[];
  }
  interface Limits {
    readonly context?: number;
    readonly maxEditLength?: number;
  }
  export function diffArrays(
    left: readonly string[],
    right: readonly string[],
    limits?: Limits,
  ): readonly Change[] | undefined;
  // eslint-disable-next-line max-params -- as the package has it
  export function structuredPatch(
    leftName: string,
    rightName: string,
    left: string,
    right: string,
    leftHead: string | undefined,
    rightHead: string | undefined,
    limits?: Limits,
  ): { readonly hunks: readonly Hunk[] } | undefined;
}
