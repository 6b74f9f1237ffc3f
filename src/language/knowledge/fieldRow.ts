/** One line of the tables of header fields: see `headerFields`. */

/** `addresses`: mailboxes. `ids`: Message-IDs. `structured`: `word; name=value`. `uris`: in angle brackets. `text`: anything. */
export type FieldKind = 'addresses' | 'date' | 'ids' | 'structured' | 'uris' | 'text' | 'path';

/** `once`: at most one in a message (RFC 5322 §3.6) or part (RFC 2045). `spec` is empty for what no RFC has. */
export type FieldRow = readonly [name: string, kind: FieldKind, count: 'once' | 'many', spec: string, meaning: string];
