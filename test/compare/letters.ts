/** Normal forms of messages that are written in place. */
import { formLines } from '../../src/compare/formText';
import { normalForm, type NormalForm } from '../../src/compare/normalForm';
import { readMail } from '../../src/preview/mail/mail';
import type { Wishes } from '../../src/compare/wishes';

export const byMeaning: Wishes = { what: 'meaning' };
export const everything: Wishes = { what: 'everything' };

export function mail(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'utf8');
}

export function formOf(bytes: Buffer, wishes: Partial<Wishes> = {}): NormalForm {
  return normalForm(readMail(bytes), { ...byMeaning, ...wishes });
}

export function textOf(bytes: Buffer, wishes: Partial<Wishes> = {}): string[] {
  return formLines(formOf(bytes, wishes));
}
