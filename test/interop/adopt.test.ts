/** Spools as the programs themselves write them: Django's filebased backend, Ruby's mail gem, Python's mailbox module. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { simpleParser, type ParsedMail } from 'mailparser';
import { adopt } from '../../src/engine/adopt/adopt';
import { submission } from '../../src/engine/pickup/submission';
import { tempFolder, tempMailRoot } from '../support/tempFolder';
import { missing, missingModule, runProgram } from './program';

const limit = { timeout: 120_000 };
const dashes = '-'.repeat(79);

interface Taken {
  readonly format: string;
  readonly parsed: ParsedMail;
  readonly recipients: readonly string[];
}

/** Adopts, and reads what stands in Pickup as the engine would. */
async function adopted(t: TestContext, ...paths: string[]): Promise<Taken[]> {
  const mailRoot = tempMailRoot(t);
  const taken: Taken[] = [];
  for await (const one of adopt(paths, { mailRoot, mode: 'adopt' })) {
    if (one.kind === 'passed') continue;
    const bytes = readFileSync(join(mailRoot.Pickup, one.file));
    const envelope = submission(bytes, 'localhost');
    assert.equal(envelope.kind, 'submission');
    const recipients = envelope.envelope.recipients.map(({ address }) => address);
    taken.push({ format: one.format, parsed: await simpleParser(bytes), recipients });
  }
  return taken;
}

const django = `
import sys
from django.conf import settings
settings.configure(EMAIL_BACKEND='django.core.mail.backends.filebased.EmailBackend', EMAIL_FILE_PATH=sys.argv[1])
from django.core.mail import EmailMessage, get_connection
dashes = '-' * 79
plain = EmailMessage('one', 'above\\n' + dashes + '\\nbelow\\n' + dashes, 'a@x.test', ['b@x.test', 'c@x.test'])
rich = EmailMessage('two', 'Grüße', 'a@x.test', ['b@x.test'])
rich.attach('old.log', 'From: a@x.test\\nMIME-Version: 1.0\\n\\nhi\\n\\n' + dashes + '\\nFrom: b@x.test\\nMIME-Version: 1.0\\n\\n', 'text/plain')
last = EmailMessage('three', '', 'a@x.test', ['d@x.test'])
get_connection().send_messages([plain, rich, last])
`;

void test(
  'Django: every message of a file, with dashes in its body and another log attached',
  { ...limit, skip: missingModule('django', 'python3-django') },
  async (t) => {
    const folder = tempFolder(t);
    await runProgram('/usr/bin/python3', ['-c', django, folder]);
    const taken = await adopted(t, folder);
    assert.deepEqual(
      taken.map(({ format, parsed, recipients }) => [format, parsed.subject, ...recipients]),
      [
        ['django', 'one', 'b@x.test', 'c@x.test'],
        ['django', 'two', 'b@x.test'],
        ['django', 'three', 'd@x.test'],
      ],
    );
    assert.equal(taken[0]?.parsed.text?.trimEnd(), `above\n${dashes}\nbelow\n${dashes}`);
    assert.equal(taken[1]?.parsed.attachments[0]?.content.toString().split(dashes).length, 2);
  },
);

const ruby = `
require 'mail'
def deliver(location, options, attachment = nil)
  mail = Mail.new({from: 'a@x.test'}.merge(options))
  mail.add_file(filename: 'x.txt', content: attachment) if attachment
  mail.delivery_method :file, location: location
  mail.deliver!
end
deliver(ARGV[0], to: ['b@x.test', 'c@x.test'], bcc: 'hidden@x.test', subject: 'one', body: "Hello\\n..dots\\n")
deliver(ARGV[0], to: 'b@x.test', subject: 'two', body: 'no end of line')
deliver(ARGV[0], {to: 'b@x.test', subject: 'three', body: 'with a file'}, 'Date: Tue, 24 Nov 2026 22:22:39 +0000')
deliver(ARGV[0], to: 'b@x.test', subject: 'four', body: "last\\n")
`;

void test(
  "Rails: the messages of each recipient's file go to that recipient alone, also where nothing separates them",
  { ...limit, skip: missing('ruby') || missingGem() },
  async (t) => {
    const folder = tempFolder(t);
    await runProgram('ruby', ['-e', ruby, folder]);
    assert.deepEqual(readdirSync(folder).sort(), ['b@x.test', 'c@x.test', 'hidden@x.test']);
    const taken = await adopted(t, folder);
    assert.deepEqual(
      taken.map(({ format, parsed, recipients }) => [format, parsed.subject, ...recipients]),
      [
        ...['one', 'two', 'three', 'four'].map((subject) => ['rails', subject, 'b@x.test']),
        ['rails', 'one', 'c@x.test'],
        ['rails', 'one', 'hidden@x.test'],
      ],
    );
    assert.match(taken[0]?.parsed.text ?? '', /^Hello\n\.\.dots/);
    assert.equal(taken[1]?.parsed.text?.trimEnd(), 'no end of line');
    assert.equal(taken[2]?.parsed.attachments.length, 1);
  },
);

const python = `
import mailbox, sys
from email.message import EmailMessage
def letter(subject, body):
    m = EmailMessage()
    m['From'], m['To'], m['Subject'] = 'a@x.test', 'b@x.test', subject
    m.set_content(body)
    return m
box = mailbox.mbox(sys.argv[1] + '/inbox')
box.lock()
box.add(letter('one', 'hello\\n\\nFrom here on it is quoted\\n'))
box.add(letter('two', 'bye'))
box.flush(); box.unlock()
maildir = mailbox.Maildir(sys.argv[1] + '/Maildir')
seen = mailbox.MaildirMessage(letter('seen', 'x')); seen.set_subdir('cur'); seen.set_flags('S')
trashed = mailbox.MaildirMessage(letter('trashed', 'x')); trashed.set_subdir('cur'); trashed.set_flags('T')
for m in (letter('new', 'x'), seen, trashed): maildir.add(m)
`;

void test('mbox and Maildir as Python writes them', { ...limit, skip: missing('python3') }, async (t) => {
  const folder = tempFolder(t);
  await runProgram('python3', ['-c', python, folder]);
  const mbox = await adopted(t, join(folder, 'inbox'));
  assert.deepEqual(
    mbox.map(({ format, parsed }) => [format, parsed.subject]),
    [
      ['mbox', 'one'],
      ['mbox', 'two'],
    ],
  );
  assert.match(mbox[0]?.parsed.text ?? '', /\n\nFrom here on it is quoted/);
  const maildir = await adopted(t, join(folder, 'Maildir'));
  assert.deepEqual(
    maildir.map(({ parsed }) => parsed.subject),
    ['new', 'seen'],
  );
});

function missingGem(): string | false {
  return missingModule('mail', 'ruby-mail', ['ruby', '-rmail', '-e', '']);
}
