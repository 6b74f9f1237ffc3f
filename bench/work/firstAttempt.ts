/** From the rename of a file into Pickup to the MAIL of its first attempt, as the other side hears it: the median of some. */
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import type { Engine } from '../peers/mailRoot';
import { ours } from '../results';
import type { Work } from '../runner';
import type { Site } from '../site';
import { median } from '../statistics';
import { messageOf } from './queued';

export interface Witness {
  readonly port: number;
  /** Resolves to the moment at which the next MAIL is heard. */
  readonly heard: () => Promise<number>;
}

/** Somebody who takes everything and keeps nothing. */
export async function openWitness(site: Site): Promise<Witness> {
  let tell: (at: number) => void = () => undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onMailFrom: (_address, _session, done) => {
      tell(performance.now());
      done();
    },
    onData: (stream, _session, done) => {
      stream.resume();
      stream.once('end', () => done());
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  site.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { port, heard: () => new Promise((resolve) => (tell = resolve)) };
}

const files = 10;
let written = 0;

export function firstAttemptWork({ mailRoot }: Engine, witness: Witness): Work {
  const one = async (): Promise<number> => {
    const name = `first-${written++}.eml`;
    const aside = join(mailRoot.root, '..', name);
    writeFileSync(aside, messageOf(written).replace('@there.test', '@away.test'));
    const heard = witness.heard();
    const startedAt = performance.now();
    renameSync(aside, join(mailRoot.Pickup, name));
    return (await heard) - startedAt;
  };
  const once = async (): Promise<number> => {
    const all: number[] = [];
    for (let i = 0; i < files; i++) all.push(await one());
    return median(all);
  };
  return { name: 'new file to its first attempt', unit: 'ms', contenders: [{ name: ours, once }] };
}
