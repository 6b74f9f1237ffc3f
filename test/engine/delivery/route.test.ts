import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHop, route, type Route, type RouteSettings } from '../../../src/engine/delivery/route';

const defaults: RouteSettings = {
  localDomains: ['*'],
  remoteDomains: {},
  allowedDomains: [],
  smartHost: '',
  directDelivery: false,
};
function routeOf(address: string, settings: Partial<RouteSettings> = {}): Route {
  return route(address, { ...defaults, ...settings }, () => undefined);
}

test('by default everything is captured: nothing leaves', () => {
  const found = routeOf('anybody@anywhere.example');
  assert.equal(found.kind, 'drop');
  assert.match(found.why, /localDomains "\*"/);
});

test('a domain named in remoteDomains goes to its next hop, although "*" is local', () => {
  const found = routeOf('a@example.net', { remoteDomains: { 'example.net': 'localhost:1025' } });
  assert.equal(found.kind, 'hop');
  assert.deepEqual(found.hop, {
    name: 'localhost',
    host: 'localhost',
    port: 1025,
    tls: 'opportunistic',
    mayLeave: true,
  });
});

test('an exact local domain wins over a remote wildcard', () => {
  const settings = { localDomains: ['mine.test'], remoteDomains: { '*.test': 'localhost:1' } };
  assert.equal(routeOf('a@mine.test', settings).kind, 'drop');
  assert.equal(routeOf('a@yours.test', settings).kind, 'hop');
});

test('a recipient without a route is refused, and the sentence names the settings', () => {
  const found = routeOf('a@far.example', { localDomains: ['mine.test'] });
  assert.equal(found.kind, 'refused');
  assert.equal(found.status, '5.4.4');
  assert.equal(found.setting, 'mailroot.remoteDomains');
  assert.match(found.text, /far\.example.*localDomains.*remoteDomains.*smartHost.*directDelivery/);
});

test('a smart host takes the rest, but may leave loopback only for allowed domains', () => {
  const settings = { localDomains: [], smartHost: 'relay.example:587', allowedDomains: ['ok.example'] };
  const allowed = routeOf('a@ok.example', settings);
  const other = routeOf('a@other.example', settings);
  assert.equal(allowed.kind === 'hop' && allowed.hop.mayLeave, true);
  assert.equal(other.kind === 'hop' && other.hop.mayLeave, false);
});

test('direct delivery asks for the exchangers of the domain', () => {
  const found = routeOf('a@Far.Example', { localDomains: [], directDelivery: true });
  assert.deepEqual([found.kind, found.kind === 'mx' && found.domain], ['mx', 'far.example']);
});

test('a "*" in remoteDomains allows no domain by itself', () => {
  const settings = { localDomains: [], remoteDomains: { '*': 'relay.example' } };
  const found = routeOf('a@b.test', settings);
  assert.equal(found.kind === 'hop' && found.hop.mayLeave, false);
});

test('a simulated host comes before everything', () => {
  const hop = { name: 'sim.test', host: '127.0.0.1', port: 9, tls: 'off', mayLeave: false } as const;
  const found = route('550@sim.test', defaults, () => hop);
  assert.deepEqual(found.kind === 'hop' && found.hop, hop);
});

for (const [text, host, port] of [
  ['mx.test', 'mx.test', 25],
  ['mx.test:2526', 'mx.test', 2526],
  ['[192.0.2.1]', '192.0.2.1', 25],
  ['[::1]:2525', '::1', 2525],
  ['[IPv6:::1]:2525', '::1', 2525],
] as const) {
  test(`the next hop "${text}" is host ${host} port ${port}`, () => {
    const hop = parseHop(text, true);
    assert.deepEqual([hop.host, hop.port], [host, port]);
  });
}

test('whatever the address, a domain that is not allowed never may leave through a smart host', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      const found = routeOf(address, {
        localDomains: [],
        smartHost: 'relay.example',
        allowedDomains: ['only.example'],
      });
      return found.kind === 'hop' && !found.hop.mayLeave;
    }),
  );
});
