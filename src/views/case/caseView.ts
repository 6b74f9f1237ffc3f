/**
 * A case bundle in a webview: the story page of its message, as of the moment at which it was saved, with nothing on it that acts. What can't be
 * opened says why. Its files open as read-only documents. The entry of the bundle that is loaded with the first case.
 */
import * as vscode from 'vscode';
import { nameInZip, onShelfAt, type OpenedCase } from '../../engine/caseBundle/open';
import { excerptFolder } from '../../engine/caseBundle/format';
import { versionWords } from '../../engine/caseBundle/readme';
import { errorText } from '../../engine/ports';
import { findTranscript } from '../../engine/story/files';
import { readSources, type StorySources } from '../../engine/story/sources';
import { tellStory, type Story } from '../../engine/story/story';
import { prepare } from '../pages/shell';
import { pathOf } from '../story/acting';
import { textOf } from '../story/copying';
import type { CaseFacts } from '../story/facts';
import { storyPage } from '../story/page';
import type { Compared } from '../story/requests';
import { clockTime } from '../times';
import { html } from '../transcript/html';
import { openedCase, uriInCase } from './opened';
import { caseRequest, type CaseRequest } from './requests';

interface Told {
  readonly opened: OpenedCase;
  readonly sources: StorySources;
  readonly story: Story;
}

export class CaseView {
  readonly #panel: vscode.WebviewPanel;
  readonly #zip: vscode.Uri;
  /** Path on the shelf of the message that is shown; at first that of the case. */
  #path: string | undefined;
  #told: Told | undefined;
  #compared: Compared;
  #isNew = true;

  constructor(panel: vscode.WebviewPanel, extension: vscode.Uri, zip: vscode.Uri) {
    this.#panel = panel;
    this.#zip = zip;
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#asked(message));
    const styles = ['page.css', 'transcript.css', 'story.css'];
    prepare(panel.webview, { extension, title: 'Case', styles, script: 'transcript.js' });
  }

  async #asked(message: unknown): Promise<void> {
    const request = caseRequest(message);
    if (request === undefined) return;
    try {
      if (!('ready' in request)) await this.#act(request);
      await this.#draw();
    } catch (error) {
      await this.#post(html`<p class="none" role="alert">${errorText(error)}</p>`.markup);
    }
  }

  async #draw(): Promise<void> {
    const opened = await openedCase(this.#zip);
    const now = Date.parse(opened.manifest.madeAt);
    const sources = await readSources(this.#path ?? opened.path, now, opened.shelf);
    if (sources === undefined) {
      await this.#post(html`<p class="none">There is no message in this case.</p>`.markup);
      return;
    }
    const story = tellStory(sources, { settings: opened.settings, now, moment: clockTime });
    this.#told = { opened, sources, story };
    await this.#post(storyPage({ story, now, compared: this.#compared, from: factsOf(opened) }));
  }

  async #post(page: string): Promise<void> {
    const isNew = this.#isNew;
    this.#isNew = false;
    await this.#panel.webview.postMessage({ page, path: this.#path ?? '', isNew });
  }

  async #act(request: Exclude<CaseRequest, { readonly ready: true }>): Promise<void> {
    const told = this.#told;
    if ('compare' in request) this.#compared = request.compare;
    else if ('packed' in request) await this.#open(request.packed, 0);
    else if (told === undefined) return;
    else if ('copy' in request) await copy(textOf(request.copy, { ...told, link: '' }));
    else if ('open' in request) {
      const path = pathOf(request.open.file, told.sources);
      if (path !== undefined) await this.#open(nameInZip(path), request.open.line);
    } else await this.#follow(request, told);
  }

  async #follow(
    request: { message: string } | { dropped: string } | { document: string },
    { opened }: Told,
  ): Promise<void> {
    if ('dropped' in request) await this.#open(`${excerptFolder}Drop/${request.dropped}.eml`, 0);
    else if ('message' in request) {
      const path = onShelfAt(`${excerptFolder}Queue/${request.message}.eml`);
      const { message, ltr } = await findTranscript(path, opened.shelf);
      if (message === undefined && (await opened.shelf.size(ltr)) === undefined)
        tell(vscode.l10n.t('{0} is not in this case.', request.message));
      else {
        this.#path = path;
        this.#compared = undefined;
        this.#isNew = true;
      }
    }
  }

  /** Beside the story, so that both can be seen. */
  async #open(name: string, line: number): Promise<void> {
    const uri = uriInCase(this.#zip, name);
    const viewColumn = this.#panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, {
        selection: new vscode.Range(line, 0, line, 0),
        viewColumn,
        preview: true,
      });
    } catch {
      tell(vscode.l10n.t('{0} is not in this case.', name));
    }
  }
}

function tell(text: string): void {
  void vscode.window.showInformationMessage(text);
}

async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(copy) Copied.'), 3_000);
}

function factsOf({ manifest, files }: OpenedCase): CaseFacts {
  const { versions, madeAt, redacted, leftOut } = manifest;
  return {
    line: `Case from ${versionWords(versions)}, ${clockTime(Date.parse(madeAt))}, ${redacted ? 'redacted' : 'not redacted'}`,
    files: [...files.keys()],
    leftOut,
  };
}

/** What a document of our scheme shows. */
export async function fileInCase(uri: vscode.Uri): Promise<Uint8Array> {
  const opened = await openedCase(vscode.Uri.parse(uri.query, true)).catch(() => undefined);
  const bytes = opened?.files.get(uri.path.slice(1));
  if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return bytes;
}
