import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NextHop } from '../../../src/engine/delivery/hop';
import { route, type Route, type RouteSettings } from '../../../src/engine/delivery/route';

const defaults: RouteSettings = {
  localDomains: ['*'],
  remoteDomains: {},
  allowedDomains: [],
  smartHost: '',
  smartHostAfterDirect: false,
  directDelivery: false,
};
function hopsOf(found: Route): readonly NextHop[] {
  return found.kind === 'hops' ? found.hops : [];
}
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
  assert.deepEqual(hopsOf(found), [
    {
      name: 'localhost',
      host: 'localhost',
      port: 1025,
      tls: 'opportunistic',
      mayLeave: true,
      setting: 'mailroot.remoteDomains "example.net"',
    },
  ]);
});

test('an exact local domain wins over a remote wildcard', () => {
  const settings = { localDomains: ['mine.test'], remoteDomains: { '*.test': 'localhost:1' } };
  assert.equal(routeOf('a@mine.test', settings).kind, 'drop');
  assert.equal(routeOf('a@yours.test', settings).kind, 'hops');
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
  assert.equal(hopsOf(allowed)[0]?.mayLeave, true);
  assert.equal(hopsOf(other)[0]?.mayLeave, false);
});

test('direct delivery asks for the exchangers of the domain', () => {
  const found = routeOf('a@Far.Example', { localDomains: [], directDelivery: true });
  assert.deepEqual([found.kind, found.kind === 'mx' && found.domain], ['mx', 'far.example']);
});

test('a "*" in remoteDomains allows no domain by itself', () => {
  const settings = { localDomains: [], remoteDomains: { '*': 'relay.example' } };
  const found = routeOf('a@b.test', settings);
  assert.equal(hopsOf(found)[0]?.mayLeave, false);
});

test('a simulated host comes before everything', () => {
  const hop = { name: 'sim.test', host: '127.0.0.1', port: 9, tls: 'off', mayLeave: false } as const;
  const found = route('550@sim.test', defaults, () => hop);
  assert.deepEqual(hopsOf(found), [hop]);
});

test('several smart hosts are tried in their order', () => {
  const settings = { localDomains: [], smartHost: ['one.example', { hosts: ['two.example', '[192.0.2.3]:2525'] }] };
  assert.deepEqual(
    hopsOf(routeOf('a@b.test', settings)).map(({ host, port }) => `${host}:${port}`),
    ['one.example:25', 'two.example:25', '192.0.2.3:2525'],
  );
});

test('direct delivery may be attempted before the smart host, as IIS could', () => {
  const settings = { localDomains: [], smartHost: 'relay.example', smartHostAfterDirect: true };
  const found = routeOf('a@b.test', settings);
  assert.ok(found.kind === 'mx' && found.domain === 'b.test');
  assert.deepEqual(
    found.otherwise?.map(({ host }) => host),
    ['relay.example'],
  );
  assert.match(found.why, /smartHostAfterDirect.*then mailroot\.smartHost/);
});

test('whatever the address, a domain that is not allowed never may leave through a smart host', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      const found = routeOf(address, {
        localDomains: [],
        smartHost: 'relay.example',
        allowedDomains: ['only.example'],
      });
      return hopsOf(found)[0]?.mayLeave === false;
    }),
  );
});
