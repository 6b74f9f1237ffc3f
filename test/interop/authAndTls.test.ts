/** Real clients that log in and encrypt, each in every way it knows, as a user of a list: the right password gets in, another one does not. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { tempFolder } from '../support/tempFolder';
import { houseOf, runIn } from './house';
import { missing, missingModule, runProgram } from './program';
import { dropped, filesIn, realEngine, type RealEngine } from './realEngine';
import { freePort, postfix } from './smartHosts';

const limit = { timeout: 90_000 };
const from = 'ann@example.test';
const to = 'bob@example.test';
const text = `From: ${from}\r\nTo: ${to}\r\nSubject: hi\r\n\r\nhello\r\n`;
process.env['MAILROOT_TEST_PASSWORD'] = 'wonderland';

type Tls = 'clear' | 'STARTTLS' | 'TLS';
const modes = ['clear', 'STARTTLS', 'TLS'] as const;

interface Locked extends RealEngine {
  readonly tlsPort: number;
  readonly certificate: string;
}

async function locked(t: TestContext): Promise<Locked> {
  const tlsPort = await freePort();
  const engine = await realEngine(t, {
    'smtp.auth': 'users',
    'smtp.users': { ann: '${env:MAILROOT_TEST_PASSWORD}' },
    'smtp.tls.startTls': 'always',
    'smtp.tls.port': tlsPort,
  });
  return { ...engine, tlsPort, certificate: engine.mailRoot.tls.certificate };
}

type Send = (
  engine: Locked,
  how: { readonly tls: Tls; readonly method: string; readonly password: string },
) => Promise<string>;

const swaks: Send = ({ host, port, tlsPort, certificate }, { tls, method, password }) => {
  const mode = { clear: [], STARTTLS: ['--tls'], TLS: ['--tls-on-connect'] }[tls];
  const verify = tls === 'clear' ? [] : ['--tls-verify', '--tls-ca-path', certificate];
  const server = ['--server', host, '--port', String(tls === 'TLS' ? tlsPort : port), '--from', from, '--to', to];
  const login = ['--auth', method, '--auth-user', 'ann', '--auth-password', password];
  return runProgram('swaks', [...server, ...mode, ...verify, ...login, '--body', 'hello']);
};

const curl: Send = ({ host, port, tlsPort, certificate }, { tls, method, password }) => {
  const url = tls === 'TLS' ? `smtps://${host}:${tlsPort}/client.test` : `smtp://${host}:${port}/client.test`;
  const secure = tls === 'STARTTLS' ? ['--ssl-reqd'] : [];
  const login = method === 'XOAUTH2' ? ['--user', 'ann', '--oauth2-bearer', password] : ['--user', `ann:${password}`];
  const options = ['-sS', url, '--cacert', certificate, '--login-options', `AUTH=${method}`, ...secure, ...login];
  return runProgram('curl', [...options, '--mail-from', from, '--mail-rcpt', to, '-T', '-'], text);
};

const msmtp: Send = ({ host, port, tlsPort, certificate }, { tls, method, password }) => {
  const secure =
    tls === 'clear'
      ? ['--tls=off']
      : ['--tls=on', `--tls-starttls=${tls === 'STARTTLS' ? 'on' : 'off'}`, `--tls-trust-file=${certificate}`];
  const server = ['--file=/dev/null', `--host=${host}`, `--port=${tls === 'TLS' ? tlsPort : port}`, ...secure];
  const login = [`--auth=${method.toLowerCase()}`, '--user=ann', `--passwordeval=echo ${password}`];
  return runProgram('msmtp', [...server, ...login, `--from=${from}`, '--', to], text);
};

const sslForPerl =
  missing('swaks') || missingModule('Net::SSLeay', 'libnet-ssleay-perl', ['perl', '-MNet::SSLeay', '-e1']);

for (const { name, send, methods, skip } of [
  { name: 'swaks', send: swaks, methods: ['PLAIN', 'LOGIN', 'CRAM-MD5'], skip: sslForPerl },
  { name: 'curl', send: curl, methods: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'], skip: missing('curl') },
  { name: 'msmtp', send: msmtp, methods: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'], skip: missing('msmtp') },
]) {
  void test(
    `${name} logs in by ${methods.join(', ')}, in clear, over STARTTLS and over TLS`,
    { ...limit, skip },
    async (t) => {
      const engine = await locked(t);
      let sent = 0;
      for (const tls of modes) {
        for (const method of methods) {
          // msmtp sends no password in clear that could be read there.
          if (name === 'msmtp' && tls === 'clear' && method !== 'CRAM-MD5') continue;
          await send(engine, { tls, method, password: 'wonderland' }).catch((error: unknown) => {
            throw new Error(`${tls} ${method}: ${String(error)}`);
          });
          sent += 1;
          await filesIn(engine.mailRoot, 'Drop', (names) => names.length === sent);
          await assert.rejects(
            send(engine, { tls, method, password: 'wrong' }),
            /535|Login denied/,
            `${tls} ${method}`,
          );
        }
      }
      assert.equal((await filesIn(engine.mailRoot, 'Drop', () => true)).length, sent);
    },
  );
}

void test(
  'a client that verifies and was not given our certificate does not send',
  { ...limit, skip: missing('curl') },
  async (t) => {
    const engine = await locked(t);
    const nobody = join(tempFolder(t), 'ca.pem');
    writeFileSync(nobody, '');
    await assert.rejects(
      curl({ ...engine, certificate: nobody }, { tls: 'TLS', method: 'PLAIN', password: 'wonderland' }),
      /certificate/,
    );
  },
);

const house = houseOf(postfix);

for (const options of [[], ['-d'], ['-N'], ['-r', '5']]) {
  void test(
    `smtp-source ${options.join(' ')}: eight sessions, a hundred messages, all of them in Drop`,
    { ...limit, skip: house.kind === 'missing' && house.why },
    async (t) => {
      const engine = await realEngine(t);
      const root = house.kind === 'house' ? house.root : '';
      const load = ['-s', '8', '-m', '100', '-l', '4096', ...options, '-f', from, '-t', to];
      const tenant = runIn(root, ['/usr/sbin/smtp-source', ...load, `127.0.0.1:${engine.port}`], {
        LD_LIBRARY_PATH: '/usr/lib/postfix',
      });
      t.after(() => tenant.end());
      const code = await new Promise((resolve) => tenant.process.once('exit', resolve));
      assert.equal(code, 0, tenant.said());
      await filesIn(engine.mailRoot, 'Drop', (names) => names.length === 100);
      assert.ok((await dropped(engine.mailRoot)).length >= 4_096);
    },
  );
}
