/** Attachments laid out: calendars, delivery reports, messages inside, PDF and pictures, and what is not drawn of them. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDeliveryStatus } from '../../src/engine/message/readReport';
import { explainReported } from '../../src/engine/explain/reported';
import { readCalendar } from '../../src/preview/mail/calendar';
import { contentLines } from '../../src/preview/mail/contentLine';
import { readMail, type Mail } from '../../src/preview/mail/mail';
import { readPdf } from '../../src/preview/mail/pdf';
import { Pictures } from '../../src/preview/mail/pictures';
import { Answering } from '../../src/preview/worker/answering';
import { tempFolder } from '../support/tempFolder';
import { mailOf, pageOf, pixel, plainly } from './letters';

const corpus = join(import.meta.dirname, '..', 'corpus');
const letter = (name: string): Mail => readMail(readFileSync(join(corpus, `${name}.eml`)));
const text = (page: string): string => page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

function attached(type: string, content: Buffer | string, more: readonly string[] = []): Mail {
  const body = (Buffer.isBuffer(content) ? content : Buffer.from(content)).toString('base64');
  return mailOf(
    ...['From: a@example.com', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'text', '--b'],
    ...[`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...more, '', body, '--b--', ''],
  );
}

const event = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
const when = (...lines: readonly string[]): string | undefined => readCalendar(event(...lines))?.events[0]?.when;

void test('an invitation is a table, in a view of its own and among the attachments', () => {
  const { page } = pageOf(letter('calendar-invitation'));
  assert.match(page, /data-tab="calendar"/);
  assert.match(text(page), /REQUEST: An invitation, or a change of one/);
  assert.match(text(page), /Event Meeting When Tue, 1 Dec 2026, 09:00 – 09:30 UTC/);
  assert.match(text(page), /Organizer ann@example\.com Attendees bob@example\.org/);
});

void test('when an event is: with its zone as it stands, over midnight, all day, for how long', () => {
  assert.equal(
    when('DTSTART;TZID=Europe/Berlin:20261201T220000', 'DTEND;TZID=Europe/Berlin:20261202T010000'),
    'Tue, 1 Dec 2026, 22:00 – Wed, 2 Dec 2026, 01:00 Europe/Berlin',
  );
  assert.equal(
    when('DTSTART;TZID=Europe/Berlin:20261201T220000', 'DTEND:20261201T223000Z'),
    'Tue, 1 Dec 2026, 22:00 Europe/Berlin – Tue, 1 Dec 2026, 22:30 UTC',
  );
  assert.equal(when('DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261225'), 'Thu, 24 Dec 2026, all day');
  assert.equal(
    when('DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'),
    'Thu, 24 Dec 2026 – Sat, 26 Dec 2026, all day',
  );
  assert.equal(
    when('DTSTART:20261201T090000Z', 'DURATION:PT1H30M'),
    'Tue, 1 Dec 2026, 09:00 UTC for 1 hour 30 minutes',
  );
  assert.equal(when('DTSTART:20261201T090000'), 'Tue, 1 Dec 2026, 09:00 (no zone: the time where one is)');
  assert.equal(when('DTSTART:tomorrow'), 'not said');
  assert.equal(when('DUE:20261201T090000Z'), 'until Tue, 1 Dec 2026, 09:00 UTC');
});

void test('folded lines, quoted parameters and escapes of a calendar are read', () => {
  const calendar = readCalendar(
    event(
      'SUMMARY:A long\r\n  title\\, with a comma\\nand a line',
      'ATTENDEE;CN="Doe; Jane: CEO";ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:jane@example.org',
      'RRULE:FREQ=WEEKLY;COUNT=4',
      'BEGIN:VALARM',
      'DESCRIPTION:alarm',
      'END:VALARM',
    ),
  );
  const found = calendar?.events[0];
  assert.ok(found);
  assert.equal(found.summary, 'A long title, with a comma\nand a line');
  assert.deepEqual(found.attendees, [
    { name: 'Doe; Jane: CEO', address: 'jane@example.org', answer: 'accepted', optional: true },
  ]);
  assert.equal(found.repeats, 'FREQ=WEEKLY;COUNT=4');
  assert.equal(found.description, undefined, 'what an alarm says is not what the event says');
});

void test('a calendar of a hundred thousand events or attendees is shown to a limit', () => {
  const events = Array.from({ length: 3_000 }, (_, i) => `BEGIN:VEVENT\r\nSUMMARY:e${i}\r\nEND:VEVENT`).join('\r\n');
  const many = attached('text/calendar', `BEGIN:VCALENDAR\r\n${events}\r\nEND:VCALENDAR`);
  assert.match(text(pageOf(many).page), /2980 more events are not shown/);
  const people = Array.from({ length: 9_000 }, (_, i) => `ATTENDEE:mailto:p${i}@example.org`);
  const { page } = pageOf(attached('text/calendar', event(...people)));
  assert.match(text(page), /and 8950 more/);
  assert.ok(page.length < 200_000, `${page.length}`);
});

void test('a calendar that never ends, ends nothing: what is there is shown', () => {
  assert.equal(readCalendar('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:open')?.events[0]?.summary, 'open');
  assert.deepEqual(readCalendar('BEGIN:VCALENDAR\nEND:VEVENT\nEND:VEVENT'), { events: [], more: 0 });
  assert.equal(readCalendar('no calendar'), undefined);
  assert.match(text(pageOf(attached('text/calendar', 'BEGIN:VCALENDAR')).page), /A calendar without events/);
  assert.match(text(pageOf(attached('text/calendar', 'no calendar')).page), /no calendar/);
});

void test('a property: no text makes the reader of calendars throw, and each line has its value', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('BEGIN:', 'VEVENT', '"', ';', ':', '=', '\\', '\r\n', ' ', 'ü', '9') }),
      (noise) => {
        readCalendar(`BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n${noise}`);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ':', ';', '"', '=') }), (value) => {
      assert.deepEqual(contentLines(`X-A;B="c:d;e":${value}`)[0]?.value, value);
    }),
  );
});

void test('a delivery report is a table with what each answer means, and the returned header behind it', () => {
  const { page } = pageOf(letter('delivery-status-report'));
  assert.match(page, /data-tab="report"/);
  assert.match(text(page), /Reported by mx\.example\.com/);
  assert.match(
    text(page),
    /bob@example\.org failed 5\.1\.1 550 5\.1\.1 User unknown Unknown user\. The remote host knows/,
  );
  assert.match(text(page), /Check the spelling of the address/);
  assert.match(page, /<summary><b>hello<\/b> ann@example\.com<\/summary>/);
});

void test('what a report says is explained by the words of the host, else by its status', () => {
  const said = (
    status: string,
    diagnostic?: string,
    action: 'failed' | 'delayed' | 'relayed' = 'failed',
  ): string | undefined =>
    explainReported({ address: 'a@b', action, status, ...(diagnostic !== undefined && { diagnostic }) })?.title;
  assert.equal(said('5.1.1'), said('5.0.0', 'smtp; 550 5.1.1 No such user'));
  assert.equal(said('4.2.2', undefined, 'delayed'), said('5.0.0', 'smtp;552-5.2.2 over quota'));
  assert.notEqual(said('5.7.1', 'smtp; 554 5.7.1 listed at zen.spamhaus.org'), said('5.1.1'));
  assert.equal(said('2.0.0', undefined, 'relayed'), undefined);
  assert.notEqual(said('5.0.0', 'x-unix; everything is broken'), said('5.1.1'), 'nothing is claimed that nobody said');
});

void test('a report tells of recipients with other names, of later attempts, and of thousands to a limit', () => {
  const block = (i: number): string =>
    `Original-Recipient: rfc822; list@example.org\r\nFinal-Recipient: rfc822; r${i}@example.org\r\nAction: delayed\r\nStatus: 4.4.1\r\nRemote-MTA: dns; mx.example.org\r\nWill-Retry-Until: Thu, 26 Nov 2026 09:00:00 +0000\r\n`;
  const status = `Reporting-MTA: dns; a\r\n\r\n${Array.from({ length: 900 }, (_, i) => block(i)).join('\r\n')}`;
  assert.equal(readDeliveryStatus(Buffer.from(status)).recipients.length, 900);
  const page = text(pageOf(attached('message/delivery-status', status)).page);
  assert.match(
    page,
    /r0@example\.org as list@example\.org delayed 4\.4\.1 — mx\.example\.org It is tried until Thu, 26 Nov/,
  );
  assert.match(page, /700 more recipients are not shown/);
});

void test('a delivery status that says nothing is shown as the text it is', () => {
  const page = text(pageOf(attached('message/delivery-status', 'Reporting-MTA: dns; lonely.example\r\n')).page);
  assert.match(page, /Reporting-MTA: dns; lonely\.example/);
  assert.doesNotMatch(page, /Report /);
});

void test('a message inside shows its head, its text when it is opened out, and a preview of its own', () => {
  const { page } = pageOf(letter('forwarded-message'));
  assert.match(page, /<summary><b>the original<\/b> carol@example\.net<\/summary>/);
  assert.match(text(page), /To ann@example\.com Date Mon, 23 Nov 2026 08:00:00 \+0100 original text/);
  assert.match(page, /data-inside="2"/);
  assert.doesNotMatch(page, /data-do="back"/);
});

void test('a message inside is a page with a way back, and one inside of that, too', async (t) => {
  const path = join(tempFolder(t), 'outer.eml');
  const inner = ['Subject: second', 'Content-Type: message/rfc822', '', 'Subject: third', '', 'deep'].join('\r\n');
  writeFileSync(path, ['Subject: first', 'Content-Type: message/rfc822', '', inner].join('\r\n'));
  const answering = new Answering();
  const titles = [];
  for (const inside of [undefined, [''], ['', '']]) {
    const source = { stamp: JSON.stringify(inside ?? ''), path, ...(inside && { inside }) };
    const answer = await answering.answer({ kind: 'page', source, wishes: plainly });
    assert.ok(answer.kind === 'page');
    titles.push(answer.page.title, answer.page.page.includes('data-do="back"'));
  }
  assert.deepEqual(titles, ['first', false, 'second', true, 'third', true]);
  const gone = await answering.answer({ kind: 'page', source: { stamp: 'x', path, inside: ['7'] }, wishes: plainly });
  assert.deepEqual(gone, { kind: 'trouble', text: 'The message has no message 7 inside any more.' });
});

void test('an attached message that is encoded, or only named one, opens as a message', async () => {
  const inner = 'From: x@example.com\r\nSubject: hidden\r\n\r\nunder base64';
  for (const type of ['message/rfc822', 'application/octet-stream; name=a.eml']) {
    const mail = attached(type, inner);
    assert.match(pageOf(mail).page, /<summary><b>hidden<\/b> x@example\.com<\/summary>/, type);
    const octets = mail.octets.read(0, mail.octets.size);
    const answer = await new Answering().answer({
      kind: 'page',
      source: { stamp: type, octets, inside: ['2'] },
      wishes: plainly,
    });
    assert.ok(answer.kind === 'page' && answer.page.title === 'hidden', type);
  }
});

void test('a PDF tells its pages, title and version where they stand in the clear', () => {
  const body =
    '1 0 obj <</Type /Pages /Kids [] /Count 12>> endobj 2 0 obj <</Type/Pages/Count 3>> /Title (Angebot \\(2\\)) %%EOF';
  assert.deepEqual(readPdf(Buffer.from(`%PDF-1.4\n${body}`)), {
    version: '1.4',
    pages: 12,
    title: 'Angebot (2)',
    encrypted: false,
  });
  assert.deepEqual(readPdf(Buffer.from('%PDF-1.7\n<</Encrypt 5 0 R>>')), { version: '1.7', encrypted: true });
  assert.deepEqual(readPdf(Buffer.from('%PDF-2.0 <</Linearized 1/L 9/N 5>>')), {
    version: '2.0',
    pages: 5,
    encrypted: false,
  });
  assert.equal(readPdf(Buffer.from('MZ')), undefined);
  const wide = Buffer.concat([
    Buffer.from('%PDF-1.4 /Title ('),
    Buffer.from('\xfe\xff', 'latin1'),
    Buffer.from('Größe', 'utf16le').swap16(),
    Buffer.from(')'),
  ]);
  assert.equal(readPdf(wide)?.title, 'Größe');
  const { page } = pageOf(attached('application/pdf; name=a.pdf', `%PDF-1.4\n${body}`));
  assert.match(text(page), /PDF “Angebot \(2\)” · 12 pages · PDF 1\.4/);
});

const vector = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`;
const look = (mail: Mail): ReturnType<Pictures['of']> => {
  const [part] = mail.files;
  assert.ok(part);
  return new Pictures(mail).of(part);
};

void test('a vector is a picture among the attachments, in an img alone, and none in the HTML', () => {
  const evil = vector('<script>alert(1)</script><image href="https://evil.example/x.png"/>');
  const { page } = pageOf(attached('image/svg+xml; name=a.svg', evil));
  assert.match(page, /<img src="data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+" alt="a\.svg" \/>/);
  assert.doesNotMatch(page, /<svg|evil\.example/);
  const mail = mailOf(
    ...[
      'Content-Type: multipart/related; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<img src="cid:v@x" alt="v">',
    ],
    ...['--b', 'Content-Type: image/svg+xml', 'Content-ID: <v@x>', '', evil, '--b--'],
  );
  assert.match(pageOf(mail).frame ?? '', /<img alt="v">/);
});

void test('a vector that is made of copies of itself, of entities, or compressed is not drawn, and says why', () => {
  const doubled = Array.from(
    { length: 30 },
    (_, i) => `<g id="g${i + 1}"><use href="#g${i}"/><use href="#g${i}"/></g>`,
  ).join('');
  const lol = `<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>${vector('&b;')}`;
  const wide = Buffer.from(vector(doubled), 'utf16le');
  for (const [content, why] of [
    [vector(doubled), /copies of itself/],
    [wide, /copies of itself/],
    [lol, /entities of its own/],
    [Buffer.from([0x1f, 0x8b, 8, 0, 0]), /nothing is inflated/],
    [vector('<g/>'.repeat(200_000)), /so large a vector/],
    ['', /it is empty/],
  ] as const)
    assert.match(look(attached('image/svg+xml', content)).why ?? '', why);
  assert.equal(look(attached('image/svg+xml', vector('<use href="#a"/>'))).why, undefined);
});

/** A PNG that says how large it is, and has nothing of it. */
function pngOf(width: number, height: number): Buffer {
  const octets = Buffer.from(pixel, 'base64');
  octets.writeUInt32BE(width, 16);
  octets.writeUInt32BE(height, 20);
  return octets;
}

void test('a picture of a few octets that says it is endless is not drawn', () => {
  assert.match(look(attached('image/png', pngOf(60_000, 60_000))).why ?? '', /it says it is 60000 × 60000 pixels/);
  assert.match(look(attached('image/png', pngOf(4_000, 3_000))).uri ?? '', /^data:image\/png/);
  assert.match(look(attached('image/png', 'no picture')).uri ?? '', /^data:image\/png/);
  assert.match(look(attached('image/jpeg', Buffer.alloc(5_100_000, 7))).why ?? '', /it has 5\.1 MB, more than 5\.0 MB/);
});
