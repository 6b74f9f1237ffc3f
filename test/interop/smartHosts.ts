/**
 * Debian's mail servers as smart hosts: each takes everything on one port of loopback and relays it to another port of loopback, with a
 * configuration of ours in a house of its own. Ended by process id with the test.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { runIn, type Blueprint, type Tenant } from './house';

export interface Terms {
  readonly port: number;
  readonly relayTo: number;
  /** Shown in STARTTLS, where the host is made to offer it. */
  readonly certificate?: { readonly key: string; readonly cert: string } | undefined;
  /** Of Postfix: what its main.cf and master.cf say besides. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly services?: readonly string[];
}

export interface SmartHost extends Blueprint {
  /** Where it puts what it takes, in its house; without it, it relays to the port it is given. */
  readonly maildir?: string;
  /** Its log, in its house. */
  readonly log?: string;
  /** Starts it in its house; resolves when it takes connections on `port`. */
  readonly start: (root: string, terms: Terms) => Tenant;
}

const megabytes50 = 52_428_800;

export const postfix: SmartHost = {
  name: 'postfix',
  log: 'var/log/postfix.log',
  packages: ['postfix'],
  programs: ['usr/lib/postfix/sbin/', 'usr/lib/postfix/', 'usr/sbin/postconf', 'usr/sbin/smtp-sink'],
  accounts: ['postfix', 'postdrop'],
  start(root, { port, relayTo, certificate, settings: more = {}, services: others = [] }) {
    const queue = join(root, 'var/spool/postfix');
    rmSync(queue, { recursive: true, force: true });
    for (const name of [
      'active',
      'bounce',
      'corrupt',
      'defer',
      'deferred',
      'flush',
      'hold',
      'incoming',
      'private',
      'saved',
      'trace',
    ]) {
      mkdirSync(join(queue, name), { recursive: true });
      chownSync(join(queue, name), 900, 0);
    }
    for (const name of ['pid', 'public', 'maildrop']) mkdirSync(join(queue, name), { recursive: true });
    chownSync(join(queue, 'public'), 900, 901);
    chownSync(join(queue, 'maildrop'), 900, 901);
    mkdirSync(join(root, 'var/lib/postfix'), { recursive: true });
    chownSync(join(root, 'var/lib/postfix'), 900, 900);
    const settings = {
      compatibility_level: '3.6',
      queue_directory: '/var/spool/postfix',
      data_directory: '/var/lib/postfix',
      daemon_directory: '/usr/lib/postfix/sbin',
      command_directory: '/usr/sbin',
      mail_owner: 'postfix',
      setgid_group: 'postdrop',
      myhostname: 'postfix.test',
      mydestination: '',
      mynetworks: '127.0.0.0/8',
      inet_interfaces: '127.0.0.1',
      inet_protocols: 'ipv4',
      relayhost: `[127.0.0.1]:${relayTo}`,
      smtpd_relay_restrictions: 'permit_mynetworks, reject',
      message_size_limit: String(megabytes50),
      header_size_limit: '1024000',
      smtpd_recipient_limit: '1000',
      smtp_destination_recipient_limit: '1000',
      local_header_rewrite_clients: '',
      smtp_host_lookup: 'native',
      smtpd_peername_lookup: 'no',
      import_environment: 'MAIL_CONFIG LD_LIBRARY_PATH',
      alias_maps: '',
      local_recipient_maps: '',
      append_dot_mydomain: 'no',
      maillog_file: '/var/log/postfix.log',
      maillog_file_prefixes: '/var/log',
    };
    mkdirSync(join(root, 'etc/postfix'), { recursive: true });
    if (certificate !== undefined)
      writeFileSync(join(root, 'etc/postfix/chain.pem'), certificate.key + certificate.cert, { mode: 0o600 });
    const offered = { smtpd_tls_security_level: 'may', smtpd_tls_chain_files: '/etc/postfix/chain.pem' };
    const file = Object.entries({ ...settings, ...(certificate && offered), ...more }).map(
      ([name, value]) => `${name} = ${value}\n`,
    );
    mkdirSync(join(root, 'var/log'), { recursive: true });
    writeFileSync(join(root, 'etc/postfix/main.cf'), file.join(''));
    const services = [
      `127.0.0.1:${port} inet n - n - - smtpd`,
      'cleanup unix n - n - 0 cleanup',
      'qmgr unix n - n 300 1 qmgr',
      'rewrite unix - - n - - trivial-rewrite',
      'bounce unix - - n - 0 bounce',
      'defer unix - - n - 0 bounce',
      'trace unix - - n - 0 bounce',
      'proxymap unix - - n - - proxymap',
      'smtp unix - - n - - smtp',
      'relay unix - - n - - smtp',
      'error unix - - n - - error',
      'retry unix - - n - - error',
      'anvil unix - - n - 1 anvil',
      'scache unix - - n - 1 scache',
      'tlsmgr unix - - n 1000? 1 tlsmgr',
      'postlog unix-dgram n - n - 1 postlogd',
      ...others,
    ];
    writeFileSync(join(root, 'etc/postfix/master.cf'), `${services.join('\n')}\n`);
    return runIn(root, ['/usr/lib/postfix/sbin/master', '-c', '/etc/postfix', '-d'], {
      LD_LIBRARY_PATH: '/usr/lib/postfix',
      MAIL_CONFIG: '/etc/postfix',
    });
  },
};

/** What Exim does with what it takes: keep it in a Maildir, which it fills by itself, or hand it on as a client. */
const eximKeeps = `
  driver = appendfile
  directory = /var/mail/out
  user = Debian-exim
  maildir_format
  use_crlf
  batch_max = 1000
  envelope_to_add
`;
const eximRelays = (relayTo: number): string => `
  driver = smtp
  port = ${relayTo}
  allow_localhost
  max_rcpt = 1000
  hosts_try_fastopen =
`;

function startExim(root: string, { port, transport }: { readonly port: number; readonly transport: string }): Tenant {
  for (const folder of ['var/spool/exim4', 'var/log/exim4', 'var/mail/out']) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
    chownSync(join(root, folder), 900, 900);
  }
  const router =
    transport === eximKeeps ? 'driver = accept' : 'driver = manualroute\n  route_list = * 127.0.0.1\n  self = send';
  const file = `
primary_hostname = exim.test
exim_user = Debian-exim
exim_group = Debian-exim
spool_directory = /var/spool/exim4
log_file_path = /var/log/exim4/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
host_lookup =
rfc1413_hosts =
acl_smtp_rcpt = all
acl_smtp_data = all
message_size_limit = 50M
recipients_max = 1000
smtputf8_advertise_hosts = *
accept_8bitmime = true
tls_advertise_hosts =
qualify_domain = exim.test
keep_environment =
add_environment =
begin acl
all:
  accept
begin routers
here:
  ${router}
  transport = out
begin transports
out:${transport}
begin retry
* * F,1h,1m
`;
  mkdirSync(join(root, 'etc/exim4'), { recursive: true });
  writeFileSync(join(root, 'etc/exim4/exim4.conf'), file);
  return runIn(root, ['/usr/sbin/exim4', '-bdf', '-q1m']);
}

export const eximHouse = {
  name: 'exim4',
  log: 'var/log/exim4/mainlog',
  packages: ['exim4-daemon-light', 'exim4-base'],
  programs: ['usr/sbin/exim4'],
  accounts: ['Debian-exim'],
};

/** Exim as a client of whoever listens at `relayTo`. */
export const eximRelay: SmartHost = {
  ...eximHouse,
  start: (root, { port, relayTo }) => startExim(root, { port, transport: eximRelays(relayTo) }),
};

export const exim: SmartHost = {
  ...eximHouse,
  maildir: 'var/mail/out/new',
  start: (root, { port }) => startExim(root, { port, transport: eximKeeps }),
};

export const opensmtpd: SmartHost = {
  name: 'opensmtpd',
  packages: ['opensmtpd', 'libevent-2.1-7', 'libevent-core-2.1-7', 'libevent-extra-2.1-7'],
  programs: ['usr/sbin/smtpd', 'usr/sbin/smtpctl'],
  accounts: ['opensmtpd', 'opensmtpq'],
  start(root, { port, relayTo }) {
    rmSync(join(root, 'var/spool/smtpd'), { recursive: true, force: true });
    mkdirSync(join(root, 'var/spool/smtpd'), { recursive: true, mode: 0o711 });
    chmodSync(join(root, 'var/empty'), 0o755);
    for (const folder of ['var/lib/opensmtpd/empty', 'run/opensmtpd'])
      mkdirSync(join(root, folder), { recursive: true });
    const file = `
smtp max-message-size "50M"
smtp limit max-rcpt 1000
listen on 127.0.0.1 port ${port} hostname opensmtpd.test
action "onwards" relay host "smtp://127.0.0.1:${relayTo}"
match from any for any action "onwards"
`;
    writeFileSync(join(root, 'etc/smtpd.conf'), file);
    spawnSync('chmod', ['600', join(root, 'etc/smtpd.conf')]);
    return runIn(root, ['/usr/sbin/smtpd', '-d', '-f', '/etc/smtpd.conf']);
  },
};

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts it and waits until it greets; what it said is in the error when it ends instead. */
export async function running(
  t: Pick<TestContext, 'after'>,
  host: SmartHost,
  { root, ...terms }: { readonly root: string } & Omit<Terms, 'port'>,
): Promise<{ readonly port: number; readonly said: () => string }> {
  const port = await freePort();
  const tenant = host.start(root, { ...terms, port });
  t.after(() => tenant.end());
  const isOver = (): boolean => tenant.process.exitCode !== null || tenant.process.signalCode !== null;
  while (!(await greets(port))) {
    if (isOver()) throw new Error(`${host.name} ended:\n${tenant.said()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { port, said: tenant.said };
}

/** Whether somebody greets there; `whatever` the greeting is like, a connection is enough. */
export function greets(port: number, { whatever = false } = {}): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const yes = (): void => {
      socket.end('QUIT\r\n');
      resolve(true);
    };
    socket.once('error', () => resolve(false));
    if (whatever) socket.once('connect', yes);
    socket.once('data', yes);
  });
}
