/** A message is streamed: 200 MB go through a real engine that has far less memory than that, and arrive whole. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { connected, runEngine } from '../../support/engineProcess';
import { tempMailRoot } from '../../support/tempFolder';

const megabytes = 200;
const line = Buffer.from(`${'x'.repeat(76)}\r\n`);
const block = Buffer.alloc(line.length * 13_000, line);

function residentMegabytes(pid: number): number {
  const pages = Number(/^\d+ (\d+)/.exec(readFileSync(`/proc/${pid}/statm`, 'utf8'))?.[1]);
  return (pages * 4_096) / 1_048_576;
}

test(
  `a message of ${megabytes} MB is in Drop, and the engine has grown by less than a third of it`,
  { skip: process.platform !== 'linux' && 'resident memory is read from /proc', timeout: 120_000 },
  async (t) => {
    const mailRoot = tempMailRoot(t);
    const engine = await runEngine(t, mailRoot, {
      config: { 'smtp.port': 0, 'smtp.maxMessageKilobytes': 300_000, 'drop.quotaMegabytes': -1 },
    });
    const { port = 0 } = (await connected(t, mailRoot)).status.smtp ?? {};
    const pid = engine.process.pid ?? 0;
    const before = residentMegabytes(pid);
    const socket = connect(port, '127.0.0.1');
    t.after(() => socket.destroy());
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.write('EHLO x\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<b@y.test>\r\nDATA\r\n');
    const sent = createHash('sha256');
    let peak = before;
    for (let octets = 0; octets < megabytes * 1_000_000; octets += block.length) {
      sent.update(block);
      if (!socket.write(block)) await once(socket, 'drain');
      peak = Math.max(peak, residentMegabytes(pid));
    }
    socket.write('.\r\nQUIT\r\n');
    await once(socket, 'end');
    assert.match(heard, /250 2\.0\.0 \S+ accepted/);
    assert.ok(peak - before < megabytes / 3, `grew from ${before.toFixed(0)} to ${peak.toFixed(0)} MB`);
    const [file = ''] = readdirSync(mailRoot.Drop);
    assert.equal(await hashOfContent(join(mailRoot.Drop, file)), sent.digest('hex'));
  },
);

/** Of what stands below the lines on top. */
async function hashOfContent(path: string): Promise<string> {
  const hash = createHash('sha256');
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (head === undefined) {
      hash.update(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const from = head.indexOf(line);
    if (from < 0) continue;
    hash.update(head.subarray(from));
    head = undefined;
  }
  return hash.digest('hex');
}
