/** A workbench of the web host in a headless Chromium, with our extension in development: to run a suite in, or to drive by clicks. */
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromiumArgs, chromiumPath } from './chromium';
import type { WebServer } from './server';

export const repository = join(__dirname, '..', '..', '..');

export interface Workbench {
  readonly page: Page;
  close(): Promise<void>;
}

export type Place = Parameters<WebServer['url']>[0];

export async function launchBrowser(say: (line: string) => void): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(say), args: chromiumArgs, headless: true });
}

/** Opens the workbench and waits until it stands. */
export async function openWorkbench(browser: Browser, server: WebServer, place: Place): Promise<Workbench> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  await page.goto(server.url(place, [['extensionDevelopmentPath', server.remote(repository)]]));
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  return { page, close: () => closeWorkbench(context) };
}

/** As a person closes it: the server hears of it, and ends its extension host. */
async function closeWorkbench(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await page.goto('about:blank');
  await context.close();
}

export interface SuiteRun {
  readonly code: number;
  readonly log: readonly string[];
}

/** Runs a tests module in the extension host; resolves when the workbench says it ended. */
export async function runSuite(
  server: WebServer,
  { place, tests, say }: { place: Place; tests: string; say: (line: string) => void },
): Promise<SuiteRun> {
  const browser = await launchBrowser(say);
  const log: string[] = [];
  try {
    const page = await browser.newPage();
    const code = await new Promise<number>((resolve, reject) => {
      const hear = (_type: string, args: unknown): void => {
        const line = Array.isArray(args) ? args.map(String).join(' ') : String(args);
        log.push(line);
      };
      page.on('crash', () => reject(new Error('The page of the workbench crashed.')));
      const opening = page
        .exposeFunction('codeAutomationExit', (exit: number) => resolve(exit))
        .then(() => page.exposeFunction('codeAutomationLog', hear))
        .then(() =>
          page.goto(
            server.url(place, [
              ['extensionDevelopmentPath', server.remote(repository)],
              ['extensionTestsPath', server.remote(tests)],
            ]),
          ),
        );
      opening.catch(reject);
    });
    return { code, log };
  } finally {
    await browser.close();
  }
}
