/** Looks at the engine through strace while it accepts over several sessions: no 250 without its fsyncs, or a sentence that says so. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineFile, startEngine } from '../peers/mailRoot';
import { folderOf, load, start, until, type Site } from '../site';
import { judge } from '../strace';

const count = 200;

export async function durabilityOf(site: Site): Promise<string> {
  if (spawnSync('strace', ['-V']).error !== undefined || site.house === undefined)
    return 'NOT VERIFIED: strace or smtp-source is not to be had.';
  const engine = await startEngine(site, 'traced', { localDomains: ['there.test'] });
  const file = join(folderOf(site, 'trace'), 'calls');
  const calls = 'trace=fsync,fdatasync,rename,renameat,renameat2,write,writev,sendto,sendmsg';
  const tracer = start(site, ['strace', '-f', '-y', '-s', '80', '-o', file, '-e', calls, '-p', String(engine.pid)]);
  await until(() => tracer.said().includes('attached'), 'strace');
  const amount = { sessions: 8, count, octets: 4096, perConnection: 'many' } as const;
  await load(site, { ...amount, port: engine.port });
  await tracer.end();
  const { accepted, early } = judge(readFileSync(file, 'utf8').split('\n'));
  if (accepted !== count) return `NOT VERIFIED: strace saw ${accepted} replies of ${count} (${engineFile}).`;
  if (early.length > 0)
    throw new Error(`${early.length} of ${accepted} messages were accepted too early: ${early[0] ?? ''}`);
  return `strace saw the fsync of the file, its rename and the fsync of the folder behind each of ${accepted} replies 250 over 8 sessions.`;
}
