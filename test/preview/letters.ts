/** Messages for tests of the preview, and the pages made of them. */
import { readMail, type Mail } from '../../src/preview/mail/mail';
import { previewPage, type PreviewPage } from '../../src/preview/page/page';
import type { Wishes } from '../../src/preview/page/wishes';
import { safeHtml, type HtmlWishes, type SafeHtml } from '../../src/preview/safe/html';

export const plainly: Wishes = { remote: false, images: true, dark: false };

export function mailOf(...lines: readonly string[]): Mail {
  return readMail(Buffer.from(lines.join('\r\n'), 'utf8'));
}

export function pageOf(mail: Mail, wishes: Partial<Wishes> = {}): PreviewPage {
  return previewPage({ mail, state: undefined, wishes: { ...plainly, ...wishes } });
}

/** A message of that HTML alone. */
export function htmlMail(html: string): Mail {
  return mailOf(
    'From: ann@example.com',
    'To: bob@example.com',
    'Subject: x',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
  );
}

export function clean(html: string, wishes: Partial<HtmlWishes> = {}): SafeHtml {
  return safeHtml(html, { ...plainly, part: () => undefined, ...wishes });
}

export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** Text, HTML with a picture of its own, and files: what a shop sends. */
export function shopMail(): string[] {
  return [
    ...['X-Sender: <bounce@shop.example>', 'X-Receiver: <bob@example.org>', 'X-Receiver: <secret@example.net>'],
    ...['From: =?utf-8?Q?B=C3=BCcher-Shop?= <shop@shop.example>', 'To: Bob <bob@example.org>, carol@example.org'],
    ...['Subject: =?utf-8?Q?Ihre_B=C3=BCcher_sind_da?=', 'Date: Tue, 24 Nov 2026 09:00:00 +0000', 'MIME-Version: 1.0'],
    ...[
      'Content-Type: multipart/mixed; boundary="=_m"',
      '',
      '--=_m',
      'Content-Type: multipart/alternative; boundary="=_a"',
      '',
    ],
    ...[
      '--=_a',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe',
    ],
    ...[
      '> zitiert',
      '--=_a',
      'Content-Type: multipart/related; boundary="=_r"',
      '',
      '--=_r',
      'Content-Type: text/html; charset=utf-8',
      '',
    ],
    ...[
      '<html lang="de"><body style="background:#f4f1ea"><h1>Grüße</h1><p>Ihre <a href="https://shop.example/o/17">Bücher</a> sind da.',
    ],
    ...['<img src="cid:logo@shop" alt="Logo" width="40" height="40"><img src="https://track.example/open.gif" alt="">'],
    ...['<form action="https://evil.example/"><input name="q"></form></body></html>'],
    ...[
      '--=_r',
      'Content-Type: image/png; name="logo.png"',
      'Content-ID: <logo@shop>',
      'Content-Transfer-Encoding: base64',
      '',
      pixel,
    ],
    ...[
      '--=_r--',
      '--=_a--',
      '--=_m',
      'Content-Type: application/pdf; name="Rechnung.pdf"',
      'Content-Disposition: attachment',
    ],
    ...[
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0xLjQK',
      '--=_m',
      'Content-Type: text/calendar; charset=utf-8; name=termin.ics',
      '',
    ],
    ...[
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'DTSTART;TZID=Europe/Berlin:20261201T100000',
      'DTEND;TZID=Europe/Berlin:20261201T103000',
      'SUMMARY:Abholung',
      'LOCATION:Laden\\, Hof',
      'ORGANIZER;CN="Bücher-Shop":mailto:shop@shop.example',
      'ATTENDEE;CN=Bob;PARTSTAT=NEEDS-ACTION:mailto:bob@example.org',
      'END:VEVENT',
      'END:VCALENDAR',
      '--=_m',
      'Content-Type: message/rfc822',
      '',
      'From: carol@example.org',
      'Subject: inner',
      '',
    ],
    ...['inside', '--=_m--', ''],
  ];
}

/** A bounce that brings back a message, with an invitation and a PDF beside: all that is laid out. */
export function bounceMail(): string[] {
  return [
    ...['From: Mail Delivery <postmaster@mx.example>', 'To: ann@example.com', 'Subject: Undelivered: Lunch'],
    ...[
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      '',
      'It was not delivered.',
    ],
    ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
    ...['Final-Recipient: rfc822; bob@example.org', 'Action: failed', 'Status: 5.1.1'],
    ...['Diagnostic-Code: smtp; 550 5.1.1 User unknown', 'Remote-MTA: dns; mail.example.org', ''],
    ...['Final-Recipient: rfc822; carol@example.net', 'Action: delayed', 'Status: 4.2.2'],
    ...['Diagnostic-Code: smtp; 452 4.2.2 Mailbox full', '', '--b', 'Content-Type: message/rfc822', ''],
    ...['From: Ann <ann@example.com>', 'To: bob@example.org, carol@example.net', 'Subject: Lunch on Tuesday'],
    ...['Date: Tue, 24 Nov 2026 09:00:00 +0000', 'Content-Type: multipart/mixed; boundary=c', '', '--c', ''],
    ...['Are you coming?', '--c', 'Content-Type: text/calendar; charset=utf-8; method=REQUEST', '', 'BEGIN:VCALENDAR'],
    ...['METHOD:REQUEST', 'BEGIN:VEVENT', 'DTSTART;TZID=Europe/Berlin:20261201T120000', 'SUMMARY:Lunch'],
    ...['LOCATION:Canteen', 'ORGANIZER;CN=Ann:mailto:ann@example.com', 'ATTENDEE;CN=Bob:mailto:bob@example.org'],
    ...['END:VEVENT', 'END:VCALENDAR', '--c', 'Content-Type: application/pdf; name=Menu.pdf', ''],
    ...['%PDF-1.4', '<</Type/Pages/Count 2>> /Title (Menu)', '--c', 'Content-Type: image/svg+xml; name=map.svg', ''],
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><circle cx="30" cy="30" r="25" fill="teal"/></svg>',
    ...['--c--', '--b--', ''],
  ];
}
