/** `X-Mail-Source: src/mail/welcome.ts:42`: where the code stands that sent a message, when it says so. Pure. */
import { fieldOf, unfolded } from '../model/fields';
import type { Message } from '../model/part';

export interface MailSource {
  /** Relative to the folder of the workspace, or absolute. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

export const sourceKey = 'x-mail-source';

export function readSource(value: string): MailSource | undefined {
  const [, path = '', line = '1'] = /^([^\p{Cc}?#]+?)(?::(\d{1,7}))?(?::\d{1,7})?$/u.exec(value.trim()) ?? [];
  // A URL is no file.
  return path === '' || /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? undefined : { path, line: Math.max(1, Number(line)) };
}

export function declaredSource({ root, text }: Message): MailSource | undefined {
  const field = fieldOf(root.fields, sourceKey);
  return field && readSource(unfolded(text, field.value));
}
