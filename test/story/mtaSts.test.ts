/** Direct delivery to a domain with an MTA-STS policy: name server, web server and exchangers on loopback, nothing of them made up in between. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Answer } from 'dns-packet';
import type { EngineConfig } from '../../src/engine/config';
import { makeCertificate } from '../../src/engine/receive/certificate';
import { nameServer } from '../support/nameServer';
import { minute, sandbox, type Sandbox } from '../support/sandbox';
import { scriptedHost, type ScriptedHost } from '../support/scriptedHost';
import { policyFile, webServer, type WebServer } from '../support/webServer';

const limit = { timeout: 20_000 };
const certificateFor = (...names: string[]): ReturnType<typeof makeCertificate> =>
  makeCertificate({ names, addresses: [], now: Date.now(), days: 2 });
const trusted = certificateFor('mta-sts.there.test', 'mx.there.test');
const stranger = certificateFor('mx.there.test');

interface World {
  readonly box: Sandbox;
  readonly host: ScriptedHost;
  readonly web: WebServer;
}

interface Options {
  readonly mode?: string;
  /** What the policy allows. */
  readonly mx?: string;
  readonly exchangers?: readonly string[];
  readonly shown?: ReturnType<typeof makeCertificate> | 'no TLS';
  readonly config?: Partial<EngineConfig>;
}

async function world(t: TestContext, options: Options = {}): Promise<World> {
  const { mode = 'enforce', mx = 'mx.there.test', exchangers = ['mx.there.test'], shown = trusted, config } = options;
  const policy = `version: STSv1\r\nmode: ${mode}\r\nmx: ${mx}\r\nmax_age: 86400\r\n`;
  const web = await webServer(t, trusted, policyFile(policy));
  const host = await scriptedHost(
    t,
    shown === 'no TLS'
      ? { on: (line, next) => (line === 'STARTTLS' ? '502 5.5.1 What?' : next()) }
      : { offers: ['STARTTLS'], certificate: shown },
  );
  const here = ['mta-sts.there.test', 'mx.there.test', 'mx2.there.test'];
  const records: Answer[] = [
    { type: 'TXT', name: '_mta-sts.there.test', data: 'v=STSv1; id=20261123;' },
    ...here.map((name) => ({ type: 'A' as const, name, data: '127.0.0.1' })),
    ...exchangers.map((exchange, i) => ({
      type: 'MX' as const,
      name: 'there.test',
      data: { exchange, preference: i },
    })),
  ];
  const box = await sandbox(t, {
    resolver: await nameServer(t, { records }),
    internet: { smtpPort: host.port, httpsPort: web.port, authority: trusted.cert },
    config: { localDomains: ['here.test'], directDelivery: true, allowedDomains: ['there.test'], ...config },
  });
  return { box, host, web };
}

const letter = ['From: ann@here.test', 'To: bob@there.test', 'Subject: hi', '', 'hello', ''];

async function troubleOf({ box, host }: World): Promise<string> {
  const { id, folder } = await box.submit('a.eml', letter);
  assert.equal(folder, 'Queue');
  assert.ok(!host.heard.some((line) => line.startsWith('MAIL')), 'nothing of the message was said');
  const state = box.state(id).recipients[0]?.state;
  assert.ok(state?.action === 'delayed');
  assert.deepEqual([state.category, state.setting], ['tls', 'mailroot.mtaSts']);
  return `${state.status} ${state.text}`;
}

void test(
  'enforced: a host that the policy names gets it over TLS that was verified, and the transcript tells',
  limit,
  async (t) => {
    const { box, web } = await world(t, { exchangers: ['mx2.there.test', 'mx.there.test'] });
    const { id, folder } = await box.submit('a.eml', letter);
    assert.equal(folder, 'Sent');
    assert.deepEqual(web.asked, ['mta-sts.there.test /.well-known/mta-sts.txt']);
    const ltr = box.text('Sent', `${id}.ltr`);
    assert.match(
      ltr,
      /MTA-STS \(RFC 8461\): there\.test wants TLS .* at mx\.there\.test \(mode enforce, id 20261123\)/,
    );
    assert.match(ltr, /MTA-STS: mx2\.there\.test is not among them, and is left out/);
    assert.match(box.text('Sent', `${id}.rtr`), /\* tls: TLSv1\.3/);
    assert.ok(!box.text('Sent', `${id}.rtr`).includes('not trusted'));
    await box.submit('b.eml', letter);
    assert.equal(web.asked.length, 1, 'the policy is kept');
  },
);

void test(
  'enforced: a certificate that does not pass puts off, and says how to send all the same',
  limit,
  async (t) => {
    const said = await troubleOf(await world(t, { shown: stranger }));
    assert.match(
      said,
      /^4\.7\.5 .*The MTA-STS policy of its domain demands one that passes\..*set mailroot\.mtaSts to false/,
    );
  },
);

void test('enforced: a host without STARTTLS is put off, since somebody may have taken it away', limit, async (t) => {
  const { box, host } = await world(t, { shown: 'no TLS' });
  const { id, folder } = await box.submit('a.eml', letter);
  assert.equal(folder, 'Queue');
  assert.ok(!host.heard.some((line) => line.startsWith('MAIL')));
  const state = box.state(id).recipients[0]?.state;
  assert.ok(state?.action === 'delayed' && state.status === '4.7.10' && state.category === 'tls');
});

void test(
  'enforced: exchangers that the policy does not name get nothing; nobody is connected to',
  limit,
  async (t) => {
    const there = await world(t, { mx: '*.other.test' });
    const said = await troubleOf(there);
    assert.match(
      said,
      /^4\.7\.5 The mail exchangers of there\.test \(mx\.there\.test\) are not those .*\(\*\.other\.test\)/,
    );
    assert.equal(there.host.connections(), 0);
  },
);

void test('testing: it is sent all the same, and what would not have passed is told', limit, async (t) => {
  const { box } = await world(t, { mode: 'testing', mx: 'other.test', shown: stranger });
  const { id, folder } = await box.submit('a.eml', letter);
  assert.equal(folder, 'Sent');
  assert.match(box.text('Sent', `${id}.ltr`), /mx\.there\.test is not among them, and gets it all the same/);
  assert.match(
    box.text('Sent', `${id}.rtr`),
    /\* note: the MTA-STS policy .* would not let this pass: DEPTH_ZERO_SELF_SIGNED_CERT/,
  );
});

void test('mode none, or the setting off: as if there were no policy', limit, async (t) => {
  const none = await world(t, { mode: 'none', shown: 'no TLS' });
  assert.equal((await none.box.submit('a.eml', letter)).folder, 'Sent');
  const off = await world(t, { shown: 'no TLS', config: { mtaSts: false } });
  assert.equal((await off.box.submit('a.eml', letter)).folder, 'Sent');
  assert.equal(off.web.asked.length, 0);
});

void test('for a domain that mail may not leave for, nobody is asked for a policy', limit, async (t) => {
  const { box, web } = await world(t, { config: { allowedDomains: [] } });
  await box.submit('a.eml', letter);
  assert.equal(web.asked.length, 0);
});

void test('what was put off by a policy is sent when the user says that policies do not matter', limit, async (t) => {
  const there = await world(t, { shown: stranger });
  await troubleOf(there);
  there.box.configure({ mtaSts: false });
  const later = await there.box.later(15 * minute, ({ folder }) => folder === 'Sent');
  assert.equal(later.folder, 'Sent');
});
