/** Facts about a message for the tests of rules: as the editor would have them, but for what a test says. */
import assert from 'node:assert/strict';
import { asUtf8 } from '../../src/language/model/content';
import { readMessage } from '../../src/language/model/message';
import { cut, edited } from '../../src/language/model/span';
import { readHeadView } from '../../src/language/checking/headView';
import { countLineEnds } from '../../src/language/checking/lineEnds';
import type { Facts } from '../../src/language/checking/rule';
import { checked, type Diagnosis, type RuleSettings } from '../../src/language/checking/rules';
import { corpusBytes } from './messages';

export const now = Date.UTC(2026, 10, 24, 9, 0, 0);

export function factsOf(source: string | Buffer, given: Partial<Facts> = {}): Facts {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'utf8') : source;
  const message = readMessage(bytes.toString('utf8'));
  return {
    message,
    head: readHeadView(message),
    headOnly: false,
    encoding: 'utf8',
    encode: asUtf8,
    lineEnds: countLineEnds(bytes),
    dotStuffed: 'auto',
    maxHopCount: 15,
    now,
    unique: 'unique',
    ...given,
  };
}

export function diagnose(facts: Facts, settings: RuleSettings = {}): Diagnosis[] {
  return [...checked(facts, settings)].flat();
}

export function codesOf(source: string | Buffer, given: Partial<Facts> = {}): string[] {
  return diagnose(factsOf(source, given)).map(({ code }) => code);
}

export function corpusCodes(name: string): string[] {
  return codesOf(corpusBytes(name));
}

/** A message that no rule has anything to say about, with other lines in front of the blank line, and another body. */
export function letter(fields: readonly string[] = [], body: readonly string[] = ['Hello.']): string {
  const head = [
    'From: ann@example.com',
    'To: bob@example.org',
    'Subject: Hello',
    'Date: Tue, 24 Nov 2026 09:00:00 +0000',
  ];
  return [...head, 'Message-ID: <c1@example.com>', ...fields, '', ...body, ''].join('\r\n');
}

/** What a rule says of a message: the text it stands on and the sentence; and the message after its fix. */
export interface Said {
  readonly at: string;
  readonly text: string;
  readonly mended?: string;
  readonly fix?: string;
}

export function said(code: string, source: string | Buffer, given: Partial<Facts> = {}): Said[] {
  const facts = factsOf(source, given);
  return diagnose(facts)
    .filter((finding) => finding.code === code)
    .map((finding) => {
      const fix = finding.fix?.();
      const mended = fix?.kind === 'edits' ? edited(facts.message.text, fix.edits) : undefined;
      return {
        at: cut(facts.message.text, finding),
        text: finding.text,
        ...(fix !== undefined && { fix: fix.title }),
        ...(mended !== undefined && { mended }),
      };
    });
}

/** The one thing that a rule says of a message. */
export function saidOnce(code: string, source: string | Buffer, given: Partial<Facts> = {}): Said {
  const [only, ...more] = said(code, source, given);
  assert.ok(
    only !== undefined && more.length === 0,
    `${code} says ${more.length + (only === undefined ? 0 : 1)} things`,
  );
  return only;
}

/** Messages that a rule has nothing to say about. */
export function silent(code: string, ...sources: readonly (string | Buffer)[]): void {
  for (const source of sources) assert.deepEqual(said(code, source), [], source.toString());
}
