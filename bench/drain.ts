/**
 * How fast a queue of deferred messages is drained to a local sink: messages a second, from the greeting of the engine to the last file
 * out of the Queue, medians of several rounds. Takes smtp-sink (Debian's postfix package, or MAILROOT_SMTP_SINK) as the other side.
 * `node --import tsx bench/drain.ts [messages] [rounds] [settings as JSON] [engine.js]`
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { mailRootAt, type MailRoot } from '../src/engine/mailroot/layout';
import { enqueue, prepareMailRoot, saveState } from '../src/engine/mailroot/store';

const [count = '2000', rounds = '5', settings = '{}', enginePath = 'dist/engine.js'] = process.argv.slice(2);
const sinkProgram = process.env['MAILROOT_SMTP_SINK'] ?? 'smtp-sink';
const body = 'A line of some text that makes up the body of a message.\r\n'.repeat(70);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function startSink(port: number): Promise<ChildProcess> {
  // It refuses to be root.
  const as = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(sinkProgram, [...as, '-c', `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  child.once('error', (error) => {
    throw new Error(`smtp-sink can't be started (${error.message}): install postfix, or name it in MAILROOT_SMTP_SINK`);
  });
  const answers = (): Promise<boolean> =>
    new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => done((socket.destroy(), true)));
      socket.once('error', () => done(false));
    });
  for (let i = 0; !(await answers()); i++) {
    if (i > 200) throw new Error(`${sinkProgram} does not listen`);
    await new Promise((done) => setTimeout(done, 25));
  }
  return child;
}

/** Messages that were deferred an hour ago and are due now. */
async function fill(mailRoot: MailRoot, messages: number): Promise<void> {
  await prepareMailRoot(mailRoot);
  const then = Date.now() - 3_600_000;
  const one = async (i: number): Promise<void> => {
    const id = `20261123T115001Z-0${i.toString(16).padStart(6, '0')}`;
    const head = `From: a@here.test\r\nTo: b${i}@there.test\r\nSubject: ${i}\r\nDate: Mon, 23 Nov 2026 11:50:01 +0000\r\n`;
    await enqueue(mailRoot, id, [Buffer.from(`${head}Message-ID: <${i}@here.test>\r\n\r\n${body}`)]);
    await saveState(
      mailRoot,
      {
        version: 1,
        id,
        arrivedAt: then,
        source: { kind: 'pickup', file: `${i}.eml` },
        why: 'bench',
        reversePath: 'a@here.test',
        recipients: [
          {
            address: `b${i}@there.test`,
            state: {
              action: 'delayed',
              at: then,
              stage: 'connect',
              category: 'network',
              status: '4.4.1',
              text: 'down',
            },
          },
        ],
        attempts: 1,
        nextAttemptAt: then,
      },
      then,
    );
  };
  for (let i = 0; i < messages; i += 64)
    await Promise.all(Array.from({ length: Math.min(64, messages - i) }, (_, k) => one(i + k)));
}

async function round(messages: number): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), 'mailroot-bench-'));
  const mailRoot = mailRootAt(root);
  await fill(mailRoot, messages);
  const port = await freePort();
  const sink = await startSink(port);
  const engine = spawn(process.execPath, [resolve(enginePath), root, '--lifetime', 'serve'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const route = { localDomains: ['none.test'], remoteDomains: { 'there.test': `127.0.0.1:${port}` } };
  const config = { 'smtp.enabled': false, 'sent.keep': 0, ...route, ...(JSON.parse(settings) as object) };
  engine.stdin.end(`${JSON.stringify(config)}\n`);
  for await (const line of createInterface({ input: engine.stdout })) if (line.includes('ready')) break;
  const startedAt = performance.now();
  while (readdirSync(mailRoot.Queue).some((name) => name.endsWith('.eml')))
    await new Promise((done) => setTimeout(done, 20));
  const seconds = (performance.now() - startedAt) / 1_000;
  engine.kill('SIGTERM');
  await new Promise((done) => engine.once('exit', done));
  sink.kill();
  rmSync(root, { recursive: true, force: true });
  return messages / seconds;
}

async function main(): Promise<void> {
  const rates: number[] = [];
  for (let i = 0; i < Number(rounds); i++) rates.push(await round(Number(count)));
  rates.sort((a, b) => a - b);
  const shown = rates.map((rate) => rate.toFixed(0)).join(' ');
  console.log(`${count} messages: ${rates[Math.floor(rates.length / 2)]?.toFixed(0)} a second (rounds: ${shown})`);
}

void main();
