/** Facts about a message for the tests of rules: as the editor would have them, but for what a test says. */
import { asUtf8 } from '../../src/language/model/content';
import { readMessage } from '../../src/language/model/message';
import { readHeadView } from '../../src/language/checking/headView';
import { countLineEnds } from '../../src/language/checking/lineEnds';
import type { Facts } from '../../src/language/checking/rule';
import { checked, type Diagnosis, type RuleSettings } from '../../src/language/checking/rules';
import { corpusBytes, text } from './messages';

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
  const head = ['From: ann@example.com', 'To: bob@example.org', 'Subject: Hello', 'Date: Tue, 24 Nov 2026 09:00:00 +0000'];
  return text(...head, 'Message-ID: <c1@example.com>', ...fields, '', ...body);
}
