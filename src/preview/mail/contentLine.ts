/** Lines of a calendar taken apart: name, parameters, value (RFC 5545 §3.1). Pure, tolerant, and linear whatever the lines are like. */

export interface ContentLine {
  /** Upper case. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

const mostLines = 10_000;

export function contentLines(text: string): ContentLine[] {
  const unfolded = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/, mostLines);
  return unfolded.flatMap((line) => read(line) ?? []);
}

function read(line: string): ContentLine | undefined {
  const [head = '', ...rest] = [...pieces(line)];
  if (rest.length === 0) return undefined;
  const colon = rest.length - 1;
  const parameters = new Map<string, string>();
  for (const parameter of rest.slice(0, colon)) {
    const equals = parameter.indexOf('=');
    if (equals > 0) parameters.set(parameter.slice(0, equals).toUpperCase(), unquoted(parameter.slice(equals + 1)));
  }
  return { name: head.trim().toUpperCase(), parameters, value: rest[colon] ?? '' };
}

/** The name, each parameter, and what stands behind the first colon; quotes hide signs. Without a colon the name alone. */
function* pieces(line: string): Generator<string, undefined> {
  let from = 0;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const sign = line[at];
    if (sign === '"') quoted = !quoted;
    if (quoted || (sign !== ';' && sign !== ':')) continue;
    yield line.slice(from, at);
    from = at + 1;
    if (sign === ':') {
      yield line.slice(from);
      return;
    }
  }
}

function unquoted(value: string): string {
  return value.replace(/^"|"$/g, '');
}
