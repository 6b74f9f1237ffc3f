/** Which environment to send with: those there are for a message, and the one that is chosen. Without any it says how to make one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError, errorCode } from '../engine/ports';
import {
  environmentFiles,
  environments,
  foldersDownTo,
  parseEnvironmentFile,
  type Environment,
  type EnvironmentSource,
} from './environments';

export async function chooseEnvironment(uri: vscode.Uri, given: unknown): Promise<Environment | undefined> {
  const all = environments(await environmentSources(uri));
  if (all.length === 0)
    throw new UserError(
      vscode.l10n.t(
        'There is no environment: write one into {0} beside the message or in a folder above it, such as {1}.',
        environmentFiles[1] ?? '',
        '{ "dev": { "name": "Ann" } }',
      ),
    );
  if (typeof given === 'string') {
    const named = all.find(({ name }) => name === given);
    if (named === undefined) throw new UserError(vscode.l10n.t('There is no environment {0}.', given));
    return named;
  }
  const [only, ...more] = all;
  if (more.length === 0) return only;
  const items = all.map((environment) => ({
    label: environment.name,
    description: environment.sources.join(', '),
    environment,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Send with the variables of') });
  return chosen?.environment;
}

/** REST Client's setting, then the files from the workspace folder down to the message. */
async function environmentSources(uri: vscode.Uri): Promise<EnvironmentSource[]> {
  const setting = vscode.workspace.getConfiguration('rest-client', uri).get<unknown>('environmentVariables');
  const sources: EnvironmentSource[] = [];
  if (setting !== undefined && setting !== null)
    sources.push({ name: 'rest-client.environmentVariables', content: setting });
  for (const folder of foldersDownTo(rootOf(uri), uri.scheme === 'file' ? uri.fsPath : undefined)) {
    for (const name of environmentFiles) {
      const text = await readFile(join(folder, name), 'utf8').catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      });
      if (text !== undefined) sources.push(parseEnvironmentFile(name, text));
    }
  }
  return sources;
}

function rootOf(uri: vscode.Uri): string | undefined {
  return (vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
}
