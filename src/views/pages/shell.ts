/**
 * The empty page around what is drawn into a webview: one script of ours with a nonce, style sheets of ours, and what its `policy` adds;
 * nothing else is loaded or run.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface ShellParts {
  readonly extension: vscode.Uri;
  readonly title: string;
  /** Names of style sheets in media/. */
  readonly styles: readonly string[];
  /** Name of its script in dist/. */
  readonly script: string;
  /** What else the page may: sources of styles, and directives of their own. */
  readonly policy?: { readonly styles: string; readonly more: readonly string[] };
}

/** Call it before the html is set: scripts run, and only our own folders are readable. */
export function prepare(webview: vscode.Webview, { extension, title, styles, script, policy }: ShellParts): void {
  const media = vscode.Uri.joinPath(extension, 'media');
  const dist = vscode.Uri.joinPath(extension, 'dist');
  webview.options = { enableScripts: true, localResourceRoots: [media, dist] };
  const sheets = styles.map((name) => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString());
  const source = webview.asWebviewUri(vscode.Uri.joinPath(dist, script)).toString();
  const nonce = randomBytes(16).toString('base64');
  const csp = [
    `default-src 'none'`,
    `style-src ${[webview.cspSource, ...(policy ? [policy.styles] : [])].join(' ')}`,
    `script-src 'nonce-${nonce}'`,
    ...(policy?.more ?? []),
  ].join('; ');
  webview.html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${sheets.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
<title>${title}</title>
</head>
<body>
<main aria-live="off"></main>
<script nonce="${nonce}" src="${source}"></script>
</body>
</html>`;
}
