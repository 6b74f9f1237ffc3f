import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dialogue } from '../../../src/engine/delivery/dialogue';
import type { Stage } from '../../../src/engine/mailroot/envelope';

interface Heard {
  readonly lines: string[];
  readonly stages: Stage[];
  /** What was waited for, behind each entry. */
  readonly awaited: string[];
  readonly dialogue: Dialogue;
  readonly client: (text: string) => void;
  readonly server: (text: string) => void;
  readonly other: (entry: object, text?: string) => void;
}

function listening(): Heard {
  const lines: string[] = [];
  const stages: Stage[] = [];
  const recorder = {
    record: (mark: string, text: string) => void lines.push(`${mark} ${text}`),
    stage: (stage: Stage) => void stages.push(stage),
  };
  const awaited: string[] = [];
  const dialogue = new Dialogue(recorder, {
    onSecured: () => ({ tls: 'TLSv1.3 TLS_AES_256_GCM_SHA384', certificate: 'mx.test' }),
    onTurn: (what) => void awaited.push(what),
  });
  const logger = dialogue.logger();
  return {
    lines,
    stages,
    awaited,
    dialogue,
    client: (text) => logger.debug({ tnx: 'client' }, text),
    server: (text) => logger.debug({ tnx: 'server' }, text),
    other: (entry, text = '') => logger.info(entry, text),
  };
}

void test('what both sides say is written down as it was said', () => {
  const { lines, client, server } = listening();
  server('220 mx.test ESMTP');
  client('EHLO here.test');
  server('250 mx.test');
  assert.deepEqual(lines, ['< 220 mx.test ESMTP', '> EHLO here.test', '< 250 mx.test']);
});

void test('before the first reply one waits for the greeting', () => {
  const { dialogue, server } = listening();
  assert.equal(dialogue.stage, 'greeting');
  server('220 mx.test');
  assert.equal(dialogue.stage, 'greeting');
});

void test('with pipelined commands the stage is that of the oldest one without a reply', () => {
  const { dialogue, client, server } = listening();
  server('220 hi');
  for (const command of ['MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA']) client(command);
  assert.equal(dialogue.stage, 'mail');
  server('250 OK');
  assert.equal(dialogue.stage, 'rcpt');
  server('250 OK');
  assert.equal(dialogue.stage, 'data');
});

void test('the stages are told as they are entered', () => {
  const { stages, client, server } = listening();
  server('220 hi');
  client('EHLO me');
  server('250 hi');
  client('MAIL FROM:<a@b>');
  server('250 OK');
  client('RCPT TO:<c@d>');
  server('250 OK');
  assert.deepEqual(stages, ['ehlo', 'mail', 'rcpt']);
});

void test('credentials never reach the transcript: AUTH PLAIN', () => {
  const { lines, client, server } = listening();
  client('AUTH PLAIN AGFubgBzZWNyZXQ=');
  server('235 2.7.0 OK');
  assert.deepEqual(lines, ['> AUTH PLAIN ********', '< 235 2.7.0 OK']);
});

void test('credentials never reach the transcript: AUTH LOGIN, whatever the answers look like', () => {
  const { lines, client, server } = listening();
  client('AUTH LOGIN');
  server('334 VXNlcm5hbWU6');
  client('MAIL');
  server('334 UGFzc3dvcmQ6');
  client('DATA secret');
  server('235 welcome');
  assert.deepEqual(
    lines.filter((line) => line.startsWith('>')),
    ['> AUTH LOGIN', '> ********', '> ********'],
  );
});

void test('after a refused AUTH the dialogue is readable again', () => {
  const { lines, client, server } = listening();
  client('AUTH CRAM-MD5');
  server('334 PDEyMz4=');
  client('YW5uIDEyMw==');
  server('535 5.7.8 wrong');
  client('QUIT');
  assert.deepEqual(lines.slice(-2), ['< 535 5.7.8 wrong', '> QUIT']);
  assert.ok(!lines.join('\n').includes('YW5u'));
});

void test('an OAuth2 token is masked like any secret', () => {
  const { lines, client } = listening();
  client('AUTH XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgdG9rZW4BAQ==');
  assert.deepEqual(lines, ['> AUTH XOAUTH2 ********']);
});

void test('the content is one line with its size, never itself', () => {
  const { lines, other, dialogue, server, client } = listening();
  server('220 hi');
  client('DATA');
  server('354 go on');
  other({ tnx: 'message', outByteCount: 342 }, '<342 bytes encoded mime message>');
  assert.equal(lines.at(-1), '* content: 342 octets');
  assert.equal(dialogue.stage, 'data');
  server('250 OK');
  assert.equal(dialogue.stage, 'data');
});

void test('TLS is told with its version and cipher when it is up', () => {
  const { lines, other } = listening();
  other({ tnx: 'smtp' }, 'Connection upgraded with STARTTLS');
  assert.deepEqual(lines, ['* tls: TLSv1.3 TLS_AES_256_GCM_SHA384', '* certificate: mx.test']);
});

void test('what the library says about itself is left out', () => {
  const { lines, other } = listening();
  other({ tnx: 'network' }, 'Connection established');
  other({}, 'nothing of interest');
  assert.deepEqual(lines, []);
});

void test('what is waited for: the reply to a command, the go-ahead, room for the content, the reply to all of it', () => {
  const { awaited, client, server, other, dialogue } = listening();
  server('220 hi');
  client('EHLO me');
  server('250 hi');
  for (const command of ['MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA']) client(command);
  server('250 OK');
  server('250 OK');
  server('354 go on');
  assert.ok(!dialogue.isContentSent);
  other({ tnx: 'message', outByteCount: 9 }, '<9 bytes>');
  assert.ok(dialogue.isContentSent);
  server('250 OK');
  assert.ok(!dialogue.isContentSent);
  const expected = 'idle command idle command command command command data block end idle';
  assert.equal(awaited.join(' '), expected);
});

void test('the handshake behind STARTTLS and a challenge of AUTH are part of what was asked', () => {
  const { awaited, client, server, other } = listening();
  server('220 hi');
  client('STARTTLS');
  server('220 go on');
  other({ tnx: 'smtp' }, 'Connection upgraded with STARTTLS');
  client('AUTH LOGIN');
  server('334 VXNlcm5hbWU6');
  server('235 OK');
  assert.equal(awaited.join(' '), 'idle command command idle command command idle');
});
