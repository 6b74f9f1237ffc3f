/** Logging in: every mechanism, anybody or a user of the list, and no secret anywhere behind it. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { isOneOf } from '../../../src/engine/receive/credentials';
import { dialogue, goOn, type Client } from '../../support/dialogue';
import { listening, type Listening } from '../../support/listening';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const users = new Map([
  ['ann', 'wonderland'],
  ['nobody', ''],
]);
const hello = `
  S: 220 *
  C: EHLO client.test
  S: ...
  S: 250 SIZE *
`;

async function cram(me: Client, name: string, password: string): Promise<void> {
  me.write('AUTH CRAM-MD5\r\n');
  const challenge = Buffer.from((await me.reply()).slice(4), 'base64').toString();
  me.write(`${base64(`${name} ${createHmac('md5', password).update(challenge).digest('hex')}`)}\r\n`);
}

const ways: Readonly<Record<string, (me: Client, name: string, password: string) => Promise<void>>> = {
  'PLAIN at once': (me, name, password) => goOn(me, `C: AUTH PLAIN ${base64(`\0${name}\0${password}`)}`),
  'PLAIN when asked': (me, name, password) =>
    goOn(me, `C: AUTH PLAIN\nS: 334*\nC: ${base64(`\0${name}\0${password}`)}`),
  LOGIN: (me, name, password) =>
    goOn(me, `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${base64(name)}\nS: 334 UGFzc3dvcmQ6\nC: ${base64(password)}`),
  'LOGIN with the name': (me, name, password) =>
    goOn(me, `C: AUTH LOGIN ${base64(name)}\nS: 334 UGFzc3dvcmQ6\nC: ${base64(password)}`),
  'CRAM-MD5': cram,
  XOAUTH2: (me, name, password) =>
    goOn(me, `C: AUTH XOAUTH2 ${base64(`user=${name}\x01auth=Bearer ${password}\x01\x01`)}`),
};

for (const [name, login] of Object.entries(ways)) {
  test(`${name}: with "any" whoever logs in is let in`, async (t) => {
    const { listener } = await listening(t);
    const me = await dialogue(t, listener, hello);
    await login(me, 'whoever', 'whatever');
    await goOn(me, 'S: 235 2.7.0 *\nC: MAIL FROM:<ann@here.test>\nS: 250 *');
  });

  test(`${name}: with "users" a user gets in, a wrong password and a stranger do not`, async (t) => {
    const room = await listening(t, { terms: { auth: 'users', users } });
    const me = await dialogue(t, room.listener, hello);
    for (const [who, password] of [
      ['ann', 'looking-glass'],
      ['eve', 'wonderland'],
      ['nobody', ''],
      ['nobody', 'x'],
    ] as const) {
      if (password === '' && name === 'XOAUTH2') continue;
      await login(me, who, password);
      if (name === 'XOAUTH2') await goOn(me, 'S: 334 *\nC:');
      await goOn(me, 'S: 535 5.7.8 *');
    }
    await goOn(me, 'C: MAIL FROM:<ann@here.test>\nS: 530 5.7.0 *');
    await login(me, 'ann', 'wonderland');
    await goOn(me, 'S: 235 *\nC: MAIL FROM:<ann@here.test>\nS: 250 *\nC: QUIT\nS: 221 *\n-- closed');
    await noSecret(room, ['wonderland', 'looking-glass']);
  });
}

/** Neither the password nor any base64 of it is in what would be written down. */
async function noSecret({ refused, refusals }: Listening, secrets: readonly string[]): Promise<void> {
  await refusals(1);
  const written = JSON.stringify(refused);
  for (const secret of secrets) {
    assert.ok(!written.includes(secret), secret);
    for (const tail of ['', '\0', '\0\0'])
      assert.ok(!written.includes(base64(`${tail}${secret}`).slice(4, -4)), `base64 of ${secret}`);
  }
  assert.match(written, /AUTH [A-Z]|\*{8}/);
}

test('with "users" nothing is taken before AUTH, not even from this machine', async (t) => {
  const { listener } = await listening(t, { terms: { auth: 'users', users } });
  await dialogue(
    t,
    listener,
    `${hello}
    C: MAIL FROM:<ann@here.test>
    S: 530 5.7.0 Authentication required: AUTH comes first
    C: RCPT TO:<bob@there.test>
    S: 530 *
    C: DATA
    S: 530 *
    C: NOOP
    S: 250 *
  `,
  );
});

test('AUTH that is given up, unknown, twice or no base64 at all', async (t) => {
  const { listener } = await listening(t);
  await dialogue(
    t,
    listener,
    `${hello}
    C: AUTH LOGIN
    S: 334 *
    C: *
    S: 501 *
    C: AUTH GSSAPI
    S: 504 *
    C: AUTH
    S: 504 *
    C: AUTH PLAIN !!!!
    S: 501 *
    C: AUTH PLAIN ${base64('\0ann\0x')}
    S: 235 *
    C: AUTH PLAIN ${base64('\0ann\0x')}
    S: 503 *
    C: EHLO client.test
    S: ...
    S: 250-DSN
    S: 250 SIZE *
  `,
  );
});

test('a password sent where no AUTH is under way is no command, and is written down by nobody', async (t) => {
  const room = await listening(t);
  await dialogue(
    t,
    room.listener,
    `${hello}
    C| AUTH NTLM\\r\\n${base64('ann')}\\r\\n${base64('wonderland')}\\r\\n
    S: 504 *
    S: 500 *
    S: 500 *
    C: auth=plain ${base64('\0ann\0wonderland')}
    S: 500 *
    C: AUTHPLAIN wonderland
    S: 500 *
    C: QUIT
    S: 221 *
    -- closed
  `,
  );
  await noSecret(room, ['wonderland']);
});

test('a name proves nothing without its password, nor a password without a name', () => {
  assert.equal(isOneOf(users, { method: 'PLAIN', username: 'ann', password: 'wonderland' }), true);
  assert.equal(isOneOf(users, { method: 'PLAIN', username: 'ann' }), false);
  assert.equal(isOneOf(users, { method: 'PLAIN', password: 'wonderland' }), false);
  assert.equal(isOneOf(users, { method: 'PLAIN', username: 'nobody', password: '' }), false);
  assert.equal(isOneOf(users, { method: 'XOAUTH2', username: 'ann', password: 'wonderland' }), false);
  assert.equal(isOneOf(new Map(), { method: 'PLAIN', username: '', password: '' }), false);
});
