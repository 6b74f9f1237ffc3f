/** The policy that counts now: fetched over HTTPS on loopback, kept on disk, and never taken from somebody who can't prove who he is. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';
import { StsBook, type StsFound } from '../../../src/engine/delivery/stsBook';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { fakeResolver } from '../../support/sandbox';
import { tempMailRoot } from '../../support/tempFolder';
import { policyFile, webServer } from '../../support/webServer';

const limit = { timeout: 20_000 };
const now = Date.now();
const certificateFor = (...names: string[]): ReturnType<typeof makeCertificate> =>
  makeCertificate({ names, addresses: [], now, days: 2 });
const certificate = certificateFor('mta-sts.there.test');

function policy(mode: string, maxAge = 3_600): string {
  return `version: STSv1\nmode: ${mode}\nmx: mx.there.test\nmax_age: ${maxAge}\n`;
}

interface World {
  readonly find: () => Promise<StsFound>;
  readonly clock: ManualClock;
  /** As after a restart. */
  readonly again: () => void;
  readonly asked: readonly string[];
  /** What the DNS and the web say from now on. */
  readonly says: { records: string[] | undefined; answer: (response: ServerResponse) => void };
}

async function world(t: TestContext, { shown = certificate, authority = certificate.cert } = {}): Promise<World> {
  const says: World['says'] = { records: ['v=STSv1; id=1;'], answer: policyFile(policy('enforce')) };
  const { port, asked } = await webServer(t, shown, (response) => says.answer(response));
  const clock = manualClock();
  const resolver = {
    ...fakeResolver({ 'mta-sts.there.test': ['127.0.0.1'] }),
    txt: (name: string) =>
      name === '_mta-sts.there.test' && says.records !== undefined
        ? Promise.resolve(says.records)
        : Promise.reject(new Error('no record')),
  };
  const mailRoot = tempMailRoot(t);
  const open = (): StsBook => new StsBook({ mailRoot, clock, resolver, httpsPort: port, authority });
  let book = open();
  return { find: () => book.find('there.test'), again: () => (book = open()), clock, asked, says };
}

void test('it is fetched once, asked by its well-known name, and kept over a restart', limit, async (t) => {
  const { find, again, asked } = await world(t);
  const [one, two] = await Promise.all([find(), find()]);
  assert.equal(one, two);
  assert.deepEqual([one.policy?.mode, one.policy?.mx, one.policy?.id], ['enforce', ['mx.there.test'], '1']);
  await find();
  again();
  assert.equal((await find()).policy?.mode, 'enforce');
  assert.deepEqual(asked, ['mta-sts.there.test /.well-known/mta-sts.txt']);
});

void test('another id in the DNS has it fetched anew; mode none ends it', limit, async (t) => {
  const { find, says, asked } = await world(t);
  await find();
  says.records = ['v=STSv1; id=2;'];
  says.answer = policyFile(policy('none'));
  assert.equal((await find()).policy?.mode, 'none');
  assert.equal(asked.length, 2);
});

void test('without a record nobody is asked; what was kept counts until its time is over', limit, async (t) => {
  const { find, says, clock, asked } = await world(t);
  says.records = undefined;
  assert.deepEqual(await find(), { policy: undefined, notes: [] });
  assert.equal(asked.length, 0);
  says.records = ['v=STSv1; id=1;'];
  await find();
  says.records = undefined;
  assert.equal((await find()).policy?.mode, 'enforce', 'a name server in the wrong hands does not take it away');
  clock.advance(3_600_000);
  assert.equal((await find()).policy, undefined);
});

void test('a server that fails is left alone for five minutes; what was kept counts meanwhile', limit, async (t) => {
  const { find, says, clock, asked } = await world(t);
  await find();
  says.records = ['v=STSv1; id=2;'];
  says.answer = (response) => {
    response.statusCode = 500;
    response.end();
  };
  const { policy: kept, notes } = await find();
  assert.equal(kept?.id, '1');
  assert.deepEqual(notes, ["MTA-STS: the policy at https://mta-sts.there.test can't be had: it answers 500, not 200"]);
  assert.deepEqual((await find()).notes, notes);
  assert.equal(asked.length, 2);
  clock.advance(5 * 60_000);
  says.answer = policyFile(policy('testing'));
  assert.equal((await find()).policy?.mode, 'testing');
});

for (const [what, answer, why] of [
  [
    'leads elsewhere',
    (response: ServerResponse) => response.writeHead(301, { location: 'https://there.test/' }).end(),
    'it answers 301, not 200',
  ],
  [
    'is a web page',
    (response: ServerResponse) => response.setHeader('content-type', 'text/html').end('<html>'),
    'text/html',
  ],
  ['is no policy', policyFile('hello'), 'it has no "version: STSv1"'],
  ['does not end', policyFile('x'.repeat(70_000)), 'it has more than 65536 octets'],
  ['breaks off', (response: ServerResponse) => response.destroy(), 'socket hang up'],
] as const) {
  void test(`a policy that ${what} is none, and the transcript says so`, limit, async (t) => {
    const { find, says } = await world(t);
    says.answer = (response) => void answer(response);
    const { policy: found, notes } = await find();
    assert.equal(found, undefined);
    assert.ok(notes[0]?.includes(why), notes[0]);
  });
}

void test('a server that is silent is given up after a minute', limit, async (t) => {
  const { find, says, clock } = await world(t);
  const silent = new Promise<void>((resolve) => (says.answer = () => resolve()));
  const found = find();
  await silent;
  clock.advance(60_000);
  assert.match((await found).notes[0] ?? '', /it took longer than a minute/);
});

void test('a certificate for another name, or from nobody we trust, is no policy', limit, async (t) => {
  const other = certificateFor('there.test');
  const { find } = await world(t, { shown: other, authority: other.cert });
  assert.match((await find()).notes[0] ?? '', /does not match/);
  const unknown = await world(t, { authority: other.cert });
  assert.match((await unknown.find()).notes[0] ?? '', /self-signed certificate/);
  assert.equal(unknown.asked.length, 0);
});
