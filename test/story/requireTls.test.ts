/** REQUIRETLS and TLS-Required (RFC 8689), from the file or the client to the host, and back as a notification. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { makeCertificate } from '../../src/engine/receive/certificate';
import { nameServer } from '../support/nameServer';
import { sandbox, type Sandbox, type SandboxOptions } from '../support/sandbox';
import { scriptedHost, type Script, type ScriptedHost } from '../support/scriptedHost';
import { policyFile, webServer } from '../support/webServer';

const limit = { timeout: 20_000 };
const certificate = makeCertificate({
  names: ['localhost', 'mx.there.test', 'mta-sts.there.test'],
  addresses: ['127.0.0.1'],
  now: Date.now(),
  days: 2,
});

/** Offers REQUIRETLS once TLS is up. */
function promising(): Script {
  let secure = false;
  return {
    certificate,
    on: (line, next) => {
      if (line === 'STARTTLS') secure = true;
      if (!line.startsWith('EHLO')) return next();
      return `250-remote.test\r\n250 ${secure ? 'REQUIRETLS' : 'STARTTLS'}`;
    },
  };
}

const letter = (parameters: string, ...more: string[]): string[] => [
  `X-Sender: <ann@here.test>${parameters}`,
  'X-Receiver: <bob@there.test>',
  'From: ann@here.test',
  'To: bob@there.test',
  ...more,
  'Subject: hi',
  '',
  'for your eyes only',
  '',
];

/** Towards a host by a route, whose certificate is trusted. */
function routed(box: Sandbox, { port }: ScriptedHost, tls: 'off' | 'verified' = 'verified'): void {
  const ca = join(box.mailRoot.root, 'ca.pem');
  writeFileSync(ca, certificate.cert);
  const hop = { host: 'localhost', port, tls: { policy: tls, ca } };
  box.configure({ localDomains: ['here.test'], remoteDomains: { 'there.test': hop } });
}

const local = { resolver: { addresses: () => Promise.resolve(['127.0.0.1']), mx: none, txt: none } };
function none(): Promise<never> {
  return Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
}

void test('a host that promises it gets the message with REQUIRETLS, over TLS that was verified', limit, async (t) => {
  const host = await scriptedHost(t, promising());
  const box = await sandbox(t, local);
  routed(box, host, 'off');
  const { folder } = await box.submit('a.eml', letter(' REQUIRETLS'));
  assert.equal(folder, 'Sent', 'whatever the settings ask for otherwise');
  assert.ok(
    host.heard.some((line) => /^MAIL FROM:<ann@here\.test>.* REQUIRETLS\b/.test(line)),
    host.heard.join('\n'),
  );
});

void test('a message that does not ask for it goes without the word', limit, async (t) => {
  const host = await scriptedHost(t, promising());
  const box = await sandbox(t, local);
  routed(box, host);
  assert.equal((await box.submit('a.eml', letter(''))).folder, 'Sent');
  assert.ok(!host.heard.some((line) => line.startsWith('MAIL') && line.includes('REQUIRETLS')));
});

void test(
  'a host that does not promise it gets nothing: 5.7.30, and the notification has the header alone',
  limit,
  async (t) => {
    const host = await scriptedHost(t, { offers: ['STARTTLS'], certificate });
    const box = await sandbox(t, local);
    routed(box, host);
    const { id, recipients } = await box.submit('a.eml', letter(' REQUIRETLS RET=FULL'));
    const state = recipients[0]?.state;
    assert.ok(state?.action === 'failed' && state.status === '5.7.30' && state.category === 'tls');
    assert.ok(!host.heard.some((line) => line.startsWith('MAIL')));
    await box.outcome((outcome) => outcome.id === `${id}-f1`);
    const dsn = box.text('Drop', `${id}-f1.eml`);
    assert.match(dsn, /Status: 5\.7\.30/);
    assert.ok(!dsn.includes('for your eyes only'));
  },
);

void test('the next host of a route may promise what the first does not', limit, async (t) => {
  const [first, second] = [
    await scriptedHost(t, { offers: ['STARTTLS'], certificate }),
    await scriptedHost(t, promising()),
  ];
  const box = await sandbox(t, local);
  routed(box, first);
  const ca = join(box.mailRoot.root, 'ca.pem');
  const hops = [first, second].map(({ port }) => ({ host: 'localhost', port, tls: { ca } }));
  box.configure({ remoteDomains: { 'there.test': hops } });
  assert.equal((await box.submit('a.eml', letter(' REQUIRETLS'))).folder, 'Sent');
  assert.equal(second.contents.length, 1);
});

void test('what came over SMTP with it leaves with it, and a Drop file keeps it for a replay', limit, async (t) => {
  const host = await scriptedHost(t, promising());
  const box = await sandbox(t, local);
  routed(box, host);
  const accept = (...addresses: string[]): Promise<{ id: string }> =>
    box.spool.accept({
      client: 'c [127.0.0.1]',
      reversePath: 'ann@here.test',
      recipients: addresses.map((address) => ({ address })),
      requireTls: true,
      content: Readable.from([Buffer.from('From: ann@here.test\r\n\r\nhi\r\n')]),
      received: 'from c',
    });
  const { id } = await accept('bob@there.test');
  await box.outcome((outcome) => outcome.id === id);
  assert.ok(host.heard.some((line) => line.startsWith('MAIL') && line.endsWith(' REQUIRETLS')));
  const here = await accept('carol@here.test');
  assert.match(box.text('Drop', `${here.id}.eml`), /^X-Sender: <ann@here\.test> REQUIRETLS\r\n/);
});

interface Published {
  /** `undefined` publishes nothing. */
  readonly mode?: string;
  readonly script?: Script;
}

async function direct(
  t: TestContext,
  { mode, script = promising() }: Published,
): Promise<{ box: Sandbox; host: ScriptedHost }> {
  const policy = `version: STSv1\nmode: ${mode ?? 'none'}\nmx: mx.there.test\nmax_age: 86400\n`;
  const web = await webServer(t, certificate, policyFile(policy));
  const host = await scriptedHost(t, script);
  const options: SandboxOptions = {
    resolver: await nameServer(t, {
      records: [
        ...(mode === undefined ? [] : [{ type: 'TXT' as const, name: '_mta-sts.there.test', data: 'v=STSv1; id=1' }]),
        { type: 'MX', name: 'there.test', data: { exchange: 'mx.there.test', preference: 1 } },
        { type: 'A', name: 'mx.there.test', data: '127.0.0.1' },
        { type: 'A', name: 'mta-sts.there.test', data: '127.0.0.1' },
      ],
    }),
    internet: { smtpPort: host.port, httpsPort: web.port, authority: certificate.cert },
    config: { localDomains: ['here.test'], directDelivery: true, allowedDomains: ['there.test'] },
  };
  return { box: await sandbox(t, options), host };
}

void test(
  'directly, an exchanger that no policy vouches for gets nothing; one that is named does',
  limit,
  async (t) => {
    const unknown = await direct(t, {});
    const { recipients } = await unknown.box.submit('a.eml', letter(' REQUIRETLS'));
    const state = recipients[0]?.state;
    assert.ok(state?.action === 'failed' && state.status === '5.7.30');
    assert.match(state.text, /no MTA-STS policy vouches for the mail exchangers of there\.test \(mx\.there\.test\)/);
    assert.equal(unknown.host.connections(), 0);
    const named = await direct(t, { mode: 'testing' });
    assert.equal((await named.box.submit('a.eml', letter(' REQUIRETLS'))).folder, 'Sent');
  },
);

void test(
  'TLS-Required: No sends also where the policy of the domain would not, but for REQUIRETLS',
  limit,
  async (t) => {
    const script: Script = { on: (line, next) => (line === 'STARTTLS' ? '502 5.5.1 What?' : next()) };
    const { box, host } = await direct(t, { mode: 'enforce', script });
    assert.equal((await box.submit('a.eml', letter(''))).folder, 'Queue');
    const { id, folder } = await box.submit('b.eml', letter('', 'TLS-Required: No'));
    assert.equal(folder, 'Sent');
    assert.match(
      box.text('Sent', `${id}.ltr`),
      /TLS-Required: No \(RFC 8689\): the MTA-STS policy of there\.test is left out of account/,
    );
    const both = await box.submit('c.eml', letter(' REQUIRETLS', 'TLS-Required: No'));
    assert.equal(both.recipients[0]?.state.action, 'failed', 'REQUIRETLS counts more');
    assert.equal(host.contents.length, 1);
  },
);
