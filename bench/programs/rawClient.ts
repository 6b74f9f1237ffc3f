/**
 * The limit of draining: files are read and sent over raw sockets, pipelined, without state, transcripts or judgement of replies.
 * `node rawClient.cjs <folder> <port> <connections>`; says messages a second on stdout.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

const [folder = '.', port = '25', connections = '1'] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));
let taken = 0;

/** Counts the final lines of replies. */
function replies(socket: ReturnType<typeof connect>): (count: number) => Promise<void> {
  let seen = 0;
  let wanted = 0;
  let wake: () => void = () => undefined;
  let rest = '';
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    seen += lines.filter((line) => line[3] === ' ').length;
    if (seen >= wanted) wake();
  });
  return (count) => {
    wanted += count;
    return new Promise((resolve) => (seen >= wanted ? resolve() : (wake = resolve)));
  };
}

async function session(): Promise<void> {
  const socket = connect(Number(port), '127.0.0.1');
  const heard = replies(socket);
  await heard(1);
  socket.write('EHLO here.test\r\n');
  await heard(1);
  for (let file = files[taken++]; file !== undefined; file = files[taken++]) {
    socket.write('MAIL FROM:<a@here.test>\r\nRCPT TO:<b@there.test>\r\nDATA\r\n');
    const content = await readFile(join(folder, file));
    await heard(3);
    socket.write(Buffer.concat([content, Buffer.from('\r\n.\r\n')]));
    await heard(1);
  }
  socket.end('QUIT\r\n');
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: Number(connections) }, session));
  console.log(files.length / ((performance.now() - startedAt) / 1000));
}

void main();
