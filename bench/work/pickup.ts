/** Messages a second from Pickup to Drop, files renamed into Pickup all at once; beside it Postfix's sendmail, eight at a time, to a maildir. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../peers/mailRoot';
import { emptyMaildir, inMaildir, type Postfix } from '../peers/postfix';
import { ours } from '../results';
import type { Work } from '../runner';
import { until, type Site } from '../site';
import { messageOf } from './queued';

export function pickupWork(site: Site, { engine, postfix }: { engine: Engine; postfix: Postfix | undefined }): Work {
  const count = site.quick ? 100 : 500;
  const peers = postfix === undefined ? [] : [{ name: 'Postfix', once: () => bySendmail(postfix, count) }];
  return {
    name: `Pickup to Drop, ${count} files`,
    unit: 'msg/s',
    contenders: [{ name: ours, once: () => byPickup(engine, count) }, ...peers],
  };
}

async function byPickup({ mailRoot }: Engine, count: number): Promise<number> {
  for (const name of readdirSync(mailRoot.Drop)) rmSync(join(mailRoot.Drop, name));
  const aside = join(mailRoot.root, '..', 'written');
  mkdirSync(aside, { recursive: true });
  for (let i = 0; i < count; i++) writeFileSync(join(aside, `${i}.eml`), messageOf(i));
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) renameSync(join(aside, `${i}.eml`), join(mailRoot.Pickup, `${i}.eml`));
  const dropped = (): number => readdirSync(mailRoot.Drop).filter((name) => name.endsWith('.eml')).length;
  await until(() => dropped() >= count, 'Drop');
  return count / ((performance.now() - startedAt) / 1000);
}

async function bySendmail({ root }: Postfix, count: number): Promise<number> {
  emptyMaildir(root);
  const startedAt = performance.now();
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) await sendmail(root, messageOf(i).replace(/\r\n/g, '\n'));
  };
  await Promise.all(Array.from({ length: 8 }, hand));
  await until(() => inMaildir(root) >= count, "Postfix's maildir");
  return count / ((performance.now() - startedAt) / 1000);
}

function sendmail(root: string, message: string): Promise<void> {
  const env = { ...process.env, LD_LIBRARY_PATH: '/usr/lib/postfix', MAIL_CONFIG: '/etc/postfix' };
  const command = [root, '/usr/sbin/sendmail', '-i', '-f', 'a@here.test', 'b@there.test'];
  const child = spawn('chroot', command, { env, stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(message);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`sendmail ended with ${code}: ${said}`))));
  });
}
