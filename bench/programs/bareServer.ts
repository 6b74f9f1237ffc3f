/**
 * A peer: smtp-server as it is, `discard` or `durable` (write, fsync, fsync of the folder), with the library's own 100 ms before
 * each greeting. `node bareServer.cjs discard|durable <folder>`; says its port on stdout.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { commit } from '../commit';

const [mode, folder = '.'] = process.argv.slice(2);
let messages = 0;

async function store(stream: SMTPServerDataStream): Promise<void> {
  const path = join(folder, `${process.pid}-${messages++}`);
  const file = await open(`${path}.tmp`, 'w');
  for await (const chunk of stream) await file.write(chunk as Buffer);
  await commit(file, path);
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, _session, done) {
    if (mode === 'durable') {
      store(stream).then(
        () => done(),
        (error: unknown) => done(error as Error),
      );
      return;
    }
    stream.resume();
    stream.once('end', () => done());
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => console.log((server.server.address() as AddressInfo).port));
