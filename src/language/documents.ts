/**
 * From a document of the editor to the model of its message, read once for each version, and from offsets back to ranges. A document
 * over 5 MB has only its head read: `headOnly` says so, and so does whoever shows it.
 */
import * as vscode from 'vscode';
import { readMessage } from './model/message';
import type { Message } from './model/part';
import type { Span } from './model/span';

/** In characters. */
export const largestDocument = 5_000_000;
/** Lines in which the head of a large document is looked for. */
const headLines = 2_000;

export interface ReadDocument {
  readonly message: Message;
  readonly headOnly: boolean;
}

const cache = new WeakMap<vscode.TextDocument, ReadDocument & { readonly version: number }>();

export function readDocument(document: vscode.TextDocument): ReadDocument {
  const known = cache.get(document);
  if (known?.version === document.version) return known;
  const headOnly = lengthOf(document) > largestDocument;
  const text = headOnly ? headOf(document) : document.getText();
  const read = { message: readMessage(text), headOnly, version: document.version };
  cache.set(document, read);
  return read;
}

export function messageOf(document: vscode.TextDocument): Message {
  return readDocument(document).message;
}

function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

/** Everything up to the first blank line, and that line. */
function headOf(document: vscode.TextDocument): string {
  const last = Math.min(document.lineCount, headLines);
  let line = 0;
  while (line < last && document.lineAt(line).text !== '') line++;
  return document.getText(new vscode.Range(0, 0, line + 1, 0));
}

export function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** The documents the language is for: mail in any place. */
export const mail: vscode.DocumentSelector = { language: 'eml' };
