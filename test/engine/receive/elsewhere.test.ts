/** Who comes from another machine (here: from 127.0.0.2 while home is 127.0.0.1): what he may not, and what he may when he has logged in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { networksOf } from '../../../src/engine/receive/networks';
import { dialogue } from '../../support/dialogue';
import { listening } from '../../support/listening';

const linux = { skip: process.platform !== 'linux' && 'only Linux has 127.0.0.2' };
const tls = makeCertificate({ names: ['localhost'], addresses: ['127.0.0.1'], now: Date.now(), days: 1 });
const users = new Map([['ann', 'wonderland']]);
const plain = Buffer.from('\0ann\0wonderland').toString('base64');
const from = '127.0.0.2';

test('AUTH is not offered in clear, STARTTLS is, and nothing is taken before both', linux, async (t) => {
  const { listener, kept, refused } = await listening(t, { tls, terms: { startTls: 'elsewhere' } });
  const me = await dialogue(
    t,
    { ...listener, from },
    `
    S: 220 *
    C: EHLO client.test
    S: 250-host.test greets [127.0.0.2]
    S: 250-PIPELINING
    S: 250-8BITMIME
    S: 250-SMTPUTF8
    S: 250-ENHANCEDSTATUSCODES
    S: 250-DSN
    S: 250-STARTTLS
    S: 250 SIZE 10000
    C: AUTH PLAIN ${plain}
    S: 538 5.7.11 AUTH only over TLS from there: STARTTLS comes first
    C: MAIL FROM:<ann@here.test>
    S: 530 5.7.0 Authentication required: AUTH comes first
    C: VRFY bob
    S: 530 5.7.0 *
    C: QUIT
    S: 221 *
    -- closed
  `,
  );
  assert.ok(me.socket.destroyed || me.socket.readableEnded);
  assert.equal(kept.length, 0);
  assert.ok(!JSON.stringify(refused).includes(plain));
});

test('the same listener asks nothing of this machine', async (t) => {
  const { listener, kept } = await listening(t, { tls, terms: { startTls: 'elsewhere', users }, isLocal: () => false });
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2
    S: 250 SIZE 10000
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C: RCPT TO:<bob@elsewhere.test>
    S: 250 *
    C: DATA
    S: 354 *
    C: .
    S: 250 *
  `,
  );
  assert.equal(kept.length, 1);
});

test('over TLS and logged in: local domains are taken, others are not relayed', linux, async (t) => {
  const room = await listening(t, {
    tls,
    terms: { startTls: 'elsewhere', users },
    isLocal: (address) => address.endsWith('@here.test'),
  });
  await dialogue(
    t,
    { ...room.listener, from, ca: tls.cert },
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: STARTTLS
    S: 220 *
    -- tls
    C: EHLO client.test
    S: ...
    S: 250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2
    S: 250-REQUIRETLS
    S: 250 SIZE *
    C: MAIL FROM:<ann@here.test>
    S: 530 *
    C: AUTH PLAIN ${Buffer.from('\0ann\0wrong').toString('base64')}
    S: 535 5.7.8 The name or the password is wrong
    C: AUTH PLAIN ${plain}
    S: 235 2.7.0 *
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C: RCPT TO:<bob@elsewhere.test>
    S: 550 5.7.1 Unable to relay for bob@elsewhere.test: its domain is not in mailroot.localDomains, and 127.0.0.2 is not in mailroot.smtp.relayClients
    C: RCPT TO:<bob@here.test>
    S: 250 *
    C: DATA
    S: 354 *
    C: .
    S: 250 *
  `,
  );
  assert.match(room.kept[0]?.received ?? '', /with ESMTPSA id/);
});

test('a relay client may send anywhere, once it has logged in', linux, async (t) => {
  const { listener } = await listening(t, {
    tls,
    terms: { users, relayers: networksOf(['127.0.0.0/30']) },
    isLocal: () => false,
  });
  await dialogue(
    t,
    { ...listener, from, ca: tls.cert },
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: STARTTLS
    S: 220 *
    -- tls
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: AUTH PLAIN ${plain}
    S: 235 *
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C: RCPT TO:<bob@elsewhere.test>
    S: 250 *
  `,
  );
});

test('with "any", a stranger from elsewhere is held to the user list all the same', linux, async (t) => {
  const { listener } = await listening(t, { tls, terms: { auth: 'any' } });
  await dialogue(
    t,
    { ...listener, from, ca: tls.cert },
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: STARTTLS
    S: 220 *
    -- tls
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: AUTH PLAIN ${plain}
    S: 535 *
  `,
  );
});

test(
  'a denied address hears 554 instead of a greeting; so does one that is not in the allow list',
  linux,
  async (t) => {
    const { listener, change, refusals, refused } = await listening(t, {
      terms: { denied: networksOf(['127.0.0.2']) },
    });
    await dialogue(
      t,
      { ...listener, from },
      'S: 554 5.7.1 No mail from 127.0.0.2: mailroot.smtp.deniedClients has it\n-- closed',
    );
    change({ denied: networksOf([]), allowed: networksOf(['127.0.0.4/31']) });
    await dialogue(
      t,
      { ...listener, from },
      'S: 554 5.7.1 No mail from 127.0.0.2: mailroot.smtp.allowedClients has it not\n-- closed',
    );
    await dialogue(t, { ...listener, from: '127.0.0.5' }, 'S: 220 *');
    await dialogue(t, listener, 'S: 220 *');
    await refusals(2);
    assert.equal(refused[0]?.client.address, '127.0.0.2');
  },
);
