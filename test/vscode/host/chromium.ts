/** A Chromium for the web host: one that is there, else Debian's through apt, else the one inside `@sparticuz/chromium` on npm. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runNpm } from './program';
import { aptInstall, cacheFolder } from './webInstall';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** What a headless Chromium is started with: quiet, offline but for what we open. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of an executable; installs one when there is none. */
export async function chromiumPath(say: (line: string) => void): Promise<string> {
  const found = existing();
  if (found !== undefined) return found;
  if (process.platform === 'linux') {
    say('Installing Chromium ...');
    await aptInstall(['chromium']).catch(() => undefined);
  }
  return existing() ?? (await fromNpm(say));
}

function existing(): string | undefined {
  const wanted = process.env['CHROME_PATH'];
  if (wanted !== undefined && existsSync(wanted)) return wanted;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...elsewhere].find((path) => existsSync(path));
}

async function fromNpm(say: (line: string) => void): Promise<string> {
  const home = join(cacheFolder, 'chromium');
  const packaged = join(home, 'node_modules', '@sparticuz', 'chromium');
  if (!existsSync(packaged)) {
    say('Installing Chromium from the npm registry (once) ...');
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'package.json'), '{"private":true}\n');
    await runNpm(['install', '--no-save', '--no-audit', '--no-fund', '@sparticuz/chromium'], { cwd: home });
  }
  const entry = createRequire(join(home, 'package.json')).resolve('@sparticuz/chromium');
  const { default: chromium } = (await import(pathToFileURL(entry).href)) as {
    default: { executablePath(): Promise<string> };
  };
  return chromium.executablePath();
}
