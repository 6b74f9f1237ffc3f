/**
 * Shows what the rules find in mail that is open, a moment after the last change, one rule after the other so that typing is never held up.
 * What lies in Queue, Drop or Sent is on its way or was delivered: nothing is said before sending there.
 */
import { setImmediate } from 'node:timers/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { flag } from '../../host/settings';
import type { MailSession } from '../../host/session';
import { largestDocument, rangeOf, readDocument } from '../documents';
import type { Encode } from '../model/content';
import { readHeadView } from './headView';
import { countLineEnds, type LineEnds } from './lineEnds';
import type { Facts, Severity } from './rule';
import { checked, type Diagnosis, type RuleSettings } from './rules';

const quietMs = 250;
/** As long as a rule after the other may hold up the extension host. */
const sliceMs = 8;

export const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export interface ShownDiagnosis {
  readonly diagnosis: Diagnosis;
  readonly shown: vscode.Diagnostic;
}

/** Where a rule is explained. */
export type RuleReference = (code: string) => vscode.Uri | undefined;

export class MailDiagnostics implements vscode.Disposable {
  readonly #session: MailSession;
  readonly #reference: RuleReference;
  readonly #shown = vscode.languages.createDiagnosticCollection('mailroot');
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #known = new Map<string, readonly ShownDiagnosis[]>();
  readonly #listening: vscode.Disposable;

  constructor(session: MailSession, reference: RuleReference) {
    this.#session = session;
    this.#reference = reference;
    const all = (): void => vscode.workspace.textDocuments.forEach((document) => this.#soon(document, 0));
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#soon(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#soon(document, quietMs)),
      vscode.workspace.onDidSaveTextDocument((document) => this.#soon(document, quietMs)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#closed(document)),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('mailroot') && all()),
      session.onDidChangeState(all),
    );
    all();
  }

  /** What is shown of a document, with its fixes. */
  of(uri: vscode.Uri): readonly ShownDiagnosis[] {
    return this.#known.get(uri.toString()) ?? [];
  }

  /** Its file was changed in a way that the editor does not see. */
  again(document: vscode.TextDocument): void {
    this.#soon(document, 0);
  }

  #soon(document: vscode.TextDocument, delayMs: number): void {
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    if (document.languageId !== 'eml') this.#forget(document.uri);
    else
      this.#waiting.set(
        key,
        setTimeout(() => void this.#check(document), delayMs),
      );
  }

  /** An unsaved one may be followed by another of the same name, opened before this one is told to be closed. */
  #closed({ uri }: vscode.TextDocument): void {
    this.#forget(uri);
    const next = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    if (next !== undefined) this.#soon(next, 0);
  }

  #forget(uri: vscode.Uri): void {
    clearTimeout(this.#waiting.get(uri.toString()));
    this.#waiting.delete(uri.toString());
    this.#known.delete(uri.toString());
    this.#shown.delete(uri);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    if (!this.#isWanted(document.uri)) {
      this.#forget(document.uri);
      return;
    }
    const { version } = document;
    // Where its MailRoot is may become known meanwhile.
    const isStale = (): boolean => document.version !== version || document.isClosed || !this.#isWanted(document.uri);
    const found = await collected(await factsOf(document), isStale);
    if (found === undefined) return;
    const shown = found.map((diagnosis) => ({ diagnosis, shown: this.#asShown(document, diagnosis) }));
    this.#known.set(document.uri.toString(), shown);
    this.#shown.set(
      document.uri,
      shown.map((each) => each.shown),
    );
  }

  #isWanted(uri: vscode.Uri): boolean {
    return flag('diagnostics.enabled', true) && !this.#isOnItsWay(uri);
  }

  #isOnItsWay(uri: vscode.Uri): boolean {
    const { mailRoot } = this.#session;
    if (mailRoot === undefined || uri.scheme !== 'file') return false;
    return [mailRoot.Queue, mailRoot.Drop, mailRoot.Sent].includes(dirname(uri.fsPath));
  }

  #asShown(document: vscode.TextDocument, diagnosis: Diagnosis): vscode.Diagnostic {
    const { text, severity, code, related } = diagnosis;
    const made = new vscode.Diagnostic(rangeOf(document, diagnosis), text, severities[severity]);
    const target = this.#reference(code);
    made.source = 'MailRoot';
    made.code = target === undefined ? code : { value: code, target };
    if (related !== undefined) {
      const location = new vscode.Location(document.uri, rangeOf(document, related));
      made.relatedInformation = [new vscode.DiagnosticRelatedInformation(location, related.text)];
    }
    return made;
  }

  dispose(): void {
    this.#listening.dispose();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#shown.dispose();
  }
}

/** Undefined when it was not wanted any more. */
async function collected(facts: Facts, isStale: () => boolean): Promise<readonly Diagnosis[] | undefined> {
  const settings = vscode.workspace.getConfiguration('mailroot').get<RuleSettings>('diagnostics.rules', {});
  const found: Diagnosis[] = [];
  let began = performance.now();
  for (const some of checked(facts, settings)) {
    found.push(...some);
    if (performance.now() - began < sliceMs) continue;
    await setImmediate();
    began = performance.now();
    if (isStale()) return undefined;
  }
  return isStale() ? undefined : found;
}

async function factsOf(document: vscode.TextDocument): Promise<Facts> {
  const { message, headOnly } = readDocument(document);
  const settings = vscode.workspace.getConfiguration('mailroot');
  const { encoding } = document;
  const lineEnds = await lineEndsOf(document);
  return {
    message,
    headOnly,
    head: readHeadView(message),
    encoding,
    encode: encoderOf(encoding),
    dotStuffed: settings.get<Facts['dotStuffed']>('pickup.dotStuffed', 'auto'),
    maxHopCount: settings.get('maxHopCount', 15),
    now: Date.now(),
    unique: crypto.randomUUID(),
    ...(lineEnds !== undefined && { lineEnds }),
  };
}

/** Of the file, while it is what the editor shows; a text with changes has the one line end that the editor gives it. */
async function lineEndsOf({ uri, isDirty, isUntitled }: vscode.TextDocument): Promise<LineEnds | undefined> {
  if (isDirty || isUntitled || uri.scheme !== 'file') return undefined;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > largestDocument ? undefined : countLineEnds(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Gone meanwhile: then it has no line ends.
    return undefined;
  }
}

/** As a save would encode it, for the encodings of mail; of others UTF-8 is a guess that only lengths and hashes see. */
export function encoderOf(encoding: string): Encode {
  const latin = encoding === 'iso88591' || encoding === 'windows1252';
  return (text) => Buffer.from(text, latin ? 'latin1' : 'utf8');
}
