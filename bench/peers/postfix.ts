/** Postfix in its house: its queue, then a maildir; or onwards to a port. The smart host of the tests with other settings. */
import { existsSync, mkdirSync, chownSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { freePort, greets, postfix } from '../../test/interop/smartHosts';
import { pause, until, type Site } from '../site';
import type { Peer } from './peer';

export interface Postfix extends Peer {
  readonly root: string;
  readonly end: () => Promise<void>;
}

const maildir = 'var/mail/there';

const toMaildir = {
  virtual_mailbox_domains: 'there.test',
  virtual_mailbox_base: '/var/mail',
  virtual_mailbox_maps: 'static:there/',
  virtual_uid_maps: 'static:900',
  virtual_gid_maps: 'static:901',
  virtual_minimum_uid: '100',
  virtual_mailbox_limit: '0',
};

/** With `relayTo` it sends everything there, over as many connections as told; else it delivers to a maildir. */
export async function startPostfix(site: Site, relay?: { to: number; connections: number }): Promise<Postfix> {
  const { house: root } = site;
  if (root === undefined) throw new Error('Postfix is not to be had');
  const port = await freePort();
  const connections = String(relay?.connections ?? 20);
  const limits = {
    default_destination_concurrency_limit: connections,
    initial_destination_concurrency: connections,
    default_process_limit: '100',
    qmgr_message_active_limit: '20000',
  };
  mkdirSync(join(root, maildir), { recursive: true });
  chownSync(join(root, 'var/mail'), 900, 901);
  chownSync(join(root, maildir), 900, 901);
  const tenant = postfix.start(root, {
    port,
    relayTo: relay?.to ?? 9,
    settings: relay === undefined ? { ...limits, ...toMaildir } : limits,
    services: ['virtual unix - n n - - virtual', 'pickup unix n - n 60 1 pickup'],
  });
  site.after(tenant.end);
  while (!(await greets(port))) {
    if (tenant.process.exitCode !== null) throw new Error(`Postfix ended: ${tenant.said()}`);
    await pause(25);
  }
  const settle = (): Promise<void> =>
    until(() => isEmpty(root, ['incoming', 'active', 'maildrop']), "Postfix's queue", 30);
  return { name: 'Postfix', port, root, settle, end: tenant.end };
}

/** Whether nothing stands in those queues, which may have folders by the first letter of a queue id. */
export function isEmpty(root: string, queues: readonly string[]): boolean {
  return queues.every((queue) => filesIn(join(root, 'var/spool/postfix', queue)) === 0);
}

export function filesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.reduce((sum, each) => sum + (each.isDirectory() ? filesIn(join(folder, each.name)) : 1), 0);
}

/** How many are in the maildir. */
export function inMaildir(root: string): number {
  return filesIn(join(root, maildir, 'new'));
}

export function emptyMaildir(root: string): void {
  rmSync(join(root, maildir, 'new'), { recursive: true, force: true });
}

/** Tries what is deferred again, at once. */
export function flushQueue(root: string): void {
  const env = { ...process.env, LD_LIBRARY_PATH: '/usr/lib/postfix', MAIL_CONFIG: '/etc/postfix' };
  spawnSync('chroot', [root, '/usr/sbin/postqueue', '-f'], { env });
}

export function postfixVersion(root: string): string {
  const env = { ...process.env, LD_LIBRARY_PATH: '/usr/lib/postfix' };
  const asked = ['-c', '/etc/postfix', '-d', '-h', 'mail_version'];
  return spawnSync('chroot', [root, '/usr/sbin/postconf', ...asked], { env, encoding: 'utf8' }).stdout.trim();
}
