/**
 * One transcript page in a webview: draws it, follows its files while they grow or move, does what its buttons ask for. Nothing from a
 * message is run: CSP `default-src 'none'`, one script of ours with a nonce, and every request of the page is checked here. The entry of the
 * bundle that is loaded with the first transcript.
 */
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { familyPath, mailRootAt } from '../../engine/mailroot/layout';
import { findTranscript, readTranscript, stampOf, type TranscriptFiles } from '../../engine/story/files';
import { familyOf, inboundStamp, isAlone, readInbound, type InboundFile } from '../../engine/story/inbound';
import { sessionPage } from './inbound';
import { transcriptPage } from './page';
import { transcriptPanelType } from './panelType';
import { isPageRequest, type PageRequest } from './requests';
import { prepare } from '../pages/shell';

const followMs = 500;

export class TranscriptView implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #extension: vscode.Uri;
  readonly #clock: NodeJS.Timeout;
  readonly #subscriptions: vscode.Disposable[] = [];
  #path: string;
  #files: TranscriptFiles | undefined;
  #inbound: InboundFile | undefined;
  #drawn = '';

  /** `path`: any file of the message's family. */
  constructor(panel: vscode.WebviewPanel, extension: vscode.Uri, path: string) {
    this.panel = panel;
    this.#extension = extension;
    this.#path = path;
    this.#subscriptions.push(
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#asked(message)),
      panel.onDidChangeViewState(() => void this.#follow()),
      panel.onDidDispose(() => this.dispose()),
    );
    prepare(panel.webview, {
      extension,
      title: 'Transcript',
      styles: ['page.css', 'transcript.css'],
      script: 'transcript.js',
    });
    this.#clock = setInterval(() => void this.#follow(), followMs);
  }

  /** Turns the page to another message. */
  show(path: string): void {
    this.#path = path;
    void this.#draw();
  }

  async #follow(): Promise<void> {
    if (!this.panel.visible) return;
    const files = await findTranscript(familyOf(this.#path));
    if ((await this.#stamp(files)) !== this.#drawn) await this.#draw();
  }

  async #stamp(files: TranscriptFiles): Promise<string> {
    return `${await stampOf(files)} ${await inboundStamp(this.#path, files)}`;
  }

  async #draw(): Promise<void> {
    const path = this.#path;
    const files = await findTranscript(familyOf(path));
    const stamp = await this.#stamp(files);
    const [texts, inbound] = await Promise.all([readTranscript(files), readInbound(path, files)]);
    if (path !== this.#path) return;
    this.#files = files;
    this.#inbound = inbound;
    this.#drawn = stamp;
    if (this.panel.viewType === transcriptPanelType) this.panel.title = `Transcript: ${texts.subject || files.id}`;
    const page = inbound !== undefined && isAlone(path) ? sessionPage(inbound) : transcriptPage(texts, inbound);
    await this.panel.webview.postMessage({ page, path });
  }

  async #asked(message: unknown): Promise<void> {
    if (!isPageRequest(message)) return;
    if ('ready' in message) await this.#draw();
    else await this.#act(message);
  }

  async #act(request: Exclude<PageRequest, { ready: true }>): Promise<void> {
    if ('setting' in request) await vscode.commands.executeCommand('workbench.action.openSettings', request.setting);
    if ('document' in request) await this.#openDocument(request.document);
    if ('message' in request) await this.#openOther(request.message);
    if ('dropped' in request) await this.#openDropped(request.dropped);
    if ('do' in request) await this.#do(request.do);
  }

  async #do(action: Extract<PageRequest, { do: string }>['do']): Promise<void> {
    const files = this.#files;
    if (files === undefined) return;
    const texts = { openLtr: files.ltr, openRtr: files.rtr, openItr: this.#inbound?.path ?? '' };
    if (action === 'openLtr' || action === 'openRtr' || action === 'openItr') await openAsText(texts[action]);
    else if (files.message !== undefined)
      await vscode.commands.executeCommand(`mailroot.${action}`, { entry: files.message });
  }

  async #openDropped(id: string): Promise<void> {
    const path = familyPath(mailRootAt(dirname(dirname(this.#path))), 'Drop', { id, part: '.eml' });
    await vscode.commands.executeCommand('mailroot.openMessage', {
      entry: { folder: 'Drop', kind: 'message', id, path },
    });
  }

  /** Wherever it is by now. */
  async #openOther(id: string): Promise<void> {
    const root = dirname(dirname(this.#path));
    const { message } = await findTranscript(join(root, 'Queue', `${id}.eml`));
    if (message !== undefined) await vscode.commands.executeCommand('mailroot.openMessage', { entry: message });
    else void vscode.window.showInformationMessage(vscode.l10n.t('{0} is no longer in this MailRoot.', id));
  }

  async #openDocument(name: string): Promise<void> {
    const uri = vscode.Uri.joinPath(this.#extension, ...name.split('/'));
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    clearInterval(this.#clock);
    for (const each of this.#subscriptions.splice(0)) each.dispose();
  }
}

async function openAsText(path: string): Promise<void> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(path));
  } catch {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no such transcript: no remote host was involved, or nothing was written yet.'),
    );
    return;
  }
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(path), 'default');
}
