/** What checks say of a message, for their tests. */
import type { Finding, Report } from '../../../src/preview/checks/report';

/** `rule@line`, the line as the editor counts it; a rule without a place has none. */
export function found({ findings }: Report): string[] {
  return findings.flatMap(({ rule, places }) =>
    places.length === 0 ? [rule] : places.map(({ line }) => `${rule}@${line + 1}`),
  );
}

export function rules({ findings }: Report): string[] {
  return findings.map(({ rule }) => rule);
}

export function finding({ findings }: Report, rule: string): Finding {
  const one = findings.find((each) => each.rule === rule);
  if (one === undefined) throw new Error(`no ${rule} among ${findings.map((each) => each.rule).join(' ')}`);
  return one;
}
