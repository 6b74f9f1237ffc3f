/**
 * Exim, with the checks of content that Debian switches on, takes what the rules have nothing to say about and refuses what they call an
 * error of its kind. It speaks SMTP on its standard input: no port is opened, and what it takes is left in a folder of its house.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { rules } from '../../src/language/checking/rules';
import { corpusBytes, corpusNames } from '../language/messages';
import { corpusCodes } from '../language/facts';
import { eximRefuses, witnesses } from '../language/checking/witnesses';
import { houseOf } from './house';
import { eximHouse } from './smartHosts';

const house = houseOf(eximHouse);
const skip = house.kind === 'missing' && house.why;
const root = house.kind === 'house' ? house.root : '';

/** Conditions of Debian's acl_check_data; everything else is taken and kept in the queue. */
function configuration(folder: string): string {
  return [
    ...['primary_hostname = mx.test', `spool_directory = ${folder}/spool`, `log_file_path = ${folder}/log/%slog`],
    ...['exim_user = root', 'exim_group = root', 'never_users =', 'queue_only'],
    ...['acl_smtp_rcpt = accept', 'acl_smtp_data = acl_check_data', 'begin acl', 'acl_check_data:'],
    ...['  deny condition = ${if > {$max_received_linelength}{998}}'],
    ...['       message = maximum allowed line length is 998 octets, got $max_received_linelength'],
    ...['  deny !verify = header_syntax', '       message = header syntax'],
    ...['  accept', ''],
  ].join('\n');
}

function exim(t: TestContext): (message: Buffer) => Promise<string> {
  const folder = mkdtempSync(join(root, 'tmp', 'checks-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['spool', 'log']) mkdirSync(join(folder, name));
  const path = join(folder, 'exim.conf');
  const inside = `/${relative(root, folder)}`;
  writeFileSync(path, configuration(inside));
  chmodSync(path, 0o644);
  return (message) => reply(`${inside}/exim.conf`, message);
}

/** What Exim says to the content. */
async function reply(configurationPath: string, message: Buffer): Promise<string> {
  const content = message.toString('latin1').replace(/^(?:X-(?:Sender|Receiver):.*\r?\n)+/i, '');
  const stuffed = content.replace(/^\./gm, '..');
  const commands = ['EHLO a.test', 'MAIL FROM:<ann@example.com>', 'RCPT TO:<bob@example.org>', 'DATA', ''].join('\r\n');
  const child = spawn('chroot', [root, '/usr/sbin/exim4', '-C', configurationPath, '-bs'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(Buffer.from(`${commands}${stuffed}${stuffed.endsWith('\n') ? '' : '\r\n'}.\r\nQUIT\r\n`, 'latin1'));
  const lines = (await text(child.stdout)).split('\r\n');
  return lines[lines.findIndex((line) => line.startsWith('354')) + 1] ?? '';
}

void test('Exim refuses what the rules call an error because of it', { skip }, async (t) => {
  const hand = exim(t);
  for (const [code, said] of Object.entries(eximRefuses))
    assert.match(await hand(corpusBytes(witnesses[code]?.message ?? '')), said, code);
  assert.match(await hand(corpusBytes('fault-header-over-998')), /^550 maximum allowed line length/);
  for (const address of ['fault-bad-address', 'fault-address-with-blank', 'fault-address-without-comma'])
    assert.match(await hand(corpusBytes(address)), /^550 header syntax/, address);
});

void test('Exim takes every message that the rules have no error or warning for', { skip }, async (t) => {
  const hand = exim(t);
  const grave = new Set(
    rules.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ code }) => code),
  );
  const fine = corpusNames.filter((name) => corpusCodes(name).every((code) => !grave.has(code)));
  assert.ok(fine.length >= 60);
  for (const name of fine) assert.match(await hand(corpusBytes(name)), /^250 OK/, name);
});
