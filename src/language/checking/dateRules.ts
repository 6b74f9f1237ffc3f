/** Rules on dates in the head. */
import { rfc5322Date } from '../../engine/message/outgoing';
import { fieldKind } from '../knowledge/headerFields';
import { readDate } from '../model/dates';
import { unfolded, type Field } from '../model/fields';
import { edits, valueEdit, type Facts, type Finding, type Rule } from './rule';

export const dateRules: readonly Rule[] = [
  {
    code: 'bad-date',
    severity: 'warning',
    meaning:
      'A date that is none of RFC 5322 §3.3 (`Tue, 24 Nov 2026 09:00:00 +0000`): readers show another time, or none.',
    remedy: 'writes the time of now',
    check: badDates,
  },
  {
    code: 'odd-date',
    severity: 'information',
    meaning: 'The weekday is not that of the date, the zone is missing, or it has an obsolete name (RFC 5322 §4.3).',
    remedy: 'writes the same time in the usual form',
    check: oddDates,
  },
];

interface DateField {
  readonly field: Field;
  readonly read: ReturnType<typeof readDate>;
}

function dates({ message: { text, root } }: Facts): DateField[] {
  return root.fields
    .filter(({ key, value }) => fieldKind(key) === 'date' && !text.slice(value.start, value.end).includes('${'))
    .map((field) => ({ field, read: readDate(unfolded(text, field.value)) }));
}

function badDates(facts: Facts): Finding[] {
  return dates(facts).flatMap(({ field, read }) => {
    if (read.kind === 'date') return [];
    const span = field.value.end > field.value.start ? field.value : field.nameSpan;
    const text = 'No date as mail has it: Tue, 24 Nov 2026 09:00:00 +0000.';
    const now = valueEdit(facts.message, field, rfc5322Date(facts.now));
    return [{ start: span.start, end: span.end, text, fix: edits('Write the Date of Now', now) }];
  });
}

const words = {
  'wrong-weekday': 'The weekday is not that of this date.',
  'no-zone': 'The zone is missing: it is read as UTC.',
  'old-zone': 'The zone has an obsolete name: write it as +0100.',
} as const;

function oddDates(facts: Facts): Finding[] {
  return dates(facts).flatMap(({ field: { value }, read }) => {
    if (read.kind !== 'date' || read.problem === undefined) return [];
    const same = { start: value.start, end: value.end, text: rfc5322Date(read.at) };
    return [
      { start: value.start, end: value.end, text: words[read.problem], fix: edits('Write It in the Usual Form', same) },
    ];
  });
}
