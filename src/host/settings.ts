/** Reads the engine's settings as the user wrote them: what is not set is left out, so that the engine's own defaults hold. */
import * as vscode from 'vscode';
import { defaultConfig } from '../engine/config/defaults';
import type { EngineConfig } from '../engine/config/schema';
import type { EngineStart } from '../engine/protocol';

export function engineSettings(): EngineStart['config'] {
  const settings = vscode.workspace.getConfiguration('mailroot');
  const config: Partial<Record<keyof EngineConfig, unknown>> = {};
  for (const name of Object.keys(defaultConfig) as (keyof EngineConfig)[]) {
    const found = settings.inspect(name);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    // get() merges objects over the scopes; the rest is taken as it is.
    if (value !== undefined) config[name] = settings.get(name);
  }
  return config;
}

/** A yes-or-no setting of the editor side. */
export function flag(name: string, otherwise: boolean): boolean {
  return vscode.workspace.getConfiguration('mailroot').get(name, otherwise);
}

/** `mailroot.folder` as the user wrote it. */
export function folderSetting(): string {
  return vscode.workspace.getConfiguration('mailroot').get('folder', 'MailRoot');
}
