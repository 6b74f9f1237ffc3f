/**
 * What a window knows of its MailRoot: which folder, how its engine is, what changed. The one object that views and commands share.
 * Stays right without an engine: folders are watched and read by ourselves. Shows nothing itself, but for an engine that keeps dying.
 */
import * as vscode from 'vscode';
import type {
  EngineSettings,
  EngineStatus,
  Method,
  Notifications,
  Outcome,
  Progress,
  Requests,
} from '../engine/protocol';
import { mailRootAt, type FolderName, type MailRoot } from '../engine/mailroot/layout';
import { UserError } from '../engine/ports';
import { Caretaker, type EngineState } from './caretaker';
import { chooseFolder } from './folderChoice';
import { watchFolders, type FolderWatch } from './folderWatch';
import { SecretKeeper } from './secretKeeper';
import { engineSettings, flag, folderSetting } from './settings';

/** `none`: no MailRoot here; `untrusted`: browsing only. The rest is the engine's. */
export type SessionState = 'none' | 'untrusted' | EngineState['kind'];

const rememberedKey = 'mailroot.chosenFolder';

export class MailSession implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #secrets: SecretKeeper;
  #handing: Promise<void> = Promise.resolve();
  readonly #folders = new vscode.EventEmitter<readonly FolderName[]>();
  readonly #state = new vscode.EventEmitter<void>();
  readonly #progress = new vscode.EventEmitter<Progress>();
  readonly #outcome = new vscode.EventEmitter<Outcome>();
  /** Folders whose content changed on disk. */
  readonly onDidChangeFolders = this.#folders.event;
  /** The MailRoot, the engine's state or its status changed. */
  readonly onDidChangeState = this.#state.event;
  readonly onProgress = this.#progress.event;
  readonly onOutcome = this.#outcome.event;
  #mailRoot: MailRoot | undefined;
  #existing: readonly string[] = [];
  #watch: FolderWatch | undefined;
  #caretaker: Caretaker | undefined;
  #status: EngineStatus | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    this.#secrets = new SecretKeeper(context.secrets, context.globalState);
    context.subscriptions.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => this.#configured(change)),
      this.#secrets.onChange(() => this.handOver()),
    );
  }

  get mailRoot(): MailRoot | undefined {
    return this.#mailRoot;
  }

  /** Every MailRoot in the workspace. */
  get existing(): readonly string[] {
    return this.#existing;
  }

  get status(): EngineStatus | undefined {
    return this.#status;
  }

  get state(): SessionState {
    if (this.#mailRoot === undefined) return 'none';
    if (!vscode.workspace.isTrusted) return 'untrusted';
    return this.#caretaker?.state.kind ?? 'stopped';
  }

  /** Why it failed, when it did. */
  get reason(): string | undefined {
    const state = this.#caretaker?.state;
    return state?.kind === 'failed' ? state.reason : undefined;
  }

  /** When it is started again, epoch ms, after it has failed. */
  get againAt(): number | undefined {
    const state = this.#caretaker?.state;
    return state?.kind === 'failed' ? state.againAt : undefined;
  }

  /** Where a MailRoot would be made. */
  proposedFolder(): string | undefined {
    return this.#choice().proposed;
  }

  #choice(): ReturnType<typeof chooseFolder> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const paths = folders
      .filter(({ uri }) => uri.scheme === 'file' || uri.scheme === 'vscode-remote')
      .map(({ uri }) => uri.fsPath);
    const remembered = this.#context.workspaceState.get<string>(rememberedKey);
    return chooseFolder(paths, folderSetting(), remembered);
  }

  async remember(path: string): Promise<void> {
    await this.#context.workspaceState.update(rememberedKey, path);
    this.refresh();
  }

  /** Looks for the MailRoot again, and starts its engine when it may. */
  refresh(): void {
    const { chosen, existing } = this.#choice();
    this.#existing = existing;
    if (chosen !== this.#mailRoot?.root) this.#change(chosen);
    if (this.#mayRun() && flag('engine.autoStart', true)) void this.#caretaker?.start();
    this.#changed();
  }

  #mayRun(): boolean {
    return this.#mailRoot !== undefined && vscode.workspace.isTrusted;
  }

  #change(path: string | undefined): void {
    this.#watch?.dispose();
    this.#caretaker?.dispose();
    this.#status = undefined;
    this.#mailRoot = path === undefined ? undefined : mailRootAt(path);
    this.#watch = this.#mailRoot && watchFolders(this.#mailRoot, (folders) => this.#folders.fire(folders));
    this.#caretaker = this.#mailRoot && this.#careFor(this.#mailRoot);
  }

  #careFor(mailRoot: MailRoot): Caretaker {
    return new Caretaker({
      mailRoot,
      load: () => import('../engine/client'),
      engine: { command: process.execPath, enginePath: this.#context.asAbsolutePath('dist/engine.js') },
      settings: () => this.#settingsFor(mailRoot),
      onLog: (line) => this.#log.info(line),
      onState: (state) => this.#engineChanged(state),
      onTrouble: (reason) => void this.#tellTrouble(reason),
    });
  }

  #engineChanged(state: EngineState): void {
    if (state.kind === 'running') {
      const { client } = state;
      this.#status = client.status;
      client.on('statusChanged', (status) => this.#statusChanged(status));
      client.on('progress', (progress: Notifications['progress']) => this.#progress.fire(progress));
      client.on('outcome', (outcome: Notifications['outcome']) => this.#outcome.fire(outcome));
      for (const { setting: name, text } of client.status.complaints) this.#log.warn(`${name} ${text}`);
    } else this.#status = undefined;
    this.#changed();
  }

  #statusChanged(status: EngineStatus): void {
    this.#status = status;
    this.#changed();
  }

  #changed(): void {
    void vscode.commands.executeCommand('setContext', 'mailroot.hasFolder', this.#mailRoot !== undefined);
    void vscode.commands.executeCommand('setContext', 'mailroot.running', this.state === 'running');
    this.#state.fire();
  }

  async #tellTrouble(reason: string): Promise<void> {
    const [restart, log] = [vscode.l10n.t('Restart'), vscode.l10n.t('Open Log')];
    const text = vscode.l10n.t(
      'The MailRoot engine does not keep running: {0} It is started again, after longer and longer waits.',
      reason,
    );
    const chosen = await vscode.window.showErrorMessage(text, restart, log);
    if (chosen === restart) await this.restart();
    if (chosen === log) this.#log.show();
  }

  #configured(change: vscode.ConfigurationChangeEvent): void {
    if (!change.affectsConfiguration('mailroot')) return;
    if (change.affectsConfiguration('mailroot.folder')) this.refresh();
    this.handOver();
  }

  async #settingsFor({ root }: MailRoot): Promise<EngineSettings> {
    const config = engineSettings();
    return { config, secrets: await this.#secrets.of(root, config) };
  }

  /** Gives the settings, and the secrets they mention, to the running engine; one after the other, so that the last ones stay. */
  handOver(changes: EngineSettings['secrets'] = {}): void {
    this.#handing = this.#handing
      .then(() => this.#handOver(changes))
      .catch((error: unknown) => {
        this.#log.warn(`The settings could not be handed to the engine: ${String(error)}`);
      });
  }

  async #handOver(changes: EngineSettings['secrets']): Promise<void> {
    const state = this.#caretaker?.state;
    if (state?.kind !== 'running' || this.#mailRoot === undefined) return;
    const { config, secrets } = await this.#settingsFor(this.#mailRoot);
    this.#statusChanged(await state.client.request('configure', { config, secrets: { ...secrets, ...changes } }));
  }

  /** Names of the secrets stored for this MailRoot. */
  storedSecrets(): readonly string[] {
    return this.#mailRoot === undefined ? [] : this.#secrets.stored(this.#mailRoot.root);
  }

  async hasSecret(name: string): Promise<boolean> {
    return this.#mailRoot !== undefined && this.#secrets.has(this.#mailRoot.root, name);
  }

  /** Resolves when it is stored and the engine, if it runs, has it. */
  async storeSecret(name: string, value: string): Promise<void> {
    if (this.#mailRoot === undefined) return;
    await this.#secrets.store(this.#mailRoot.root, name, value);
    this.handOver({ [name]: value });
    await this.#handing;
  }

  async forgetSecret(name: string): Promise<void> {
    if (this.#mailRoot === undefined) return;
    await this.#secrets.forget(this.#mailRoot.root, name);
    this.handOver({ [name]: '' });
    await this.#handing;
  }

  /** Asks the running engine; a sentence for the user when there is none. */
  async request<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    const state = this.#caretaker?.state;
    if (state?.kind !== 'running')
      throw new UserError(vscode.l10n.t('The MailRoot engine is not running. Start it with "MailRoot: Start Engine".'));
    return state.client.request(method, params);
  }

  async start(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      throw new UserError(
        vscode.l10n.t('This workspace is in Restricted Mode: trust it to start the MailRoot engine.'),
      );
    }
    await this.#caretaker?.start();
  }

  async stop(): Promise<void> {
    await this.#caretaker?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#caretaker?.dispose();
    for (const emitter of [this.#folders, this.#state, this.#progress, this.#outcome]) emitter.dispose();
  }
}
