/** Failures as VS Code shows them: on their line, with what they come to, leading to the line of the transcript. What can't be read is left out. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { familyPath, type FolderName, type MailRoot } from '../../engine/mailroot/layout';
import { severities } from '../checking/diagnostics';
import type { Failure } from './failures';
import { lineColumns } from './lineColumns';
import { localLine, remoteLine, type TranscriptLine } from './transcriptPlace';

/** Where the family of a message is. */
export interface Family {
  readonly mailRoot: MailRoot;
  readonly folder: FolderName;
  readonly id: string;
}

export interface Placed {
  readonly failure: Failure;
  readonly range: vscode.Range;
}

/** Failures in the text that they have their offsets of. */
export function placedIn(text: string, failures: readonly Failure[]): Placed[] {
  const at = lineColumns(text);
  return failures.map((failure) => ({
    failure,
    range: new vscode.Range(...at(failure.start), ...at(failure.end)),
  }));
}

/** `reference`: where categories are explained. */
export async function failureDiagnostics(
  placed: readonly Placed[],
  family: Family,
  reference: vscode.Uri,
): Promise<vscode.Diagnostic[]> {
  const transcripts = await transcriptsOf(family);
  return placed.map(({ failure, range }) => {
    const made = new vscode.Diagnostic(range, failure.text, severities[failure.severity]);
    made.source = 'MailRoot';
    made.code = { value: failure.code, target: reference };
    const related = relatedTo(failure, transcripts);
    if (related !== undefined) made.relatedInformation = [related];
    return made;
  });
}

/** As it stands in the editor, else in its file. */
export async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const document = documentOf(uri);
  if (document !== undefined) return document.getText();
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => Buffer.from(bytes).toString('utf8'),
    () => undefined,
  );
}

export function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

interface Transcript {
  readonly path: string;
  readonly text: string;
}

async function transcriptsOf({ mailRoot, folder, id }: Family): Promise<Readonly<Record<'rtr' | 'ltr', Transcript>>> {
  const read = async (part: '.rtr' | '.ltr'): Promise<Transcript> => {
    const path = familyPath(mailRoot, folder, { id, part });
    return { path, text: await readFile(path, 'utf8').catch(() => '') };
  };
  return { rtr: await read('.rtr'), ltr: await read('.ltr') };
}

function relatedTo(
  failure: Failure,
  { rtr, ltr }: Readonly<Record<'rtr' | 'ltr', Transcript>>,
): vscode.DiagnosticRelatedInformation | undefined {
  const remote = remoteLine(rtr.text, failure);
  if (remote !== undefined) return related(rtr, remote);
  const local = localLine(ltr.text, failure);
  return local && related(ltr, local);
}

function related({ path }: Transcript, { line, length, text }: TranscriptLine): vscode.DiagnosticRelatedInformation {
  const range = new vscode.Range(line, 0, line, length);
  return new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(path), range), text);
}
