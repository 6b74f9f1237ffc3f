/**
 * One preview in a webview: draws it, follows its file while it changes or moves on, and the editor while one writes; does what its
 * buttons ask for. All reading is the worker's. In trouble the page says what, and the text can still be opened.
 */
import * as vscode from 'vscode';
import { errorText } from '../engine/ports';
import { whereNow } from '../engine/story/files';
import { prepare } from '../views/pages/shell';
import { html } from '../views/transcript/html';
import { innerUri, openPart, savePart, type PartOfMessage } from './attachments';
import { FollowCursor } from './followCursor';
import type { Wishes } from './page/wishes';
import type { Places } from './mail/lines';
import type { PreviewPage } from './page/page';
import { previewPanelType } from './panelType';
import { markAt } from './places';
import { Reader } from './reader';
import { isPreviewRequest, type PreviewAction, type PreviewRequest } from './requests';
import { outerOf, sourceOf, stampOf } from './source';

const followMs = 700;
const nowhere: Places = { parts: [], headTo: -1 };

export class PreviewView implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #extension: vscode.Uri;
  readonly #reader: Reader;
  readonly #clock: NodeJS.Timeout;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #cursor: FollowCursor;
  #uri: vscode.Uri;
  #wishes: Wishes = { remote: false, images: true, dark: false };
  #drawn = '';
  #places: Places = nowhere;
  #marked = '';
  #drawing = false;

  constructor(panel: vscode.WebviewPanel, extension: vscode.Uri, uri: vscode.Uri) {
    this.panel = panel;
    this.#extension = extension;
    this.#uri = uri;
    this.#reader = new Reader(vscode.Uri.joinPath(extension, 'dist', 'mail.js').fsPath);
    this.#cursor = new FollowCursor(uri, (line) => void this.#mark(line));
    this.#subscriptions.push(
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#asked(message)),
      panel.onDidChangeViewState(() => void this.#follow()),
      panel.onDidDispose(() => this.dispose()),
    );
    this.#prepare('local');
    this.#clock = setInterval(() => void this.#follow(), followMs);
  }

  /** Turns the page to another message; what was allowed for the last one is not for this one. */
  show(uri: vscode.Uri): void {
    if (uri.toString() === this.#uri.toString()) return;
    this.#uri = uri;
    this.#drawn = '';
    if (this.#wishes.remote) this.#allow('local');
    else void this.#draw();
  }

  async #follow(): Promise<void> {
    if (!this.panel.visible || this.#drawing) return;
    await this.#findAgain();
    const stamp = await stampOf(this.#uri).catch(() => undefined);
    if (stamp !== undefined && stamp !== this.#drawn) await this.#draw();
  }

  /** A message of a MailRoot goes from Queue to Sent while one looks. */
  async #findAgain(): Promise<void> {
    if (this.#uri.scheme !== 'file') return;
    const path = await whereNow(this.#uri.fsPath);
    if (path !== this.#uri.fsPath) this.#uri = vscode.Uri.file(path);
  }

  async #draw(): Promise<void> {
    const uri = this.#uri;
    this.#drawing = true;
    try {
      const source = await sourceOf(uri);
      const answer = await this.#reader.ask({ kind: 'page', source, wishes: this.#wishes });
      if (uri !== this.#uri) return;
      this.#drawn = source.stamp;
      if (answer.kind === 'page') await this.#turn(answer.page);
      else await this.#put({ title: '', page: trouble(answer.text) });
    } catch (error) {
      await this.#put({ title: '', page: trouble(errorText(error)) });
    } finally {
      this.#drawing = false;
    }
  }

  async #turn({ places, ...page }: PreviewPage): Promise<void> {
    await this.#put(page);
    this.#places = places;
    this.#marked = '';
    this.#cursor.again(this.#uri);
  }

  /** The part in which the cursor stands in the source. */
  async #mark(line: number | undefined): Promise<void> {
    const mark = (line === undefined ? undefined : markAt(this.#places, line)) ?? null;
    if (JSON.stringify(mark) === this.#marked) return;
    this.#marked = JSON.stringify(mark);
    await this.panel.webview.postMessage({ mark });
  }

  async #put({ title, ...page }: { title: string; page: string; frame?: string }): Promise<void> {
    if (this.panel.viewType === previewPanelType) this.panel.title = vscode.l10n.t('Preview: {0}', title);
    await this.panel.webview.postMessage({ ...page, uri: this.#uri.toString() });
  }

  async #asked(message: unknown): Promise<void> {
    if (!isPreviewRequest(message)) return;
    if ('ready' in message) await this.#draw();
    else await this.#act(message);
  }

  async #act(request: Exclude<PreviewRequest, { ready: true }>): Promise<void> {
    if ('dark' in request) await this.#wish({ dark: request.dark === 'on' });
    if ('images' in request) await this.#wish({ images: request.images === 'on' });
    if ('source' in request) await this.#showSource(Number(request.source));
    if ('open' in request) await this.#withPart(request.open, openPart);
    if ('save' in request) await this.#withPart(request.save, savePart);
    if ('inside' in request) await this.#withPart(request.inside, async (part) => this.show(await innerUri(part)));
    if ('link' in request) await vscode.env.openExternal(vscode.Uri.parse(request.link, true));
    if ('do' in request) await this.#actions[request.do]();
  }

  readonly #actions: Readonly<Record<PreviewAction, () => unknown>> = {
    openText: () => this.#showSource(undefined),
    allowRemote: () => this.#allow('remote'),
    blockRemote: () => this.#allow('local'),
    back: () => this.show(outerOf(this.#uri)?.message ?? this.#uri),
  };

  async #wish(wish: Partial<Wishes>): Promise<void> {
    this.#wishes = { ...this.#wishes, ...wish };
    await this.#draw();
  }

  /** The page is made anew with another CSP, and asks to be drawn. */
  #allow(images: 'remote' | 'local'): void {
    this.#wishes = { ...this.#wishes, remote: images === 'remote' };
    this.#prepare(images);
  }

  /** Its CSP holds for the frame in the page too: no frame from anywhere, and images from elsewhere only after a person allowed them. */
  #prepare(images: 'remote' | 'local'): void {
    const sources = images === 'remote' ? 'data: https: http:' : 'data:';
    prepare(this.panel.webview, {
      extension: this.#extension,
      title: 'Preview',
      styles: ['page.css', 'preview.css'],
      script: 'previewPage.js',
      policy: {
        styles: "'unsafe-inline'",
        more: [`img-src ${sources}`, "form-action 'none'", "base-uri 'none'"],
      },
    });
  }

  async #withPart(part: string, act: (part: PartOfMessage) => Promise<void>): Promise<void> {
    try {
      await act({ uri: this.#uri, part, reader: this.#reader });
    } catch (error) {
      void vscode.window.showErrorMessage(errorText(error));
    }
  }

  /** In the editor beside, where the message is open there. */
  async #showSource(line: number | undefined): Promise<void> {
    const at = line === undefined ? {} : { selection: new vscode.Range(line, 0, line, 0) };
    const open = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === this.#uri.toString(),
    );
    const column = open?.viewColumn ?? (this.panel.viewType === previewPanelType ? vscode.ViewColumn.One : undefined);
    try {
      const document = await vscode.workspace.openTextDocument(this.#uri);
      const shown = { preview: true, ...(column !== undefined && { viewColumn: column }), ...at };
      const editor = await vscode.window.showTextDocument(document, shown);
      if (line !== undefined) editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.AtTop);
    } catch (error) {
      void vscode.window.showErrorMessage(errorText(error));
    }
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#reader.dispose();
    this.#cursor.dispose();
    for (const each of this.#subscriptions.splice(0)) each.dispose();
  }
}

function trouble(text: string): string {
  return html`<header>
      <div class="top">
        <h1>This message can’t be shown</h1>
        <button data-do="openText">Open as Text</button>
      </div>
    </header>
    <ul class="notes">
      <li>${text}</li>
    </ul>`.markup;
}
