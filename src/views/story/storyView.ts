/**
 * One story in a webview: draws it, follows its files and the engine while things happen, keeps to the message when it moves on. What its
 * buttons ask for is checked (requests) and done (actions). Nothing from a message is run.
 */
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Outcome, Progress } from '../../engine/protocol';
import { stampOf, stateStamp } from '../../engine/story/files';
import { readSources, type StorySources } from '../../engine/story/sources';
import { tellStory, type Story } from '../../engine/story/story';
import type { MailSession } from '../../host/session';
import { settingsInForce } from '../../host/settingsInForce';
import { stageWords } from '../folderTreeModel';
import { clockTime } from '../times';
import { prepare } from '../pages/shell';
import { act } from './actions';
import type { StoryFacts } from './facts';
import { storyPage } from './page';
import { storyRequest, type Compared } from './requests';

const followMs = 500;
/** So often a countdown is drawn anew. */
const redrawMs = 5_000;

export interface StoryParts {
  readonly session: MailSession;
  readonly extension: vscode.ExtensionContext;
}

/** What is looked at: any file of the message, and what of it. */
export interface StoryTarget {
  readonly path: string;
  readonly focus?: StoryFacts['focus'];
}

export class StoryView implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #parts: StoryParts;
  readonly #clock: NodeJS.Timeout;
  readonly #subscriptions: vscode.Disposable[];
  #target: StoryTarget;
  #told: { readonly sources: StorySources; readonly story: Story } | undefined;
  #live: Progress | undefined;
  #compared: Compared;
  /** Another message, or another place in it, than the page has shown: it begins at its top, or there. */
  #isNew = true;
  #drawn = { stamp: '', page: '', at: 0 };

  constructor(panel: vscode.WebviewPanel, parts: StoryParts, target: StoryTarget) {
    const { session, extension } = parts;
    this.panel = panel;
    this.#parts = parts;
    this.#target = target;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#asked(message)),
      panel.onDidChangeViewState(() => void this.#follow()),
      panel.onDidDispose(() => this.dispose()),
      session.onProgress((progress) => this.#progressed(progress)),
      session.onOutcome((outcome) => this.#ended(outcome)),
      session.onDidChangeState(() => void this.#draw()),
      vscode.workspace.onDidChangeConfiguration(() => void this.#draw()),
    ];
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extension.extensionUri, 'media', name);
    panel.iconPath = { light: icon('eml-light.svg'), dark: icon('eml-dark.svg') };
    const styles = ['page.css', 'transcript.css', 'story.css'];
    prepare(panel.webview, { extension: extension.extensionUri, title: 'Story', styles, script: 'transcript.js' });
    this.#clock = setInterval(() => void this.#follow(), followMs);
  }

  /** Turns the page to another message. */
  show(target: StoryTarget): void {
    this.#target = target;
    this.#live = undefined;
    this.#compared = undefined;
    this.#isNew = true;
    this.#drawn = { stamp: '', page: '', at: 0 };
    void this.#draw();
  }

  get #id(): string {
    return this.#told?.story.id ?? '';
  }

  #progressed(progress: Progress): void {
    if (progress.pickupFile !== undefined && progress.pickupFile === basename(this.#target.path)) {
      const queue = join(dirname(dirname(this.#target.path)), 'Queue');
      if (basename(dirname(this.#target.path)) === 'Pickup')
        this.#target = { ...this.#target, path: join(queue, `${progress.id}.eml`) };
    }
    if (basename(this.#target.path).startsWith(`${progress.id}.`)) {
      this.#live = progress;
      void this.#draw();
    }
  }

  #ended({ id }: Outcome): void {
    if (id !== this.#id) return;
    this.#live = undefined;
    void this.#draw();
  }

  async #follow(): Promise<void> {
    if (!this.panel.visible) return;
    const { stamp, at } = this.#drawn;
    if (Date.now() - at > redrawMs || (await this.#stamp()) !== stamp) await this.#draw();
  }

  async #stamp(): Promise<string> {
    const files = this.#told?.sources.files;
    return files === undefined ? '' : `${await stampOf(files)} ${await stateStamp(files)}`;
  }

  async #draw(): Promise<void> {
    const target = this.#target;
    const [sources, settings] = await Promise.all([
      readSources(target.path, Date.now()),
      settingsInForce(this.#parts.session),
    ]);
    if (target !== this.#target) return;
    if (sources === undefined) {
      await this.#post('<p class="none">This message is no longer in its MailRoot.</p>');
      return;
    }
    const now = Date.now();
    const story = tellStory(sources, { settings, now, moment: clockTime });
    this.#told = { sources, story };
    this.#drawn = { ...this.#drawn, stamp: await this.#stamp(), at: now };
    this.panel.title = vscode.l10n.t('Story: {0}', story.subject === '' ? story.id : story.subject);
    const live = this.#live && { progress: this.#live, words: stageWords(this.#live) };
    await this.#post(storyPage({ story, now, live, compared: this.#compared, focus: target.focus }));
  }

  /** What has not changed is not drawn again: it would lose what is selected. */
  async #post(page: string): Promise<void> {
    if (page === this.#drawn.page) return;
    this.#drawn = { ...this.#drawn, page };
    const isNew = this.#isNew;
    this.#isNew = false;
    await this.panel.webview.postMessage({ page, path: this.#target.path, isNew });
  }

  async #asked(message: unknown): Promise<void> {
    const request = storyRequest(message);
    if (request === undefined) return;
    if ('ready' in request) this.#drawn = { ...this.#drawn, page: '' };
    else if ('compare' in request) this.#compared = request.compare;
    else if (this.#told !== undefined) {
      const settings = await settingsInForce(this.#parts.session);
      await act(request, { ...this.#told, ...this.#parts, settings, panel: this.panel });
    }
    await this.#draw();
  }

  dispose(): void {
    clearInterval(this.#clock);
    for (const each of this.#subscriptions.splice(0)) each.dispose();
  }
}
