/** Where a rule is explained: its line of docs/language.md as it came with the extension, read once. */
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { RuleReference } from './diagnostics';

export function ruleReference({ extensionUri }: vscode.ExtensionContext): RuleReference {
  const document = vscode.Uri.joinPath(extensionUri, 'docs', 'language.md');
  let lines: ReadonlyMap<string, number> | undefined;
  return (code) => {
    lines ??= linesOfRules(document.fsPath);
    const line = lines.get(code);
    return line === undefined ? undefined : document.with({ fragment: `L${line}` });
  };
}

/** Without the document the codes simply lead nowhere. */
function linesOfRules(path: string): Map<string, number> {
  try {
    const rows = readFileSync(path, 'utf8').split('\n');
    return new Map(
      rows.flatMap((row, i) => {
        const code = /^\| `([a-z0-9-]+)`/.exec(row)?.[1];
        return code === undefined ? [] : [[code, i + 1] as const];
      }),
    );
  } catch {
    return new Map();
  }
}
