/** All rules of the language, in the order of the reference (docs/language.md), and how a message is checked by them. Pure. */
import { addressRules } from './addressRules';
import { bccRules } from './bccRules';
import { boundaryRules } from './boundaryRules';
import { charsetRules } from './charsetRules';
import { contentRules } from './contentRules';
import { dateRules } from './dateRules';
import { dkimRules } from './dkimRules';
import { envelopeRules } from './envelopeRules';
import { headRules } from './headRules';
import { listRules } from './listRules';
import { mimeRules } from './mimeRules';
import type { Facts, Finding, Rule, Severity } from './rule';
import { textRules } from './textRules';
import { wordRules } from './wordRules';

export const rules: readonly Rule[] = [
  ...envelopeRules,
  ...bccRules,
  ...headRules,
  ...addressRules,
  ...dateRules,
  ...textRules,
  ...charsetRules,
  ...wordRules,
  ...mimeRules,
  ...boundaryRules,
  ...contentRules,
  ...listRules,
  ...dkimRules,
];

/** `mailroot.diagnostics.rules`: by code, another severity or `off`. */
export type RuleSettings = Readonly<Record<string, unknown>>;

export interface Diagnosis extends Finding {
  readonly code: string;
  readonly severity: Severity;
}

/** One rule after the other, so that whoever checks can stop in between. */
export function* checked(facts: Facts, settings: RuleSettings = {}): Generator<readonly Diagnosis[]> {
  for (const rule of rules) {
    const severity = severityOf(rule, settings);
    if (severity === 'off') continue;
    yield rule.check(facts).map((finding) => ({ ...finding, code: rule.code, severity }));
  }
}

export function severityOf({ code, severity }: Rule, settings: RuleSettings): Severity | 'off' {
  const wanted = settings[code];
  return isSeverity(wanted) || wanted === 'off' ? wanted : severity;
}

export const severities = ['error', 'warning', 'information', 'hint'] as const satisfies readonly Severity[];

function isSeverity(value: unknown): value is Severity {
  return severities.some((severity) => severity === value);
}
