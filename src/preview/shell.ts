/**
 * The empty page around a preview. Its CSP holds for the frame in it too: no script but ours, no frame from anywhere, and images from
 * elsewhere only after a person allowed them for this message.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export function prepare(webview: vscode.Webview, extension: vscode.Uri, remote: 'remote' | 'local'): void {
  const media = vscode.Uri.joinPath(extension, 'media');
  const dist = vscode.Uri.joinPath(extension, 'dist');
  webview.options = { enableScripts: true, localResourceRoots: [media, dist] };
  const style = webview.asWebviewUri(vscode.Uri.joinPath(media, 'preview.css')).toString();
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, 'previewPage.js')).toString();
  const nonce = randomBytes(16).toString('base64');
  const images = remote === 'remote' ? 'data: https: http:' : 'data:';
  const csp = `default-src 'none'; img-src ${images}; style-src ${webview.cspSource} 'unsafe-inline'; script-src 'nonce-${nonce}'; form-action 'none'; base-uri 'none'`;
  webview.html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Preview</title>
</head>
<body>
<main aria-live="off"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
