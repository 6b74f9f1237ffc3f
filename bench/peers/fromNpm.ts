/**
 * Mail servers that are npm packages, installed into the bench's own cache and nowhere else. What can't be had is skipped, and that is said.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../test/interop/smartHosts';
import { cache, folderOf, startNode, untilGreets, type Site } from '../site';
import { settled, type Peer } from './peer';

/** The folder of the package; undefined, and said loudly, when it can't be had. */
function installed(site: Site, packaged: string, label: string): string | undefined {
  const [, name = packaged] = /^(.+)@([^@]+)$/.exec(packaged) ?? [];
  const home = join(cache, 'npm', label);
  const folder = join(home, 'node_modules', name);
  if (!existsSync(join(folder, 'package.json'))) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    const { status, stderr } = spawnSync('npm', ['install', ...quiet, packaged], { cwd: home, encoding: 'utf8' });
    if (status !== 0) {
      site.skip(
        `${label} did not take part: npm could not install ${packaged} (${stderr.trim().split('\n')[0] ?? ''})`,
      );
      return undefined;
    }
  }
  const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  site.versions[label] = found.version;
  return folder;
}

export async function mailDev(site: Site): Promise<Peer | undefined> {
  const folder = installed(site, 'maildev@2.2.1', 'MailDev');
  if (folder === undefined) return undefined;
  const [port, web] = [await freePort(), await freePort()];
  const where = ['--ip', '127.0.0.1', '--web-ip', '127.0.0.1', '-s', String(port), '-w', String(web)];
  const more = ['--mail-directory', folderOf(site, 'maildev'), '--silent'];
  const running = startNode(site, [join(folder, 'bin', 'maildev'), ...where, ...more]);
  await untilGreets(port, running);
  return { name: 'MailDev', port, pid: running.pid, settle: settled };
}

/** Haraka with the plugin that discards what it queued to nowhere: it keeps nothing. */
export async function haraka(site: Site): Promise<Peer | undefined> {
  const folder = installed(site, 'Haraka@3.1.1', 'Haraka');
  if (folder === undefined) return undefined;
  const home = folderOf(site, 'haraka');
  const port = await freePort();
  const files = {
    'smtp.ini': `listen=127.0.0.1:${port}\nnodes=0\n[main]\nlisten=127.0.0.1:${port}\nnodes=0\n`,
    plugins: 'rcpt_to.in_host_list\nqueue/discard\n',
    host_list: 'there.test\n',
    me: 'haraka.test\n',
    loglevel: 'ERROR\n',
    'log.ini': '[main]\nlevel=ERROR\n',
  };
  rmSync(join(home, 'config'), { recursive: true, force: true });
  mkdirSync(join(home, 'config'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, 'config', name), text);
  // It does not begin without this one, whatever it says.
  copyFileSync(join(folder, 'config', 'connection.ini'), join(home, 'config', 'connection.ini'));
  const env = { YES_REALLY_DO_DISCARD: '1' };
  const running = startNode(site, [join(folder, 'bin', 'haraka'), '-c', home], env);
  await untilGreets(port, running);
  return { name: 'Haraka, discard', port, pid: running.pid, settle: settled };
}
