/**
 * A real VS Code on a folder of the bench's disk: its workbench in a headless Chromium, to be clicked in, and a probe in its extension
 * host, to be asked. The one of the tests (test/vscode/host); ended with the stage.
 */
import { mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { FolderName } from '../../src/engine/mailroot/layout';
import { startServer, type WebServer } from '../../test/vscode/host/server';
import { newest, webVscode } from '../../test/vscode/host/webInstall';
import { launchBrowser, repository } from '../../test/vscode/host/workbench';
import { folderOf, pause, type Site } from '../site';
import type { Activated, Question, Seen } from './question';

export interface Editor {
  readonly page: Page;
  /** What it has open. */
  readonly folder: string;
  readonly ask: <T = unknown>(question: Question) => Promise<T>;
}

/** Rejects when there is none to be had. */
export async function openEditor(site: Site, settings: Readonly<Record<string, unknown>>): Promise<Editor> {
  const web = await webVscode(newest, site.say);
  site.versions['VS Code'] = web.version;
  const folder = folderOf(site, 'workspace');
  const socket = join(folderOf(site, 'editor'), 'probe');
  const server = await startServer(web, { settings, env: { MAILROOT_BENCH_PROBE: socket } });
  site.after(() => server.stop());
  const browser = await launchBrowser(site.say);
  site.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1360, height: 1000 } });
  page.setDefaultTimeout(120_000);
  for (const name of ['codeAutomationExit', 'codeAutomationLog']) await page.exposeFunction(name, () => undefined);
  await page.goto(addressOf(server, folder, site.program('probe')));
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  return { page, folder, ask: asking(await reached(socket)) };
}

function addressOf(server: WebServer, folder: string, probe: string): string {
  return server.url({ folder }, [
    ['extensionDevelopmentPath', server.remote(repository)],
    ['extensionTestsPath', server.remote(probe)],
  ]);
}

/** The extension host is up a while after the workbench. */
async function reached(path: string): Promise<Socket> {
  for (let i = 0; i < 600; i++) {
    const socket = connect(path);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return socket;
    await pause(100);
  }
  throw new Error('the extension host of VS Code did not come up within a minute');
}

function asking(socket: Socket): Editor['ask'] {
  const waiting = new Map<number, (line: { value?: unknown; error?: string }) => void>();
  let questions = 0;
  createInterface({ input: socket }).on('line', (line) => {
    const said = JSON.parse(line) as { id: number; value?: unknown; error?: string };
    waiting.get(said.id)?.(said);
    waiting.delete(said.id);
  });
  return <T>(question: Question) =>
    new Promise<T>((resolve, reject) => {
      const id = ++questions;
      waiting.set(id, ({ value, error }) => (error === undefined ? resolve(value as T) : reject(new Error(error))));
      socket.write(`${JSON.stringify({ id, ...question })}\n`);
    });
}

export const activated = ({ ask }: Editor): Promise<Activated> => ask<Activated>({ ask: 'activate' });
export const seen = ({ ask }: Editor): Promise<Seen> => ask<Seen>({ ask: 'seen' });

export interface Watched {
  readonly ms: number;
  readonly before: Seen;
  readonly after: Seen;
}

/** Does something while the extension host is watched, and a moment longer: what was begun may be finished behind the screen. */
export async function watching({ ask, page }: Editor, work: () => Promise<unknown>): Promise<Watched> {
  await ask({ ask: 'watch' });
  const before = await ask<Seen>({ ask: 'seen' });
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  await page.waitForTimeout(300);
  return { ms, before, after: await ask<Seen>({ ask: 'seen' }) };
}

/** The trees, or what VS Code shows in their place. */
export async function show({ page }: Editor, which: 'MailRoot' | 'Explorer'): Promise<void> {
  const icon = page.locator(`.activitybar .action-label[aria-label^="${which}"]`);
  // A badge may lie over it.
  await icon.click({ force: true });
}

export function pane({ page }: Editor, folder: FolderName): Locator {
  return page.locator('.pane', {
    has: page.locator(`.pane-header[aria-label^="${folder} "], .pane-header .title:text-is("${folder}")`),
  });
}

export const firstRow = (editor: Editor, folder: FolderName): Locator =>
  pane(editor, folder).locator('.monaco-list-row').first();

/** The page in a webview: a frame in a frame. */
export const webview = ({ page }: Editor): FrameLocator =>
  page.frameLocator('iframe.webview:visible').frameLocator('#active-frame');

/** A MailRoot beside the workspace or in it. */
export function makeMailRoot(root: string): void {
  for (const name of ['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent']) mkdirSync(join(root, name), { recursive: true });
}
