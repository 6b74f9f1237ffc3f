/** A check as the extension host has it done: in the worker. What goes wrong is the report. */
import type * as vscode from 'vscode';
import { html } from '../views/transcript/html';
import type { CheckName } from './checks/names';
import type { CheckAnswer } from './checks/reportPage';
import type { Reader } from './reader';
import { sourceOf } from './source';

export interface Wanted {
  readonly uri: vscode.Uri;
  readonly check: CheckName;
}

export async function checkAnswer(reader: Reader, { uri, check }: Wanted): Promise<CheckAnswer> {
  try {
    const answer = await reader.ask({ kind: 'check', source: await sourceOf(uri), check });
    if (answer.kind === 'check') return answer.answer;
    return trouble(check, answer.text);
  } catch (error) {
    return trouble(check, error instanceof Error ? error.message : String(error));
  }
}

function trouble(check: CheckName, text: string): CheckAnswer {
  return { check, badge: 'not checked', mark: '', page: html`<p class="say">${text}</p>`.markup };
}
