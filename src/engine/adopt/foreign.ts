/**
 * Reads foreign spools: files and folders in, one message after another out, or a sentence about what is passed over and why. Reads
 * only: the source is left alone. A path that does not exist is a UserError before anything is read; trouble with one file is a sentence.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { UserError, errorText } from '../ports';
import { detectFormat, formats, splitFile, type Format } from './formats';
import { maildirFolders, passedOver } from './maildir';
import type { Piece } from './piece';

export interface ForeignMessage {
  readonly kind: 'message';
  readonly source: string;
  readonly format: Format;
  /** Its number in the source, from 1. */
  readonly number: number;
  readonly piece: Piece;
}
export interface PassedOver {
  readonly kind: 'passed';
  readonly source: string;
  readonly why: string;
}
export type Foreign = ForeignMessage | PassedOver;

/** `format` overrides what would be recognised. */
export async function* readForeign(paths: readonly string[], format?: Format): AsyncGenerator<Foreign> {
  for (const path of paths) await assertThere(path);
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) yield* readFolder(path, format);
    else yield* readOne(await messageOfTriple(path), format);
  }
}

async function assertThere(path: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw new UserError(`${path} can't be read: ${errorText(error)}. Nothing was adopted.`);
  });
}

async function* readFolder(folder: string, format: Format | undefined): AsyncGenerator<Foreign> {
  const names = await readdir(folder);
  const isMaildir = maildirFolders.every((name) => names.includes(name));
  if (isMaildir && (format === undefined || format === 'maildir')) yield* readMaildir(folder);
  else if (format === 'maildir') throw new UserError(`${folder} is no Maildir: it has no folders "new" and "cur".`);
  else yield* readFiles(folder, names, format);
}

async function* readFiles(
  folder: string,
  names: readonly string[],
  format: Format | undefined,
): AsyncGenerator<Foreign> {
  for (const name of names.filter((each) => !each.startsWith('.')).sort()) {
    const source = join(folder, name);
    const found = await stat(source).catch(() => undefined);
    if (found?.isDirectory() === true) yield { kind: 'passed', source, why: 'it is a folder: name it by itself' };
    else if (found?.isFile() === true && !isCompanion(name, names)) yield* readOne(source, format);
  }
}

async function* readMaildir(folder: string): AsyncGenerator<Foreign> {
  for (const part of maildirFolders) {
    for (const name of (await readdir(join(folder, part))).filter((each) => !each.startsWith('.')).sort()) {
      const source = join(folder, part, name);
      const why = passedOver(name);
      if (why === undefined) yield* readOne(source, 'maildir');
      else yield { kind: 'passed', source, why };
    }
  }
}

async function* readOne(source: string, asked: Format | undefined): AsyncGenerator<Foreign> {
  const read = await readFile(source).catch((error: unknown) => errorText(error));
  if (typeof read === 'string') {
    yield { kind: 'passed', source, why: `it can't be read: ${read}` };
    return;
  }
  const format = asked ?? detectFormat(read, basename(source));
  const pieces = format === undefined ? [] : splitFile(read, basename(source), format);
  if (format === undefined || pieces.length === 0) {
    yield {
      kind: 'passed',
      source,
      why: `no message was recognised in it; --format says what it is (${formats.join(', ')})`,
    };
    return;
  }
  const reason = format === 'badmail' ? await reasonOf(source) : [];
  for (const [i, piece] of pieces.entries())
    yield { kind: 'message', source, format, number: i + 1, piece: { ...piece, notes: [...piece.notes, ...reason] } };
}

/** IIS's BadMail has three files a message: the message, its properties and the reason. Named by any of them, the message is meant. */
async function messageOfTriple(path: string): Promise<string> {
  const extension = extname(path);
  if (!/^\.bd[pr]$/i.test(extension)) return path;
  const stem = path.slice(0, -extension.length);
  for (const candidate of [`${stem}.bad`, `${stem}.BAD`]) {
    if ((await stat(candidate).catch(() => undefined)) !== undefined) return candidate;
  }
  return path;
}

function isCompanion(name: string, all: readonly string[]): boolean {
  const [, stem] = /^(.*)\.(?:bdp|bdr)$/i.exec(name) ?? [];
  return stem !== undefined && (all.includes(`${stem}.bad`) || all.includes(`${stem}.BAD`));
}

/** The first line of the reason, as a person reads it. */
async function reasonOf(source: string): Promise<string[]> {
  const stem = source.slice(0, -extname(source).length);
  for (const path of [`${stem}.bdr`, `${stem}.BDR`]) {
    const text = await readFile(path, 'latin1').catch(() => '');
    const [first = ''] = text.replace(/[^\P{Cc}\n]/gu, '').split('\n');
    if (first.trim() !== '') return [`it was in BadMail: ${first.trim().slice(0, 300)}`];
  }
  return [];
}
