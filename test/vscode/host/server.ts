/** Starts VS Code's own server out of a web install, on loopback, with folders of its own, and ends it again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebVscode } from './webInstall';

export interface ServerOptions {
  /** Written as the user's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Asks whether folders are trusted, as a desktop VS Code does. */
  readonly trust?: boolean;
  /** Without one, the server takes anybody on loopback. */
  readonly token?: string;
  readonly port?: number;
  readonly onLine?: (line: string) => void;
  /** Folder of an extension that is there as if it had been installed. */
  readonly installed?: string;
  /** For its extension host too. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface WebServer {
  readonly port: number;
  /** All that it writes is below. */
  readonly home: string;
  /** The workbench on a folder with our extension; `payload` is what else the workbench's environment gets. */
  url(place: { folder?: string; workspace?: string }, payload?: readonly (readonly [string, string])[]): string;
  /** A file of this machine as the workbench names it. */
  remote(path: string): string;
  /** Writes the user's settings anew, for the windows that are opened next. */
  configure(settings: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'git.enabled': false,
  // Every SMTP port that opens would be offered for forwarding.
  'remote.autoForwardPorts': false,
};

export async function startServer(web: WebVscode, options: ServerOptions = {}): Promise<WebServer> {
  const home = await mkdtemp(join(tmpdir(), 'mailroot-vscode-'));
  // The web workbench reads the user's settings from the server.
  const user = join(home, 'user', 'User');
  await mkdir(user, { recursive: true });
  const configure = (settings: ServerOptions['settings']): Promise<void> =>
    writeFile(join(user, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  await configure(options.settings);
  if (options.installed !== undefined) await install(options.installed, join(home, 'extensions'));
  const port = options.port ?? (await freePort());
  const child = spawn(web.node, [web.serverMain, ...serverArgs(home, port, options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env, VSCODE_LOG_LEVEL: 'warn' },
  });
  try {
    await ready(child, options.onLine);
  } catch (error) {
    await end(child, home);
    throw error;
  }
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${path}`;
  return {
    port,
    home,
    remote,
    configure,
    url(place, payload = []) {
      const query = new URLSearchParams();
      if (options.token !== undefined) query.set('tkn', options.token);
      if (place.folder !== undefined) query.set('folder', place.folder);
      if (place.workspace !== undefined) query.set('workspace', place.workspace);
      if (place.folder === undefined && place.workspace === undefined) query.set('ew', 'true');
      if (options.installed === undefined) query.set('payload', JSON.stringify([['skipWelcome', 'true'], ...payload]));
      return `http://127.0.0.1:${port}/?${query.toString()}`;
    },
    stop: () => end(child, home),
  };
}

/** What a VSIX of it would hold; a server that starts on a fresh folder takes what lies there as installed. */
async function install(extension: string, extensions: string): Promise<void> {
  const target = join(extensions, 'mailroot.mailroot-0.1.0');
  const parts = ['package.json', 'package.nls.json', 'dist', 'media', 'syntaxes', 'docs', 'README.md'];
  for (const part of parts) await cp(join(extension, part), join(target, part), { recursive: true });
}

function serverArgs(home: string, port: number, { trust, token, installed }: ServerOptions): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
    ...['--accept-server-license-terms', '--disable-telemetry'],
    // Lets the payload of the address through, and mutes toasts: for tests only.
    ...(installed === undefined ? ['--enable-smoke-test-driver'] : []),
    ...(trust === true ? [] : ['--disable-workspace-trust']),
    ...['--user-data-dir', join(home, 'user'), '--server-data-dir', join(home, 'server')],
    ...['--extensions-dir', join(home, 'extensions')],
  ];
}

function ready(child: ChildProcess, onLine: ServerOptions['onLine']): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-8_000);
      for (const line of chunk.toString().split('\n')) if (line.trim() !== '') onLine?.(line);
      if (said.includes('Extension host agent started')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code ?? 'a signal'}:\n${said}`)));
  });
}

async function end(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(patience);
  }
  await rm(home, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
