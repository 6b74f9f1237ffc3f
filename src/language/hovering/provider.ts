/**
 * Hovers in mail and transcripts: what `hovers` and `codes` find, as the editor shows it. Where mail to an address would go is asked of the
 * engine while one runs; without one, and when it does not answer, the hover says the rest.
 */
import * as vscode from 'vscode';
import type { MailSession } from '../../host/session';
import { mail, messageOf, rangeOf } from '../documents';
import { codeAt, type CodeLine } from './codes';
import type { Block } from './hover';
import { hoverAt } from './hovers';
import { routeBlocks, routeQuestion } from './routeLine';

/** The inbound transcript is written like the remote one. */
const transcripts: readonly (readonly [vscode.DocumentSelector, CodeLine])[] = [
  [{ language: 'ltr' }, 'ltr'],
  [[{ language: 'rtr' }], 'rtr'],
  [[{ language: 'itr' }], 'itr'],
];

export function registerHover(session: MailSession): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(mail, {
      provideHover: (document, position) => mailHover(session, document, position),
    }),
    ...transcripts.map(([selector, kind]) =>
      vscode.languages.registerHoverProvider(selector, {
        provideHover: (document, position) => transcriptHover(document, position, kind),
      }),
    ),
  );
}

async function mailHover(
  session: MailSession,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const found = hoverAt(messageOf(document), document.offsetAt(position), { now: Date.now(), timeZone });
  if (found === undefined) return undefined;
  const route = found.address === undefined ? [] : await routeOf(session, found.address);
  return new vscode.Hover(shown([...found.blocks, ...route]), rangeOf(document, found));
}

function transcriptHover(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
  kind: CodeLine,
): vscode.Hover | undefined {
  const found = codeAt(document.lineAt(line).text, character, kind);
  return found && new vscode.Hover(shown(found.blocks), new vscode.Range(line, found.start, line, found.end));
}

async function routeOf(session: MailSession, address: string): Promise<readonly Block[]> {
  if (session.state !== 'running') return [];
  try {
    return routeBlocks(await session.request('route', routeQuestion(address)));
  } catch {
    return [];
  }
}

/** What came out of the message is escaped. */
function shown(blocks: readonly Block[]): vscode.MarkdownString {
  const all = new vscode.MarkdownString();
  blocks.forEach((block, i) => {
    if (i > 0) all.appendMarkdown('\n\n');
    if (block.kind === 'markdown') all.appendMarkdown(block.text);
    else all.appendMarkdown(`${block.label}: `).appendText(block.text);
  });
  return all;
}
