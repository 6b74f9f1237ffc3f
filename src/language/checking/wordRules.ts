/** Rules on encoded words (RFC 2047). */
import { fieldKind } from '../knowledge/headerFields';
import { readAddresses } from '../model/addresses';
import { cut, type Span } from '../model/span';
import { encodedWords } from '../model/words';
import { allFields } from './headRules';
import { edits, type Facts, type Finding, type Rule } from './rule';

export const wordRules: readonly Rule[] = [
  {
    code: 'bad-encoded-word',
    severity: 'warning',
    meaning:
      'An encoded word (RFC 2047) that is broken, too long, or in an unknown charset: readers show it as it stands.',
    remedy: '',
    check: badWords,
  },
  {
    code: 'encoded-word-in-quotes',
    severity: 'warning',
    meaning: 'An encoded word inside quotes is not decoded (RFC 2047 §5): readers that obey show it as it stands.',
    remedy: 'takes the quotes away',
    check: wordsInQuotes,
  },
];

const problems = {
  'too-long': 'it has more than 75 characters',
  'bad-base64': 'its base64 is broken',
  'bad-quoted-printable': 'an = without two hexadecimal digits behind it',
  'unknown-charset': 'its charset is unknown',
} as const;

function badWords({ message }: Facts): Finding[] {
  return allFields(message).flatMap(({ field }) => {
    const known = encodedWords(message.text, field.value);
    const broken = known.flatMap(({ start, end, problem }) =>
      problem === undefined ? [] : [{ start, end, text: `A reader cannot decode this word: ${problems[problem]}.` }],
    );
    return [...broken, ...unknownKinds(message.text, field.value)];
  });
}

/** `=?utf-8?X?abc?=`: neither B nor Q. */
function unknownKinds(text: string, { start, end }: Span): Finding[] {
  return [...text.slice(start, end).matchAll(/=\?[^?\s]{1,64}\?(?![bq]\?)[^?\s]{0,20}\?[^?\s]*\?=/gi)].map(
    ({ 0: word, index }) => ({
      start: start + index,
      end: start + index + word.length,
      text: 'An encoded word is written in B (base64) or Q (quoted-printable).',
    }),
  );
}

function wordsInQuotes({ message }: Facts): Finding[] {
  const { text, root } = message;
  return root.fields
    .filter(({ key }) => fieldKind(key) === 'addresses')
    .flatMap(({ value }) => readAddresses(text, value))
    .flatMap(({ name }) => {
      const quoted = name === undefined ? '' : cut(text, name);
      if (name === undefined || !/^"[^"]*=\?[^"?\s]+\?[bq]\?[^"?\s]*\?=[^"]*"$/is.test(quoted)) return [];
      const bare = edits('Remove the Quotes', { ...name, text: quoted.slice(1, -1) });
      return [{ ...name, text: 'An encoded word in quotes is not decoded.', fix: bare }];
    });
}
