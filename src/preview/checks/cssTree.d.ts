/** The parser and the walker of css-tree without its dictionary of all syntax; its own types are for the whole package. */
declare module 'css-tree/parser' {
  import type { parse } from 'css-tree';
  const parser: typeof parse;
  export = parser;
}
declare module 'css-tree/walker' {
  import type { walk } from 'css-tree';
  const walker: typeof walk;
  export = walker;
}
