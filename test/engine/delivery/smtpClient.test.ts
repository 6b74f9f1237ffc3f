/** One session with a remote host that says what we want it to say: what becomes of each recipient, and what the transcript shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hangUp, scriptedHost } from '../../support/scriptedHost';
import { hopTo, letter, only, send } from './client';

const limit = { timeout: 20_000 };
const three = ['a@there.test', 'b@there.test', 'c@there.test'].map((address) => ({ address }));

void test('a message is relayed, and the transcript tells the whole session in order', limit, async (t) => {
  const host = await scriptedHost(t, { offers: ['SIZE 10000', 'ENHANCEDSTATUSCODES'] });
  const delivered = await send(hopTo(host.port), letter());
  const status = only(delivered);
  assert.equal(status.action, 'relayed');
  assert.deepEqual(status.reply, { code: 250, enhanced: '2.0.0', text: 'OK' });
  assert.equal(status.nextHop, `there.test [127.0.0.1]:${host.port}`);
  assert.deepEqual(delivered.lines, [
    '* dns: there.test -> 127.0.0.1',
    '* connect: 127.0.0.1',
    '< 220 remote.test ESMTP',
    '> EHLO here.test',
    '< 250-remote.test\n250-SIZE 10000\n250 ENHANCEDSTATUSCODES',
    '> MAIL FROM:<ann@here.test> SIZE=26',
    '< 250 2.0.0 OK',
    '> RCPT TO:<bob@there.test>',
    '< 250 2.0.0 OK',
    '> DATA',
    '< 354 Go on',
    '* content: 29 octets',
    '< 250 2.0.0 OK',
    '> QUIT',
    '* closed: by us',
  ]);
  assert.deepEqual(delivered.stages, ['dns', 'connect', 'greeting', 'ehlo', 'mail', 'rcpt', 'data']);
  assert.deepEqual(host.contents, ['Subject: Hello\r\n\r\nHello.\r\n']);
});

void test('a MAIL that is put off puts off everybody, whatever is said to RCPT behind it', limit, async (t) => {
  const host = await scriptedHost(t, {
    offers: ['PIPELINING'],
    on: (line, next) => {
      if (line.startsWith('MAIL')) return '451 4.3.0 Not now';
      return line.startsWith('RCPT') ? '503 5.5.1 MAIL first' : next();
    },
  });
  const status = only(await send(hopTo(host.port), letter()));
  assert.ok(status.action === 'delayed', JSON.stringify(status));
  assert.deepEqual([status.stage, status.reply?.code], ['mail', 451]);
});

void test('with PIPELINING the commands go out together and each reply still finds its recipient', limit, async (t) => {
  const host = await scriptedHost(t, {
    offers: ['PIPELINING'],
    on: (line, next) => (line.includes('<b@') ? '550 5.1.1 No such user' : next()),
  });
  const { statuses, stages } = await send(hopTo(host.port), letter({ recipients: three }));
  assert.deepEqual([...statuses].map(([address, { action }]) => `${address} ${action}`).sort(), [
    'a@there.test relayed',
    'b@there.test failed',
    'c@there.test relayed',
  ]);
  assert.deepEqual(stages, ['dns', 'connect', 'greeting', 'ehlo', 'mail', 'rcpt', 'data']);
});

void test(
  '450 at RCPT puts off that recipient alone, 550 fails that one alone, the third gets the message',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {
      on: (line, next) => {
        if (line.includes('<a@')) return '450 4.2.1 Busy';
        return line.includes('<b@') ? '550-5.1.1 No such user\r\n550 5.1.1 here' : next();
      },
    });
    const { statuses } = await send(hopTo(host.port), letter({ recipients: three }));
    const [a, b, c] = three.map(({ address }) => statuses.get(address));
    assert.ok(a?.action === 'delayed' && a.stage === 'rcpt' && a.status === '4.2.1');
    assert.ok(b?.action === 'failed' && b.stage === 'rcpt' && b.category === 'unknown-user');
    assert.deepEqual(b.reply, { code: 550, enhanced: '5.1.1', text: 'No such user\nhere' });
    assert.equal(c?.action, 'relayed');
    assert.equal(host.contents.length, 1);
  },
);

void test('when every recipient is refused no content is sent, and each has its own reply', limit, async (t) => {
  const host = await scriptedHost(t, {
    on: (line, next) => (line.startsWith('RCPT') ? `55${line.includes('<a@') ? 0 : 3} no ${line}` : next()),
  });
  const { statuses, lines } = await send(hopTo(host.port), letter({ recipients: three }));
  for (const { address } of three) {
    const status = statuses.get(address);
    assert.ok(status?.action === 'failed' && status.reply?.text.includes(address), address);
  }
  assert.ok(!lines.some((line) => line.startsWith('* content')));
  assert.ok(lines.includes('> QUIT'));
});

for (const [what, at] of [
  ['MAIL', '451 4.3.0 Not now'],
  ['DATA', '451 4.3.0 Not now'],
] as const) {
  void test(`4yz at ${what} puts off everybody`, limit, async (t) => {
    const host = await scriptedHost(t, { on: (line, next) => (line.startsWith(what) ? at : next()) });
    const { statuses } = await send(hopTo(host.port), letter({ recipients: three }));
    assert.equal(statuses.size, 3);
    for (const status of statuses.values()) {
      assert.ok(status.action === 'delayed' && status.stage === what.toLowerCase(), JSON.stringify(status));
    }
  });
}

void test('554 after the content fails everybody, with that reply', limit, async (t) => {
  const host = await scriptedHost(t, { atEnd: '554 5.6.0 Looks like spam' });
  const { statuses } = await send(hopTo(host.port), letter({ recipients: three }));
  for (const status of statuses.values()) {
    assert.ok(status.action === 'failed' && status.stage === 'data' && status.status === '5.6.0');
  }
});

void test('a greeting of 554 fails, a greeting of 421 puts off, both without a MAIL', limit, async (t) => {
  for (const [greeting, action] of [
    ['554 5.3.2 No service', 'failed'],
    ['421 4.3.2 Busy', 'delayed'],
  ] as const) {
    const host = await scriptedHost(t, { greeting });
    const status = only(await send(hopTo(host.port), letter()));
    assert.equal(status.action, action);
    assert.ok('stage' in status && status.stage === 'greeting', JSON.stringify(status));
    assert.ok(!host.heard.some((line) => line.startsWith('MAIL')));
  }
});

void test('421 at RCPT puts off the recipient it answers and those behind it', limit, async (t) => {
  const host = await scriptedHost(t, {
    on: (line, next) => (line.includes('<b@') ? '421 4.3.2 Shutting down' : next()),
  });
  const { statuses } = await send(hopTo(host.port), letter({ recipients: three }));
  assert.equal(statuses.size, 3);
  for (const status of statuses.values()) assert.equal(status.action, 'delayed');
  assert.equal(host.contents.length, 0);
});

void test(
  'a connection closed after the content, before the reply, puts off: it may have been accepted, it may not',
  limit,
  async (t) => {
    const host = await scriptedHost(t, { atEnd: hangUp });
    const delivered = await send(hopTo(host.port), letter());
    const status = only(delivered);
    assert.ok(status.action === 'delayed' && status.stage === 'data' && status.status === '4.4.2');
    assert.match(status.text, /lost after it had got the whole message, before it answered/);
    assert.ok(delivered.lines.includes('* closed: by the remote host'), delivered.lines.join('\n'));
  },
);

void test('a connection closed instead of a greeting puts off', limit, async (t) => {
  const host = await scriptedHost(t, { greeting: hangUp });
  const status = only(await send(hopTo(host.port), letter()));
  assert.ok(status.action === 'delayed' && status.stage === 'greeting' && status.category === 'network');
});

void test('silence at RCPT is over after the command time-out, and the stage is named', limit, async (t) => {
  const host = await scriptedHost(t, { on: (line, next) => (line.startsWith('RCPT') ? undefined : next()) });
  const status = only(await send(hopTo(host.port, { timeouts: { commandMs: 50 } }), letter()));
  assert.ok(status.action === 'delayed' && status.stage === 'rcpt' && status.status === '4.4.2');
  assert.match(status.text, /did not answer in time/);
});

void test('silence instead of a greeting is over after the greeting time-out', limit, async (t) => {
  const host = await scriptedHost(t, { greeting: undefined });
  const status = only(await send(hopTo(host.port, { timeouts: { greetingMs: 50 } }), letter()));
  assert.ok(status.action === 'delayed' && status.stage === 'greeting', JSON.stringify(status));
});

void test('a host that never answers QUIT does not hold back the result', limit, async (t) => {
  const host = await scriptedHost(t, { on: (line, next) => (line === 'QUIT' ? undefined : next()) });
  const delivered = await send(hopTo(host.port), letter());
  assert.equal(only(delivered).action, 'relayed');
});

void test('a host that does not know EHLO is spoken to with HELO', limit, async (t) => {
  const host = await scriptedHost(t, {
    on: (line, next) => (line.startsWith('EHLO') ? '502 5.5.1 What?' : next()),
  });
  assert.equal(only(await send(hopTo(host.port), letter())).action, 'relayed');
  assert.ok(host.heard.includes('HELO here.test'));
});

void test('a reply that is no reply puts off, and its text is in the status', limit, async (t) => {
  const host = await scriptedHost(t, { on: (line, next) => (line.startsWith('MAIL') ? 'lorem ipsum' : next()) });
  const status = only(await send(hopTo(host.port), letter()));
  assert.ok(status.action === 'delayed' && status.stage === 'mail', JSON.stringify(status));
});

void test('a next hop that is our own listener is not connected to: the message would come back for ever', async (t) => {
  const host = await scriptedHost(t);
  const isSelf = (address: string, port: number): boolean => address === '127.0.0.1' && port === host.port;
  const status = only(await send(hopTo(host.port), letter(), { isSelf }));
  assert.equal(status.action, 'failed');
  assert.equal(status.status, '5.4.6');
  assert.match(
    status.text,
    /^Cannot connect to self: there\.test \[127\.0\.0\.1\]:\d+ is the listener of this MailRoot/,
  );
  assert.equal(host.connections(), 0);
});
