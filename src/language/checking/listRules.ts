/** Rules on mail to many: how one leaves the list (RFC 2369, RFC 8058), as large receivers demand it. */
import { fieldOf, unfolded, type Field } from '../model/fields';
import type { Message } from '../model/part';
import { edits, valueEdit, type Facts, type Finding, type Rule } from './rule';

export const listRules: readonly Rule[] = [
  {
    code: 'list-unsubscribe-syntax',
    severity: 'warning',
    meaning:
      'List-Unsubscribe has URIs in angle brackets, with commas between (RFC 2369 §2); anything else is ignored.',
    remedy: 'puts the URI into angle brackets',
    check: withoutBrackets,
  },
  {
    code: 'list-one-click',
    severity: 'warning',
    meaning:
      'List-Unsubscribe-Post is exactly `List-Unsubscribe=One-Click`, and List-Unsubscribe beside it has an https URI (RFC 8058 §3.1): else there is no one-click.',
    remedy: 'writes the value',
    check: oneClick,
  },
  {
    code: 'list-without-unsubscribe',
    severity: 'hint',
    meaning:
      'Mail of a list, or in bulk, without List-Unsubscribe: large receivers refuse it from those who send much.',
    remedy: '',
    check: noUnsubscribe,
  },
];

function valueOf({ text, root }: Message, key: string): { readonly field: Field; readonly value: string } | undefined {
  const field = fieldOf(root.fields, key);
  return field === undefined ? undefined : { field, value: unfolded(text, field.value) };
}

function withoutBrackets({ message }: Facts): Finding[] {
  const found = valueOf(message, 'list-unsubscribe');
  if (found === undefined || found.value.includes('${')) return [];
  const { field, value } = found;
  if (/^\s*<[^<>\s]+>(?:\s*\([^)]*\))?(?:\s*,\s*<[^<>\s]+>(?:\s*\([^)]*\))?)*\s*$/.test(value.slice(0, 10_000)))
    return [];
  const bare = /^[a-z]+:\S+$/i.test(value) && !/[<>,]/.test(value);
  const span = field.value.end > field.value.start ? field.value : field.nameSpan;
  return [
    {
      start: span.start,
      end: span.end,
      text: 'URIs of List-Unsubscribe stand in angle brackets: <https://example.com/leave>.',
      ...(bare && { fix: edits('Put into Brackets', { start: span.start, end: span.end, text: `<${value}>` }) }),
    },
  ];
}

function oneClick({ message }: Facts): Finding[] {
  const post = valueOf(message, 'list-unsubscribe-post');
  if (post === undefined || post.value.includes('${')) return [];
  const { field } = post;
  const span = field.value.end > field.value.start ? field.value : field.nameSpan;
  const right = 'List-Unsubscribe=One-Click';
  if (post.value !== right) {
    const fix = edits('Write the Value', valueEdit(message, field, right));
    return [
      { start: span.start, end: span.end, text: `The value is ${right}, and nothing else (RFC 8058 §3.1).`, fix },
    ];
  }
  if (/<https:[^<>\s]+>/i.test(valueOf(message, 'list-unsubscribe')?.value ?? '')) return [];
  return [
    { start: span.start, end: span.end, text: 'One-click needs an https URI in List-Unsubscribe (RFC 8058 §3.1).' },
  ];
}

function noUnsubscribe({ message }: Facts): Finding[] {
  if (fieldOf(message.root.fields, 'list-unsubscribe') !== undefined) return [];
  const list = fieldOf(message.root.fields, 'list-id');
  const bulk = valueOf(message, 'precedence');
  const sign = list ?? (/^(?:bulk|list)$/i.test(bulk?.value ?? '') ? bulk?.field : undefined);
  return sign === undefined
    ? []
    : [{ ...sign.nameSpan, text: 'Mail of a list has List-Unsubscribe, so that one can leave it.' }];
}
