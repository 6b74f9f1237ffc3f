// npm packages, installed when they are missing or older than the lock file. Needs nothing but Node and npm.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './run.mjs';

export const root = join(import.meta.dirname, '..');

export async function ensureInstalled() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < 20) throw new Error(`MailRoot needs Node 20 or newer; this is ${process.version}.`);
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log('Installing npm packages ...');
  await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
