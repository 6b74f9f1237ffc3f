/** Messages for the tests of the language: those of test/corpus/, and short ones written in place. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readMessage } from '../../src/language/model/message';
import type { Message, Part } from '../../src/language/model/part';

const folder = join(__dirname, '..', 'corpus');

export const corpusNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.replace('.eml', ''))
  .sort();

export function corpusBytes(name: string): Buffer {
  return readFileSync(join(folder, `${name}.eml`));
}

/** As an editor shows it: UTF-8, and what is none becomes the replacement character. */
export function corpusText(name: string): string {
  return corpusBytes(name).toString('utf8');
}

export function corpusMessage(name: string): Message {
  return readMessage(corpusText(name));
}

/** Lines with CRLF. */
export function text(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

export function message(...lines: readonly string[]): Message {
  return readMessage(text(...lines));
}

/** `multipart/mixed(text/plain, text/html)`. */
export function treeOf(part: Part): string {
  const inside = part.children.map(treeOf).join(', ');
  return part.type.word + (inside === '' ? '' : `(${inside})`);
}
