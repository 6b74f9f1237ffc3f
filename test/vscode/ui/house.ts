/**
 * Where desks stand: one VS Code server and one browser for all tests of a process, ended with it. MAILROOT_UI_VSCODE says which VS Code:
 * `floor` or `newest` (default). What asks for more than settings of its own, such as trust, gets a server of its own.
 */
import { after } from 'node:test';
import type { Browser } from 'playwright-core';
import { startServer, type ServerOptions, type WebServer } from '../host/server';
import { floor, newest, webVscode } from '../host/webInstall';
import { launchBrowser } from '../host/workbench';

export interface House {
  readonly server: WebServer;
  readonly browser: Browser;
}

export interface Tenancy extends House {
  leave(): Promise<void>;
}

export const recipe = process.env['MAILROOT_UI_VSCODE'] === 'floor' ? floor : newest;

const say = (line: string): void => console.log(line);
let shared: Promise<House> | undefined;

export async function moveIn({ settings = {}, ...more }: ServerOptions): Promise<Tenancy> {
  if (Object.keys(more).length > 0) {
    const own = await build({ settings, ...more });
    return { ...own, leave: () => tearDown(own) };
  }
  shared ??= build({});
  const house = await shared;
  await house.server.configure(settings);
  return { ...house, leave: () => Promise.resolve() };
}

async function build(options: ServerOptions): Promise<House> {
  const [server, browser] = await Promise.all([startServer(await webVscode(recipe, say), options), launchBrowser(say)]);
  return { server, browser };
}

async function tearDown({ server, browser }: House): Promise<void> {
  await browser.close();
  await server.stop();
}

after(async () => {
  if (shared !== undefined) await tearDown(await shared);
});
