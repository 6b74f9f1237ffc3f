import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RtrEntry } from '../../../src/engine/mailroot/transcript';
import { readStory, type SessionStory } from '../../../src/engine/story/attempts';
import { curlCommand, quoted, swaksCommand } from '../../../src/engine/story/commandLine';
import { ltr, rtr } from './samples';

const file = "/home/ann/it's mail/$(x).eml";

function session(more: readonly RtrEntry[] = []): SessionStory {
  const [found] = readStory(ltr, rtr).attempts.find(({ number }) => number === 1)?.sessions ?? [];
  assert.ok(found);
  return { ...found, lines: [...found.lines, ...more] };
}

/** What a shell makes of a command: its words. */
function words(command: string): string[] {
  const script = command.replace(/^\S+/, "printf '%s\\0'");
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { SMTP_USER: 'u', SMTP_PASSWORD: 'p' } })
    .split('\0')
    .slice(0, -1);
}

const posix = { skip: process.platform === 'win32' && 'needs a POSIX shell' };

void test('swaks speaks to the same address with the same envelope, by TLS as it was', posix, () => {
  assert.deepEqual(words(swaksCommand({ session: session(), file })), [
    ...['--server', '127.0.0.1', '--port', '38949', '--ehlo', 'host.test', '--from', 'you@example.com'],
    ...['--to', '550@sim.test,451x2@sim.test', '--tls', '--data', `@${file}`],
  ]);
});

void test('curl keeps the name of the host, and is told its address', posix, () => {
  assert.deepEqual(words(curlCommand({ session: session(), file })), [
    ...['smtp://sim.test:38949/host.test', '--resolve', 'sim.test:38949:127.0.0.1', '--mail-from', 'you@example.com'],
    ...[
      '--mail-rcpt',
      '550@sim.test',
      '--mail-rcpt',
      '451x2@sim.test',
      '--ssl-reqd',
      '--upload-file',
      file,
      '--verbose',
    ],
  ]);
});

void test('a session that logged in asks for the credentials; none are in the command', posix, () => {
  const auth = session([{ ms: 30, mark: '>', text: 'AUTH PLAIN ********' }]);
  assert.ok(words(swaksCommand({ session: auth, file })).includes('--auth'));
  assert.deepEqual(words(curlCommand({ session: auth, file })).slice(-2), ['--user', 'u:p']);
  for (const command of [swaksCommand({ session: auth, file }), curlCommand({ session: auth, file })])
    assert.doesNotMatch(command, /\*{3}/);
});

void test('the null reverse-path is one word', posix, () => {
  const bounce = { ...session(), lines: [{ ms: 1, mark: '>', text: 'MAIL FROM:<>' } as const] };
  const all = words(swaksCommand({ session: bounce, file }));
  assert.equal(all[all.indexOf('--from') + 1], '<>');
});

void test('no word of a message or a host can be more than a word', posix, () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (all) => {
      const got = words(`x ${all.map(quoted).join(' ')}`);
      assert.deepEqual(
        got,
        all.map((each) => each.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')),
      );
    }),
    { numRuns: 40 },
  );
  assert.equal(quoted("'; rm -rf ~ #"), `''\\''; rm -rf ~ #'`);
  assert.doesNotMatch(quoted('a\u001b[201~\nrm -rf ~'), /\p{Cc}/u);
});
