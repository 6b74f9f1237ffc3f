/**
 * The page that says where mail would go: one panel beside, reused, which asks again when the settings have changed and the engine has taken
 * them over. The entry of the bundle that is loaded with the first question. Nothing is sent.
 */
import * as vscode from 'vscode';
import type { RouteQuestion } from '../../engine/routeAnswer';
import { errorText } from '../../engine/ports';
import type { MailSession } from '../../host/session';
import { ReusedPanel, type PageView } from '../pages/reusedPanel';
import { prepare } from '../pages/shell';
import { isPageRequest } from '../transcript/requests';
import { routePage } from './page';

/** What is asked about, as the page names it. */
export interface Asked {
  readonly about: string;
  readonly question: () => Promise<RouteQuestion>;
}

export interface RouteParts {
  readonly session: MailSession;
  readonly extension: vscode.ExtensionContext;
}

export function routePanel(parts: RouteParts): ReusedPanel<Asked> {
  return new ReusedPanel({
    type: 'mailroot.route',
    title: vscode.l10n.t('Where Would This Go?'),
    column: () => vscode.ViewColumn.Beside,
    draw: (panel, asked) => new RouteView(panel, parts, asked),
  });
}

class RouteView implements PageView<Asked> {
  readonly panel: vscode.WebviewPanel;
  readonly #session: MailSession;
  #asked: Asked;
  #isStale = false;
  #page = '';

  constructor(panel: vscode.WebviewPanel, { session, extension }: RouteParts, asked: Asked) {
    this.panel = panel;
    this.#session = session;
    this.#asked = asked;
    const subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#wished(message)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        this.#isStale ||= change.affectsConfiguration('mailroot');
      }),
      // It says so when it has taken the settings over: only then it can answer by them.
      session.onDidChangeState(() => {
        if (this.#isStale) this.show(this.#asked);
      }),
    ];
    panel.onDidDispose(() => {
      for (const each of subscriptions) each.dispose();
    });
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extension.extensionUri, 'media', name);
    panel.iconPath = { light: icon('eml-light.svg'), dark: icon('eml-dark.svg') };
    const styles = ['page.css', 'transcript.css', 'story.css'];
    const title = 'Where Would This Go?';
    prepare(panel.webview, { extension: extension.extensionUri, title, styles, script: 'transcript.js' });
    this.show(asked);
  }

  show(asked: Asked): void {
    this.#asked = asked;
    this.#isStale = false;
    void this.#ask(asked);
  }

  async #ask(asked: Asked): Promise<void> {
    const answer = await asked
      .question()
      .then((question) => this.#session.request('route', question))
      .catch((error: unknown) => ({ reason: errorText(error) }));
    if (this.#asked !== asked) return;
    this.#page = routePage({ about: asked.about, answer });
    await this.#post();
  }

  async #post(): Promise<void> {
    await this.panel.webview.postMessage({ page: this.#page, path: this.#asked.about });
  }

  async #wished(message: unknown): Promise<void> {
    if (!isPageRequest(message)) return;
    if ('ready' in message) await this.#post();
    if ('setting' in message) await vscode.commands.executeCommand('workbench.action.openSettings', message.setting);
  }
}
