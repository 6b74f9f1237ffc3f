/** Python's aiosmtpd on the other side: the corpus that it can carry, with a login, as the bytes it was handed. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { tempFolder } from '../support/tempFolder';
import { hopTo, letter, only, send, wire } from '../engine/delivery/client';
import { corpus, international } from './corpus';

const limit = { timeout: 60_000 };
const library = join(import.meta.dirname, '..', '..', '.cache', 'interop', 'aiosmtpd');

/** Why it can't be had, or false. Pure Python: its packages are unpacked beside ours. */
function missing(): string | false {
  const works = (): boolean => spawnSync('python3', ['-c', 'import aiosmtpd.smtp'], { env: environment }).status === 0;
  if (works()) return false;
  const download = mkdtempSync(join(tmpdir(), 'mailroot-deb-'));
  mkdirSync(library, { recursive: true });
  const names = ['python3-aiosmtpd', 'python3-public', 'python3-attr'];
  const get = (): boolean => spawnSync('apt-get', ['download', ...names], { cwd: download }).status === 0;
  if (!get()) spawnSync('apt-get', ['update']);
  if (readdirSync(download).length === 0) get();
  for (const file of readdirSync(download)) spawnSync('dpkg', ['-x', join(download, file), library]);
  rmSync(download, { recursive: true, force: true });
  if (works()) return false;
  const why = 'SKIPPED, NOT TESTED: python3-aiosmtpd (Debian) can not be had';
  console.error(`\n${'!'.repeat(why.length)}\n${why}\n${'!'.repeat(why.length)}\n`);
  return why;
}

const environment = { ...process.env, PYTHONPATH: join(library, 'usr/lib/python3/dist-packages') };
const skip = missing();

/** Prints its port, then for each message one line of JSON: envelope, and the content in base64. */
const program = `
import asyncio, base64, json, sys
from aiosmtpd.smtp import SMTP, AuthResult
class Handler:
    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "options": envelope.mail_options,
                          "login": getattr(session, "login", None),
                          "content": base64.b64encode(envelope.original_content).decode()}), flush=True)
        return "250 2.0.0 Taken"
def authenticator(server, session, envelope, mechanism, data):
    ok = (data.login, data.password) == (b"ann", b"tomato")
    session.login = mechanism if ok else None
    return AuthResult(success=ok, handled=False)
async def main():
    make = lambda: SMTP(Handler(), enable_SMTPUTF8=True, authenticator=authenticator, auth_require_tls=False,
                        data_size_limit=60_000_000)
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
`;

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly options: readonly string[];
  readonly login: string | null;
  readonly content: string;
}

async function aiosmtpd(t: TestContext): Promise<{ port: number; next: () => Promise<Taken> }> {
  const file = join(tempFolder(t), 'server.py');
  writeFileSync(file, program);
  const child = spawn('python3', [file], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  t.after(async () => {
    child.kill();
    await ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  return { port: Number(await line()), next: async () => JSON.parse(await line()) as Taken };
}

void test('aiosmtpd takes the corpus byte for byte, addresses beyond ASCII among it', { ...limit, skip }, async (t) => {
  const { port, next } = await aiosmtpd(t);
  // It breaks lines that are longer than 1 000 octets with an error of its own; the corpus has none.
  for (const each of [...corpus, international]) {
    const outgoing = { ...wire, content: each.content, eightBit: each.content.some((octet) => octet > 127) };
    const utf8Header = each === international;
    const recipients = each.to.map((address) => ({ address }));
    const message = letter({ recipients, content: () => ({ ...outgoing, utf8Header }) });
    assert.equal(only(await send(hopTo(port), message)).action, 'relayed', each.name);
    const taken = await next();
    assert.ok(Buffer.from(taken.content, 'base64').equals(each.content), each.name);
    assert.deepEqual(taken.to, each.to);
    assert.equal(taken.options.includes('SMTPUTF8'), utf8Header);
  }
});

for (const method of ['PLAIN', 'LOGIN'] as const) {
  void test(`aiosmtpd lets us in by ${method}, and a wrong password puts off`, { ...limit, skip }, async (t) => {
    const { port, next } = await aiosmtpd(t);
    const hop = hopTo(port, { setting: 'mailroot.smartHost', login: { user: 'ann', password: '${env:PW}', method } });
    assert.equal(only(await send(hop, letter(), { secret: () => 'tomato' })).action, 'relayed');
    assert.equal((await next()).login, method);
    const status = only(await send(hop, letter(), { secret: () => 'potato' }));
    assert.ok(status.action === 'delayed' && status.category === 'auth' && status.reply?.code === 535);
  });
}
