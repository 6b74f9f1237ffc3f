/**
 * Opens VS Code with the extension on a copy of the sample: the desktop's when there is one and a display, else a downloaded one, else the
 * one out of the npm registry, served on loopback behind a connection token. `--web` takes the last at once; `--port=` says where.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { newest, webVscode } from '../test/vscode/host/webInstall';
import { startServer } from '../test/vscode/host/server';

const repository = join(__dirname, '..');
const say = (line: string): void => console.log(line);

/** A copy that one may send from; it stays as it was left until `out/` is removed. */
function sample(): string {
  const folder = join(repository, 'out', 'sample');
  if (!existsSync(folder)) cpSync(join(repository, 'sample'), folder, { recursive: true });
  for (const name of ['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent'])
    mkdirSync(join(folder, 'MailRoot', name), { recursive: true });
  return folder;
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']) !== undefined;
}

function onPath(): string | undefined {
  const suffix = process.platform === 'win32' ? '.cmd' : '';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const all = ['code', 'code-insiders', 'codium'].flatMap((name) => folders.map((each) => join(each, name + suffix)));
  return all.find((path) => existsSync(path));
}

async function desktop(): Promise<string | undefined> {
  if (!hasDisplay()) return undefined;
  const here = onPath();
  if (here !== undefined) return here;
  return downloadAndUnzipVSCode({ version: newest.version, timeout: 60_000 }).catch((error: unknown) => {
    say(`No desktop VS Code can be downloaded (${String(error)}).`);
    return undefined;
  });
}

async function openDesktop(executable: string, folder: string): Promise<number> {
  say(`Opening ${executable} on ${folder}`);
  const args = [
    '--new-window',
    `--extensionDevelopmentPath=${repository}`,
    folder,
    join(folder, 'mail', 'welcome.eml'),
  ];
  const child = spawn(executable, args, { stdio: 'inherit', shell: executable.endsWith('.cmd') });
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 0)));
}

async function openWeb(folder: string, port: number | undefined): Promise<number> {
  const web = await webVscode(newest, say);
  const token = randomBytes(16).toString('hex');
  const settings = { 'workbench.startupEditor': 'readme' };
  const server = await startServer(web, {
    token,
    settings,
    installed: repository,
    ...(port !== undefined && { port }),
  });
  say(`\nVS Code ${web.version} with MailRoot is at\n\n  ${server.url({ folder })}\n\nCtrl+C ends it.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await server.stop();
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  const folder = sample();
  const port = args.flatMap((arg) => /^--port=(\d+)$/.exec(arg)?.[1] ?? []).map(Number)[0];
  const executable = args.includes('--web') ? undefined : await desktop();
  return executable === undefined ? openWeb(folder, port) : openDesktop(executable, folder);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
