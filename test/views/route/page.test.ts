import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ForeseenHost, RouteAnswer } from '../../../src/engine/routeAnswer';
import { routePage } from '../../../src/views/route/page';
import { limits } from '../../engine/explain/limits';

const mx: ForeseenHost = {
  name: 'mx.far.test',
  port: 25,
  tls: { policy: 'verified', implicit: false, against: 'the name mx.far.test', sts: 'enforce' },
  timeouts: { connectMs: 30_000 },
  access: { kind: 'open', addresses: ['192.0.2.1'], leaves: true },
};
const answer: RouteAnswer = {
  sender: 'me@x.test',
  envelope: 'sender from the From header',
  obstacles: [{ kind: 'held', text: 'mailroot.holdRules: subject x', setting: 'mailroot.holdRules' }],
  recipients: [
    { address: 'ann@here.test', way: { kind: 'drop', why: 'local by mailroot.localDomains "*"' } },
    {
      address: 'bob@far.test',
      way: {
        kind: 'hosts',
        why: 'mailroot.directDelivery',
        hosts: [mx],
        exchangers: { domain: 'far.test', kind: 'found', terms: ['MTA-STS (RFC 8461): far.test wants TLS'] },
      },
    },
  ],
  signing: {
    kind: 'signers',
    signers: [{ domain: 'x.test', selector: 'mail', algorithm: 'rsa-sha256', from: 'k.pem' }],
  },
  limits,
};

/** As read: without tags. */
function text(page: string): string {
  return page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

void test('the page says for each way where it goes, on which terms, who signs, and within which limits', () => {
  const said = text(routePage({ about: 'order.eml', answer }));
  assert.match(said, /Where would this go\? order\.eml From me@x\.test/);
  assert.match(said, /Would be held: mailroot\.holdRules : subject x/);
  assert.match(said, /ann@here\.test Captured in Drop Why local by mailroot\.localDomains/);
  assert.match(said, /bob@far\.test Handed to mx\.far\.test port 25/);
  assert.match(said, /Policy MTA-STS \(RFC 8461\): far\.test wants TLS/);
  assert.match(
    said,
    /TLS always, verified, as the MTA-STS policy of the domain demands; its certificate is held against/,
  );
  assert.match(said, /Signed with DKIM for x\.test, selector mail, rsa-sha256, key from k\.pem/);
  assert.match(said, /Tried again after 15, 30 minutes \( mailroot\.retry\.intervalsMinutes \)/);
  assert.match(said, /Nothing was sent\./);
});

void test('the settings that it names are links which a keyboard reaches', () => {
  const page = routePage({ about: 'order.eml', answer });
  for (const name of ['holdRules', 'localDomains', 'directDelivery', 'dkim', 'delivery.connectionsPerHop'])
    assert.ok(page.includes(`<a role="link" tabindex="0" data-setting="mailroot.${name}"`), name);
});

void test('without an answer it says why there is none', () => {
  assert.match(routePage({ about: 'a', answer: { reason: 'No engine runs.' } }), /No engine runs\./);
});

void test('nothing that a message or a host says is HTML, or turns the text around', () => {
  const nasty = '<script>x</script>"\u202e\u0007';
  const recipients = [{ address: nasty, way: { kind: 'refused', status: '5', text: nasty, setting: nasty } as const }];
  const obstacles = [{ kind: 'refused', text: nasty } as const];
  const page = routePage({ about: nasty, answer: { sender: nasty, envelope: nasty, obstacles, recipients, limits } });
  for (const raw of ['<script', '\u202e', '\u0007']) assert.ok(!page.includes(raw), raw);
  assert.match(page, /&#60;script/);
});
